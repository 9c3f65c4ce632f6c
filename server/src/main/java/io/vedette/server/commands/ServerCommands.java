package io.vedette.server.commands;

import io.vedette.config.ConfigRefusal;
import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.server.Engine;
import io.vedette.server.ReplicationFacts;
import io.vedette.server.Surroundings;
import io.vedette.session.Call;
import io.vedette.session.Client;
import io.vedette.session.CommandTable;
import io.vedette.session.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Commands about the server itself: INFO, CONFIG, TIME, SELECT, SHUTDOWN, DEBUG. */
public final class ServerCommands {
    private static final List<String> CONFIG_HELP = List.of(
            "CONFIG <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
            "GET <pattern>",
            "    Return parameters matching the glob-like <pattern> and their values.",
            "SET <directive> <value>",
            "    Set the configuration <directive> to <value>.",
            "RESETSTAT",
            "    Reset statistics reported by the INFO command.",
            "REWRITE",
            "    Rewrite the configuration file.",
            "HELP",
            "    Print this help.");

    private final Engine engine;
    private final ReplicationFacts replication;
    private final Surroundings surroundings;
    private final InfoText info;
    private boolean activeExpire = true;

    public ServerCommands(Engine engine, ReplicationFacts replication, Surroundings surroundings, InfoText info) {
        this.engine = engine;
        this.replication = replication;
        this.surroundings = surroundings;
        this.info = info;
    }

    public void bindTo(CommandTable table) {
        table.bind("info", this::info);
        table.bind("time", this::time);
        table.bind("select", this::select);
        table.bind("shutdown", this::shutdown);
        table.bind("debug", this::debug);
        table.bind("config|get", this::configGet);
        table.bind("config|set", this::configSet);
        table.bind("config|rewrite", this::configRewrite);
        table.bind("config|resetstat", this::configResetStat);
        table.bind("config|help", call -> lines(call, CONFIG_HELP));
    }

    /** False after DEBUG SET-ACTIVE-EXPIRE 0. */
    public boolean expiresActively() {
        return activeExpire;
    }

    private void info(Call call) {
        List<String> sections = new ArrayList<>();
        for (int i = 1; i < call.argv().size(); i++) {
            sections.add(call.argv().text(i).toLowerCase(Locale.ROOT));
        }
        call.reply().verbatim("txt", info.of(sections));
    }

    private void time(Call call) {
        long millis = engine.clock().wallMillis();
        // The wall clock gives milliseconds; the digits behind come from the steady one.
        long micros = millis % 1_000 * 1_000 + engine.clock().nanos() / 1_000 % 1_000;
        call.reply().array(2);
        call.reply().bulk(Long.toString(millis / 1_000));
        call.reply().bulk(Long.toString(micros));
    }

    private void select(Call call) throws RespException {
        long index = call.argv().asLong(1);
        if (index < 0 || index >= engine.keyspace().databases()) {
            throw Errors.databaseIndexOutOfRange();
        }
        call.client().database((int) index);
        call.reply().ok();
    }

    // --- SHUTDOWN ---

    private void shutdown(Call call) throws RespException {
        boolean save = false;
        for (int i = 1; i < call.argv().size(); i++) {
            switch (call.argv().text(i).toLowerCase(Locale.ROOT)) {
                case "nosave", "now", "force" -> {}
                case "save" -> save = true;
                case "abort" -> {
                    if (call.argv().size() > 2) {
                        throw Errors.syntax();
                    }
                    throw new RespException("ERR No shutdown in progress.");
                }
                default -> throw Errors.syntax();
            }
        }
        if (save) {
            // Nothing is promised that cannot be kept: there are no snapshot files yet.
            throw Errors.shutdownFailed();
        }
        surroundings.shutdown();
    }

    // --- CONFIG ---

    private void configGet(Call call) {
        Map<String, String> found = engine.settings().table().get(words(call.argv(), 2));
        call.reply().map(found.size());
        found.forEach((name, value) -> {
            call.reply().bulk(name);
            call.reply().bulk(value);
        });
    }

