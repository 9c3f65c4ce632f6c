package io.vedette.session;

import io.vedette.resp.Argv;
import io.vedette.resp.Ascii;
import io.vedette.resp.ConnectionErrors;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The subcommands of CLIENT but those about tracking, which is the data server's affair. */
public final class ClientCommands {
    private static final String[] HELP = {
        "GETREDIR",
        "    Return the client ID we are redirecting to when tracking is enabled.",
        "GETNAME",
        "    Return the name of the current connection.",
        "ID",
        "    Return the ID of the current connection.",
        "INFO",
        "    Return information about the current client connection.",
        "KILL <ip:port>",
        "    Kill connection made from <ip:port>.",
        "KILL <option> <value> [<option> <value> [...]]",
        "    Kill connections. Options are:",
        "    * ADDR (<ip:port>|<unixsocket>:0)",
        "      Kill connections made from the specified address",
        "    * LADDR (<ip:port>|<unixsocket>:0)",
        "      Kill connections made to specified local address",
        "    * TYPE (NORMAL|MASTER|REPLICA|PUBSUB)",
        "      Kill connections by type.",
        "    * USER <username>",
        "      Kill connections authenticated by <username>.",
        "    * SKIPME (YES|NO)",
        "      Skip killing current connection (default: yes).",
        "LIST [options ...]",
        "    Return information about client connections. Options:",
        "    * TYPE (NORMAL|MASTER|REPLICA|PUBSUB)",
        "      Return clients of specified type.",
        "UNPAUSE",
        "    Stop the current client pause, resuming traffic.",
        "PAUSE <timeout> [WRITE|ALL]",
        "    Suspend all, or just write, clients for <timeout> milliseconds.",
        "REPLY (ON|OFF|SKIP)",
        "    Control the replies sent to the current connection.",
        "SETINFO (LIB-NAME|LIB-VER) <value>",
        "    Set the name or version of the client library.",
        "SETNAME <name>",
        "    Assign the name <name> to the current connection.",
        "UNBLOCK <clientid> [TIMEOUT|ERROR]",
        "    Unblock the specified blocked client.",
        "TRACKINGINFO",
        "    Report tracking status for the current connection.",
        "NO-EVICT (ON|OFF)",
        "    Protect current client connection from eviction."
    };

    private final Clients clients;
    private final Dispatcher dispatcher;

    public ClientCommands(Clients clients, Dispatcher dispatcher) {
        this.clients = clients;
        this.dispatcher = dispatcher;
    }

    public void bindTo(CommandTable table) {
        table.bind("client|id", call -> call.reply().integer(call.client().id()));
        table.bind("client|list", this::list);
        table.bind("client|info", this::info);
        table.bind("client|setname", this::setName);
        table.bind("client|getname", this::getName);
        table.bind("client|setinfo", this::setInfo);
        table.bind("client|kill", this::kill);
        table.bind("client|pause", this::pause);
        table.bind("client|unpause", this::unpause);
        table.bind("client|reply", this::reply);
        table.bind("client|no-evict", this::noEvict);
        table.bind("client|unblock", this::unblock);
    }

    /** Where nothing can be tracked: what asks about it truthfully says "off". */
    public void bindNoTrackingTo(CommandTable table) {
        table.bind("client|getredir", call -> call.reply().integer(-1));
        table.bind("client|trackinginfo", this::trackingInfo);
        table.bind("client|help", new Help("client", HELP));
    }

    /** The text of CLIENT HELP where keys can be tracked. */
    public static String[] helpWithTracking() {
        List<String> lines = new ArrayList<>(List.of(
                "CACHING (YES|NO)", "    Enable/disable tracking of the keys for next command in OPTIN/OPTOUT modes."));
        for (String line : HELP) {
            if (line.equals("TRACKINGINFO")) {
                lines.add("TRACKING (ON|OFF) [REDIRECT <id>] [BCAST] [PREFIX <prefix> [...]]");
                lines.add("         [OPTIN] [OPTOUT] [NOLOOP]");
                lines.add("    Control server assisted client side caching.");
            }
            lines.add(line);
        }
        return lines.toArray(String[]::new);
    }

    private void list(Call call) throws RespException {
        Argv argv = call.argv();
        List<Client> shown;
        if (argv.size() == 2) {
            shown = clients.matching(client -> true);
        } else if (argv.size() == 4 && argv.is(2, "type")) {
            ClientType type =
                    ClientType.named(argv.text(3)).orElseThrow(() -> ConnectionErrors.unknownClientType(argv.bytes(3)));
            shown = clients.matching(client -> client.type() == type);
        } else if (argv.size() > 3 && argv.is(2, "id")) {
            shown = new ArrayList<>();
            for (int i = 3; i < argv.size(); i++) {
                if (!Ascii.isLong(argv.bytes(i))) {
                    throw ConnectionErrors.invalidClientId();
                }
                clients.find(argv.asLong(i)).ifPresent(shown::add);
            }
        } else {
            throw Errors.syntax();
        }
        StringBuilder lines = new StringBuilder();
        shown.forEach(client -> ClientLine.append(lines, client, call));
        call.reply().verbatim("txt", lines.toString());
    }

