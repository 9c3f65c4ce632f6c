package io.vedette.server.commands;

import io.vedette.config.ConfigRefusal;
import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.server.Engine;
import io.vedette.server.Surroundings;
import io.vedette.session.Call;
import io.vedette.session.Client;
import io.vedette.session.CommandTable;
import io.vedette.session.Help;
import io.vedette.session.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** CONFIG: the settings as clients see and change them. */
public final class ConfigCommands {
    private static final String[] HELP = {
        "GET <pattern>",
        "    Return parameters matching the glob-like <pattern> and their values.",
        "SET <directive> <value>",
        "    Set the configuration <directive> to <value>.",
        "RESETSTAT",
        "    Reset statistics reported by the INFO command.",
        "REWRITE",
        "    Rewrite the configuration file."
    };

    private final Engine engine;
    private final Surroundings surroundings;
    private final InfoText info;

    /** @param info knows what statistics there are */
    public ConfigCommands(Engine engine, Surroundings surroundings, InfoText info) {
        this.engine = engine;
        this.surroundings = surroundings;
        this.info = info;
    }

    public void bindTo(CommandTable table) {
        table.bind("config|get", this::get);
        table.bind("config|set", this::set);
        table.bind("config|rewrite", this::rewrite);
        table.bind("config|resetstat", this::resetStat);
        table.bind("config|help", new Help("config", HELP));
    }

    private void get(Call call) {
        Map<String, String> found = engine.settings().table().get(words(call.argv()));
        call.reply().map(found.size());
        found.forEach((name, value) -> {
            call.reply().bulk(name);
            call.reply().bulk(value);
        });
    }

    private void set(Call call) throws RespException {
        if (call.argv().size() % 2 != 0) {
            throw Errors.wrongArity("config|set");
        }
        try {
            engine.settings().table().set(words(call.argv()));
        } catch (ConfigRefusal refusal) {
            throw new RespException(refusal.reason());
        }
        call.reply().ok();
    }

    private void resetStat(Call call) {
        info.resetStats();
        call.reply().ok();
    }

    /**
     * The file is written off the loop. Outside of MULTI the client waits for it; inside, where no command can wait, OK says
     * that the write is on its way, and a failure goes to the log.
     */
    private void rewrite(Call call) throws RespException {
        if (surroundings.configFile().isEmpty()) {
            throw Errors.noConfigFile();
        }
        Client client = call.client();
        boolean insideExec = client.lastCommand()
                .filter(last -> last.spec().name().equals("exec"))
                .isPresent();
        if (insideExec) {
            surroundings.rewriteConfig(fault -> {});
            call.reply().ok();
            return;
        }
        FileWait wait = new FileWait();
        client.block(wait);
        surroundings.rewriteConfig(fault -> {
            if (!wait.isOver) {
                answer(client, fault);
            }
        });
    }

    private void answer(Client client, String fault) {
        engine.dispatcher().answerBlocked(client, reply -> {
            if (fault.isEmpty()) {
                reply.ok();
            } else {
                engine.dispatcher().error(client, Errors.configNotRewritten(fault));
            }
        });
    }

    /** A client that waits until its file is written. */
    private static final class FileWait implements Waiting {
        private boolean isOver;

        @Override
        public void timedOut(Client client) {
            isOver = true;
            client.reply().error(Errors.clientUnblocked()); // no OK: the write may still fail
        }

        @Override
        public void abandoned(Client client) {
            isOver = true;
        }
    }

    private static List<String> words(Argv argv) {
        List<String> words = new ArrayList<>();
        for (int i = 2; i < argv.size(); i++) {
            words.add(argv.text(i));
        }
        return words;
    }
}