    private void configSet(Call call) throws RespException {
        if (call.argv().size() % 2 != 0) {
            throw Errors.wrongArity("config|set");
        }
        try {
            engine.settings().table().set(words(call.argv(), 2));
        } catch (ConfigRefusal refusal) {
            throw new RespException(refusal.reason());
        }
        call.reply().ok();
    }

    private void configResetStat(Call call) {
        engine.dispatcher().resetStats();
        engine.clients().resetStats();
        engine.keyspace().resetCounts();
        engine.statistics().reset();
        replication.resetCounts();
        call.reply().ok();
    }

    /**
     * The file is written off the loop. Outside of MULTI the client waits for it; inside, where no command can wait, OK says
     * that the write is on its way, and a failure goes to the log.
     */
    private void configRewrite(Call call) throws RespException {
        if (surroundings.configFile().isEmpty()) {
            throw new RespException("ERR The server is running without a config file");
        }
        Client client = call.client();
        if (client.lastCommand()
                .filter(last -> last.spec().name().equals("exec"))
                .isPresent()) {
            surroundings.rewriteConfig(fault -> {});
            call.reply().ok();
            return;
        }
        FileWait wait = new FileWait();
        client.block(wait);
        surroundings.rewriteConfig(fault -> {
            if (!wait.isOver) {
                answer(client, fault);
                client.unblock();
            }
        });
    }

    private void answer(Client client, String fault) {
        if (fault.isEmpty()) {
            client.reply().ok();
        } else {
            engine.dispatcher().error(client, new RespException("ERR Rewriting config file: " + fault));
        }
        engine.clients().flushLater(client);
    }

    /** A client that waits until its file is written. */
    private static final class FileWait implements Waiting {
        private boolean isOver;

        @Override
        public void timedOut(Client client) {
            isOver = true;
            client.reply().ok();
        }

        @Override
        public void abandoned(Client client) {
            isOver = true;
        }
    }

    // --- DEBUG ---

    private void debug(Call call) throws RespException {
        boolean allowed = switch (engine.settings().enableDebugCommand.get()) {
            case YES -> true;
            case LOCAL ->
                call.client().transport().remoteAddress().startsWith("127.")
                        || call.client().transport().remoteAddress().startsWith("[::1]");
            case NO -> false;
        };
        if (!allowed) {
            throw Errors.debugNotAllowed();
        }
        Argv argv = call.argv();
        switch (argv.text(1).toLowerCase(Locale.ROOT)) {
            case "sleep" -> {
                sleep(argv);
                call.reply().ok();
            }
            case "set-active-expire" -> {
                activeExpire = !argv.text(2).equals("0");
                call.reply().ok();
            }
            default ->
                throw new RespException("ERR unknown subcommand or wrong number of arguments for '" + argv.text(1)
                        + "'. Try DEBUG HELP.");
        }
    }

    /** Holds up the whole server, which is the purpose. */
    private void sleep(Argv argv) throws RespException {
        if (argv.size() != 3) {
            throw new RespException("ERR unknown subcommand or wrong number of arguments for 'sleep'. Try DEBUG HELP.");
        }
        try {
            long nanos = (long) (Double.parseDouble(argv.text(2)) * TimeUnit.SECONDS.toNanos(1));
            long end = engine.clock().nanos() + nanos;
            for (long left = nanos; left > 0; left = end - engine.clock().nanos()) {
                LockSupport.parkNanos(left);
            }
        } catch (NumberFormatException e) {
            throw Errors.notAFloat();
        }
    }

    private static void lines(Call call, List<String> lines) {
        call.reply().array(lines.size());
        lines.forEach(line -> call.reply().simple(line));
    }

    private static List<String> words(Argv argv, int from) {
        List<String> words = new ArrayList<>();
        for (int i = from; i < argv.size(); i++) {
            words.add(argv.text(i));
        }
        return words;
    }
}