    private void info(Call call) {
        StringBuilder line = new StringBuilder();
        ClientLine.append(line, call.client(), call);
        call.reply().verbatim("txt", line.toString());
    }

    private void setName(Call call) throws RespException {
        call.client().name(ClientNames.checked(call.argv().bytes(2), ConnectionErrors::badClientName));
        call.reply().ok();
    }

    private void getName(Call call) {
        if (call.client().name().isEmpty()) {
            call.reply().nullBulk();
        } else {
            call.reply().bulk(call.client().name());
        }
    }

    private void setInfo(Call call) throws RespException {
        Argv argv = call.argv();
        if (argv.is(2, "lib-name")) {
            call.client().libName(ClientNames.checked(argv.bytes(3), () -> ConnectionErrors.badLibrary("lib-name")));
        } else if (argv.is(2, "lib-ver")) {
            call.client().libVersion(ClientNames.checked(argv.bytes(3), () -> ConnectionErrors.badLibrary("lib-ver")));
        } else {
            throw ConnectionErrors.unknownClientInfo(argv.bytes(2));
        }
        call.reply().ok();
    }

    private void kill(Call call) throws RespException {
        Argv argv = call.argv();
        boolean oldForm = argv.size() == 3;
        ClientFilter filter =
                oldForm ? ClientFilter.withAddress(argv.text(2)) : ClientFilter.parse(argv, dispatcher.users());
        List<Client> victims = clients.matching(client -> filter.matches(client, call.client()));
        for (Client victim : victims) {
            if (victim == call.client()) {
                victim.closeAfterReply();
            } else {
                clients.kill(victim);
            }
        }
        if (!oldForm) {
            call.reply().integer(victims.size());
        } else if (victims.isEmpty()) {
            throw ConnectionErrors.noSuchClient();
        } else {
            call.reply().ok();
        }
    }

    private void pause(Call call) throws RespException {
        Argv argv = call.argv();
        Pause.Kind kind = Pause.Kind.ALL;
        if (argv.size() == 4) {
            if (argv.is(3, "write")) {
                kind = Pause.Kind.WRITE;
            } else if (!argv.is(3, "all")) {
                throw ConnectionErrors.pauseMode();
            }
        } else if (argv.size() > 4) {
            throw Errors.unknownSubcommandOrArguments("client", argv.bytes(1));
        }
        if (!Ascii.isLong(argv.bytes(2))) {
            throw Errors.timeoutNotAnInteger();
        }
        long millis = argv.asLong(2);
        if (millis < 0) {
            throw Errors.timeoutNegative();
        }
        if (millis > Long.MAX_VALUE - call.nowMillis()) {
            throw Errors.timeoutOutOfRange();
        }
        clients.pause().begin(Pause.Purpose.CLIENT_COMMAND, kind, call.nowMillis() + millis);
        call.reply().ok();
    }

    private void unpause(Call call) {
        clients.pause().end(Pause.Purpose.CLIENT_COMMAND);
        dispatcher.resumeAll();
        call.reply().ok();
    }

    private void reply(Call call) throws RespException {
        if (call.argv().is(2, "on")) {
            call.client().unmute();
            call.reply().ok();
        } else if (call.argv().is(2, "off")) {
            call.client().muteAll();
        } else if (call.argv().is(2, "skip")) {
            call.client().muteNext();
        } else {
            throw Errors.syntax();
        }
    }

    private void noEvict(Call call) throws RespException {
        if (!call.argv().is(2, "on") && !call.argv().is(2, "off")) {
            throw Errors.syntax();
        }
        call.client().noEvict(call.argv().is(2, "on"));
        call.reply().ok();
    }

    private void unblock(Call call) throws RespException {
        Argv argv = call.argv();
        boolean withError = false;
        if (argv.size() == 4) {
            withError = argv.is(3, "error");
            if (!withError && !argv.is(3, "timeout")) {
                throw ConnectionErrors.unblockReason();
            }
        } else if (argv.size() > 4) {
            throw Errors.unknownSubcommandOrArguments("client", argv.bytes(1));
        }
        Optional<Client> target =
                clients.find(argv.asLong(2)).filter(client -> client.waiting().isPresent());
        if (target.isEmpty()) {
            call.reply().integer(0);
            return;
        }
        endWait(target.get(), withError);
        call.reply().integer(1);
    }

    private void endWait(Client client, boolean withError) {
        Waiting waiting = client.waiting().orElseThrow();
        if (withError) {
            waiting.abandoned(client);
            dispatcher.answerBlocked(client, reply -> dispatcher.error(client, ConnectionErrors.clientUnblocked()));
        } else {
            dispatcher.answerBlocked(client, reply -> waiting.timedOut(client));
        }
    }

    private void trackingInfo(Call call) {
        call.reply().map(3);
        call.reply().bulk("flags");
        call.reply().set(1);
        call.reply().bulk("off");
        call.reply().bulk("redirect");
        call.reply().integer(-1);
        call.reply().bulk("prefixes");
        call.reply().array(0);
    }
}
