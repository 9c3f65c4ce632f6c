package io.vedette.server.commands;

import io.vedette.config.ConfigRefusal;
import io.vedette.config.SettingTable;
import io.vedette.resp.Argv;
import io.vedette.resp.ConnectionErrors;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.server.Engine;
import io.vedette.server.Surroundings;
import io.vedette.server.session.Storage;
import io.vedette.session.Call;
import io.vedette.session.Client;
import io.vedette.session.CommandTable;
import io.vedette.session.Help;
import io.vedette.session.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** CONFIG: the settings as clients see and change them. */
public final class ConfigCommands {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigCommands.class);

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

    private static final String NO_PORT = "Unable to listen on this port. Check server logs.";
    /** Settings that move the listeners, and what is said if they cannot. */
    private static final Map<String, String> ADDRESSES =
            Map.of("bind", "Failed to bind to specified addresses.", "port", NO_PORT, "tls-port", NO_PORT);

    /** What is written by these, or to another place, would be the part of the data that is in memory so far. */
    private static final Set<String> NOT_WHILE_LOADING = Set.of("appendonly", "dir");

    private final Engine engine;
    private final Storage storage;
    private final Surroundings surroundings;
    private final InfoText info;
    private boolean listenersMove;

    /** @param info knows what statistics there are */
    public ConfigCommands(Engine engine, Storage storage, Surroundings surroundings, InfoText info) {
        this.engine = engine;
        this.storage = storage;
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
            throw Errors.syntax();
        }
        SettingTable table = engine.settings().table();
        List<String> names = new ArrayList<>();
        for (int i = 2; i < call.argv().size(); i += 2) {
            names.add(call.argv().text(i).toLowerCase(Locale.ROOT));
        }
        if (storage.isLoading() && names.stream().anyMatch(NOT_WHILE_LOADING::contains)) {
            throw Errors.loading();
        }
        List<String> former = new ArrayList<>();
        table.get(names).forEach((name, value) -> former.addAll(List.of(name, value)));
        Map<String, String> formerAddresses = table.get(List.copyOf(ADDRESSES.keySet()));
        set(table, words(call.argv()));
        Map<String, String> addresses = table.get(List.copyOf(ADDRESSES.keySet()));
        // As Redis, which applies settings one by one in their order, each with all values already in force.
        Optional<String> blamed = names.stream()
                .filter(name -> !addresses.getOrDefault(name, "").equals(formerAddresses.getOrDefault(name, "")))
                .findFirst();
        if (blamed.isEmpty()) {
            call.reply().ok();
        } else {
            moveListeners(call, blamed.get(), former);
        }
    }

    private static void set(SettingTable table, List<String> namesAndValues) throws RespException {
        try {
            table.set(namesAndValues);
        } catch (ConfigRefusal refusal) {
            throw new RespException(refusal.reason());
        }
    }

    /**
     * Sockets are bound and closed by other threads: the client waits for them, and so this is refused where no command can
     * wait, and while it goes on for another client.
     */
    private void moveListeners(Call call, String blamed, List<String> former) throws RespException {
        SettingTable table = engine.settings().table();
        if (listenersMove || !call.mayBlock()) {
            set(table, former);
            throw new RespException(SettingTable.failed(
                            blamed,
                            listenersMove
                                    ? "another client is changing where to listen"
                                    : "inside of MULTI it cannot be changed where to listen")
                    .reason());
        }
        Client client = call.client();
        OutsideWait wait = new OutsideWait();
        client.block(wait);
        listenersMove = true;
        surroundings.moveListeners(fault -> {
            listenersMove = false;
            if (!fault.isEmpty()) {
                restore(table, blamed, former);
            }
            if (!wait.isOver) {
                answer(
                        client,
                        fault.isEmpty()
                                ? Optional.empty()
                                : Optional.of(new RespException(
                                        SettingTable.failed(blamed, ADDRESSES.getOrDefault(blamed, ""))
                                                .reason())));
            }
        });
    }

    private static void restore(SettingTable table, String blamed, List<String> former) {
        LOG.warn(
                "Failed applying new configuration. Possibly related to new {} setting. Restoring previous settings.",
                blamed);
        try {
            set(table, former);
        } catch (RespException refusal) {
            LOG.warn("Failed applying restored failed CONFIG SET command: {}", refusal.getMessage());
        }
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
        rewrite(call, false);
    }

    /** CONFIG REWRITE, and DEBUG CONFIG-REWRITE-FORCE-ALL with a line for everything. */
    void rewrite(Call call, boolean everything) throws RespException {
        if (surroundings.configFile().isEmpty()) {
            throw Errors.noConfigFile();
        }
        Client client = call.client();
        if (!call.mayBlock()) {
            surroundings.rewriteConfig(everything, fault -> {});
            call.reply().ok();
            return;
        }
        OutsideWait wait = new OutsideWait();
        client.block(wait);
        surroundings.rewriteConfig(everything, fault -> {
            if (!wait.isOver) {
                answer(client, fault.isEmpty() ? Optional.empty() : Optional.of(Errors.configNotRewritten(fault)));
            }
        });
    }

    private void answer(Client client, Optional<RespException> fault) {
        engine.dispatcher().answerBlocked(client, reply -> {
            if (fault.isEmpty()) {
                reply.ok();
            } else {
                engine.dispatcher().error(client, fault.get());
            }
        });
    }

    /** A client that waits for what other threads do: a file, sockets. */
    private static final class OutsideWait implements Waiting {
        private boolean isOver;

        @Override
        public void timedOut(Client client) {
            isOver = true;
            client.reply().error(ConnectionErrors.clientUnblocked()); // no OK: it may still fail
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
