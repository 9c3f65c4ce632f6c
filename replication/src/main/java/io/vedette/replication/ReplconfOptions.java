package io.vedette.replication;

import io.vedette.resp.Argv;
import io.vedette.resp.GroupErrors;
import io.vedette.resp.InlineWords;
import io.vedette.resp.RespException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** REPLCONF: what a replica tells about itself, pair by pair. A pair that is wrong ends the command; those before it hold. */
final class ReplconfOptions {
    /** Ours: by what the replica is known for all its lives. Other masters answer an error, which changes nothing. */
    static final String SERVER_ID = "vedette-server-id";

    /** Ours: a member of a group, and what it has promised: group, epoch, token. Who leads the group says in which ballot. */
    static final String BALLOT = "vedette-ballot";

    private static final int BALLOT_WORDS = 5;

    /** Longest address or host name that is accepted. */
    private static final int LONGEST_ADDRESS = 255;

    private static final Pattern ID = Pattern.compile("[0-9a-f]{40}");

    private final MasterCore core;
    private final ReplicaPeer peer;

    private final Ballots ballots;
    private final ReplicationLog log;

    ReplconfOptions(MasterCore core, ReplicaPeer peer, Ballots ballots, ReplicationLog log) {
        this.core = core;
        this.peer = peer;
        this.ballots = ballots;
        this.log = log;
    }

    void handle(Argv argv) {
        if (argv.size() == BALLOT_WORDS && argv.is(1, BALLOT)) {
            ballotSaid(argv.text(2), Ballot.parse(argv.text(3), argv.text(4)));
            return;
        }
        if (argv.size() % 2 == 0) {
            core.refuse(peer, "ERR syntax error");
            return;
        }
        try {
            for (int i = 1; i < argv.size(); i += 2) {
                if (!handlePair(argv, i)) {
                    return;
                }
            }
        } catch (RespException refused) {
            core.refuse(peer, refused.line());
            return;
        }
        core.ok(peer);
    }

    /** @return false if the command has no reply (ACK, GETACK) */
    private boolean handlePair(Argv argv, int at) {
        if (argv.is(at, "listening-port")) {
            peer.listeningPort = (int) argv.asLong(at + 1);
        } else if (argv.is(at, "ip-address")) {
            if (argv.length(at + 1) > LONGEST_ADDRESS) {
                throw new RespException("ERR REPLCONF ip-address provided by replica instance is too long: "
                        + argv.length(at + 1) + " bytes");
            }
            peer.announcedIp = argv.text(at + 1);
        } else if (argv.is(at, "capa")) {
            peer.marksEnd |= argv.is(at + 1, "eof");
            peer.knowsPsync2 |= argv.is(at + 1, "psync2");
        } else if (argv.is(at, "ack")) {
            acknowledged(argv, at);
            return false;
        } else if (argv.is(at, "getack")) {
            core.acknowledgementAsked();
            return false;
        } else if (argv.is(at, SERVER_ID)) {
            peer.serverId = Optional.of(serverId(argv.text(at + 1)));
            tellOfTwins();
        } else if (argv.is(at, "rdb-only")) {
            long wish = argv.asLong(at + 1);
            if (wish < 0 || wish > 1) {
                throw new RespException("ERR value is out of range, value must between 0 and 1");
            }
            peer.snapshotOnly = wish == 1;
        } else if (argv.is(at, "rdb-filter-only")) {
            peer.content = filter(argv.bytes(at + 1));
        } else {
            throw new RespException("ERR Unrecognized REPLCONF option: " + argv.text(at));
        }
        return true;
    }

    /** A member of a group wants to know whom it would follow. */
    private void ballotSaid(String group, Optional<Ballot> promised) {
        Vow vow = ballots.vow();
        boolean leads =
                ballots.standing() == Ballots.Standing.LEADING && vow.group().equals(group);
        if (!leads || promised.isEmpty()) {
            core.refuse(peer, GroupErrors.leadsNot(group).line());
            return;
        }
        peer.sworn = promised.get().permits(vow.led());
        core.send(peer, MasterWords.leads(vow.led(), log.endOffset()));
    }

    private void acknowledged(Argv argv, int at) {
        try {
            boolean tellsFsynced = argv.size() > at + 3 && argv.is(at + 2, "fack");
            long fsynced = tellsFsynced ? argv.asLong(at + 3) : WriteQuorum.NOTHING;
            core.acknowledged(peer, argv.asLong(at + 1), fsynced);
        } catch (RespException notANumber) {
            // A replica that acknowledges nonsense gets no answer, as its acknowledgements never do.
            return;
        }
    }

    /** One folder for two servers, or a copied one: then they are one member, and somebody should know. */
    private void tellOfTwins() {
        core.replicas().stream()
                .filter(other ->
                        other.serverId.equals(peer.serverId) && !other.name().equals(peer.name()))
                .forEach(other -> core.note(
                        NoteLevel.WARNING,
                        "Replicas " + other.name() + " and " + peer.name() + " have one server id, "
                                + peer.serverId.orElseThrow()
                                + ": they count as one member of a write quorum. Has each of them a dir of its own?"));
    }

    private static String serverId(String text) {
        if (!ID.matcher(text).matches()) {
            throw new RespException("ERR " + SERVER_ID + " must be 40 hexadecimal digits");
        }
        return text;
    }

    private static SnapshotContent filter(byte[] line) {
        List<byte[]> words = new ArrayList<>();
        if (!InlineWords.split(line, 0, line.length, words)) {
            throw new RespException("ERR Missing rdb-filter-only values");
        }
        SnapshotContent content = SnapshotContent.NOTHING;
        for (byte[] bytes : words) {
            String word = new String(bytes, StandardCharsets.ISO_8859_1);
            if (word.equalsIgnoreCase("functions")) {
                content = SnapshotContent.FUNCTIONS;
            } else {
                throw new RespException("ERR Unsupported rdb-filter-only option: " + word);
            }
        }
        return content;
    }
}
