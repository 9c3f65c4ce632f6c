package io.vedette.server.replication;

import io.vedette.replication.Ballot;
import io.vedette.replication.BallotEvent;
import io.vedette.replication.Electorate;
import io.vedette.replication.LogKey;
import io.vedette.replication.Marker;
import io.vedette.resp.Argv;
import io.vedette.resp.GroupErrors;
import io.vedette.resp.RespException;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** SUPERVISE: how a sentinel of ours gives the servers of a group their roles, by ballots. Ours; Redis has nothing like it. */
final class SupervisionCommands {
    private static final List<String> HELP = List.of(
            "SUPERVISE <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
            "FOLLOW <group> <epoch> <token> <ip> <port>",
            "    Follow the one who leads in this ballot.",
            "KEY <group>",
            "    What this server holds and has promised; nothing is promised by it.",
            "MEMBERS <group> <replicas> <server-id> <server-id> [<server-id> ...]",
            "    Change who belongs to the group that this server leads, and how many replicas confirm its writes.",
            "OVERRIDE <group> (NO ONE | <ip> <port>)",
            "    Be a master, or a replica, against the ballots. Acknowledged writes may be lost.",
            "PING <group> <sentinel-id> <epoch>",
            "    PING by a sentinel that supports this master, the one of the newest epoch that it knows.",
            "PREPARE <group> <epoch> <token>",
            "    Promise to obey no lower ballot, stop writing and acknowledging, and tell the same.",
            "PROMOTE <group> <epoch> <token> <key-epoch> <key-offset> <run-id> <replicas> [<server-id> ...]",
            "    Lead. Key and run id are those of the answer to PREPARE.",
            "REFOUND <group> <epoch> <token> <key-epoch> <key-offset> <run-id> <replicas> <server-id> [<server-id> ...]",
            "    Lead, as by PROMOTE, and those named are the group from now on. Acknowledged writes may be lost.",
            "HELP",
            "    Prints this help.");

    private static final Pattern SENTINEL = Pattern.compile("[0-9A-Za-z]{40}");

    private static final int HIGHEST_PORT = 65535;

    private final Supervision supervision;
    private final ReplicationHost host;

    SupervisionCommands(Supervision supervision, ReplicationHost host) {
        this.supervision = supervision;
        this.host = host;
    }

    void bindTo(CommandTable table) {
        table.bind("supervise|key", call -> {
            String group = group(call);
            supervision.ask(call, question -> new BallotEvent.KeyAsked(question, group));
        });
        table.bind("supervise|prepare", call -> {
            String group = group(call);
            Ballot ballot = ballot(call);
            supervision.ask(call, question -> new BallotEvent.PrepareAsked(question, group, ballot));
        });
        table.bind("supervise|promote", call -> promote(call, false));
        table.bind("supervise|refound", call -> promote(call, true));
        table.bind("supervise|follow", call -> {
            String group = group(call);
            Ballot ballot = ballot(call);
            String address = call.argv().text(5);
            int port = port(call.argv(), 6);
            supervision.ask(call, question -> new BallotEvent.FollowAsked(question, group, ballot, address, port));
        });
        table.bind("supervise|override", this::override);
        table.bind("supervise|members", call -> {
            Electorate next = electorate(call.argv(), 3);
            if (next.replicas() < 1 || !next.isPossible()) {
                throw GroupErrors.noSuchMembers();
            }
            supervision.changeMembers(call, group(call), next);
        });
        table.bind("supervise|ping", this::ping);
        table.bind("supervise|help", call -> {
            call.reply().array(HELP.size());
            HELP.forEach(call.reply()::simple);
        });
    }

    private void promote(Call call, boolean refounds) {
        Argv argv = call.argv();
        String group = group(call);
        Ballot ballot = ballot(call);
        LogKey key = new LogKey(argv.asLong(5), argv.asLong(6));
        String runId = argv.text(7);
        Electorate members = electorate(argv, 8);
        if (!members.isPossible() || !members.members().isEmpty() && !supervision.isNamed(members)) {
            throw GroupErrors.noSuchMembers();
        }
        String replid = host.newId();
        supervision.ask(
                call,
                question ->
                        new BallotEvent.PromoteAsked(question, group, ballot, key, runId, replid, members, refounds));
    }

    /** How many confirm, and the ids of all. */
    private static Electorate electorate(Argv argv, int at) {
        List<String> ids = new ArrayList<>();
        for (int i = at + 1; i < argv.size(); i++) {
            ids.add(argv.text(i));
        }
        return new Electorate(Math.clamp(argv.asLong(at), -1, Integer.MAX_VALUE), ids);
    }

    private void override(Call call) {
        Argv argv = call.argv();
        String group = group(call);
        boolean follows = !(argv.is(3, "no") && argv.is(4, "one"));
        String address = follows ? argv.text(3) : "";
        int port = follows ? port(argv, 4) : 0;
        supervision.ask(call, question -> new BallotEvent.OverrideAsked(question, group, follows, address, port));
    }

    private void ping(Call call) {
        String sentinel = call.argv().text(3);
        long epoch = call.argv().asLong(4);
        if (!SENTINEL.matcher(sentinel).matches() || epoch < 0) {
            throw GroupErrors.notASentinel();
        }
        supervision.support(call, group(call), sentinel, epoch);
    }

    private static String group(Call call) {
        String name = call.argv().text(2);
        if (!Marker.isGroupName(name)) {
            throw GroupErrors.groupName();
        }
        return name;
    }

    private static Ballot ballot(Call call) {
        return Ballot.parse(call.argv().text(3), call.argv().text(4))
                .filter(ballot -> !ballot.equals(Ballot.NONE))
                .orElseThrow(GroupErrors::ballot);
    }

    private static int port(Argv argv, int at) {
        long port = argv.asLong(at);
        if (port < 1 || port > HIGHEST_PORT) {
            throw new RespException("ERR Invalid master port");
        }
        return (int) port;
    }
}
