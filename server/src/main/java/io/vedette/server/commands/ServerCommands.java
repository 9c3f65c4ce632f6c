package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.server.Engine;
import io.vedette.server.Shutdown;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import io.vedette.session.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Commands about the server itself: INFO, TIME, SELECT, SHUTDOWN, LOLWUT; and the word of a client that takes it for a node of a cluster. */
public final class ServerCommands {
    private static final long MICROS_PER_SECOND = 1_000_000;

    private final Engine engine;
    private final InfoText info;
    private final Shutdown shutdown;

    public ServerCommands(Engine engine, InfoText info, Shutdown shutdown) {
        this.engine = engine;
        this.info = info;
        this.shutdown = shutdown;
    }

    public void bindTo(CommandTable table) {
        table.bind("info", this::info);
        table.bind("time", this::time);
        table.bind("select", this::select);
        table.bind("shutdown", this::shutdown);
        table.bind("lolwut", this::lolwut);
        for (String ofCluster : List.of("asking", "readonly", "readwrite")) {
            table.bind(ofCluster, call -> {
                throw Errors.clusterDisabled();
            });
        }
    }

    private void info(Call call) {
        List<String> sections = new ArrayList<>();
        for (int i = 1; i < call.argv().size(); i++) {
            sections.add(call.argv().text(i).toLowerCase(Locale.ROOT));
        }
        call.reply().verbatim("txt", info.of(sections));
    }

    private void time(Call call) {
        long micros = engine.clock().wallMicros();
        call.reply().array(2);
        call.reply().bulk(Long.toString(micros / MICROS_PER_SECOND));
        call.reply().bulk(Long.toString(micros % MICROS_PER_SECOND));
    }

    /** The line below the pictures of Redis, without the pictures. */
    private void lolwut(Call call) throws RespException {
        Argv argv = call.argv();
        if (argv.size() >= 3 && argv.is(1, "version")) {
            argv.asLong(2);
        }
        call.reply().verbatim("txt", "Redis ver. " + Identity.REDIS_VERSION + "\n");
    }

    private void select(Call call) throws RespException {
        int index = call.argv().asInt(1);
        if (index < 0 || index >= engine.keyspace().databases()) {
            throw Errors.databaseIndexOutOfRange();
        }
        call.client().database(index);
        call.reply().ok();
    }

    private static Shutdown.Save saveWish(boolean save, boolean noSave) {
        return save ? Shutdown.Save.YES : noSave ? Shutdown.Save.NO : Shutdown.Save.BY_RULE;
    }

    private void shutdown(Call call) throws RespException {
        Argv argv = call.argv();
        boolean save = false;
        boolean noSave = false;
        boolean now = false;
        boolean force = false;
        boolean abort = false;
        for (int i = 1; i < argv.size(); i++) {
            switch (argv.text(i).toLowerCase(Locale.ROOT)) {
                case "nosave" -> noSave = true;
                case "save" -> save = true;
                case "now" -> now = true;
                case "force" -> force = true;
                case "abort" -> abort = true;
                default -> throw Errors.syntax();
            }
        }
        if (abort && (save || noSave || now || force) || save && noSave) {
            throw Errors.syntax();
        }
        if (!abort) {
            shutdown.command(call.client(), new Shutdown.Wish(saveWish(save, noSave), now, force));
        } else if (shutdown.abort()) {
            call.reply().ok();
        } else {
            throw Errors.noShutdown();
        }
    }
}
