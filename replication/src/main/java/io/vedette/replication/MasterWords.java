package io.vedette.replication;

import io.vedette.replication.ReplicaPhase.Greeting.Expected;
import io.vedette.replication.ReplicaPhase.Target;
import io.vedette.resp.OutputBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What a replica says to its master and how it understands the answers: the words of the handshake, byte for byte. */
final class MasterWords {
    /** No history is that long; where one began behind it, its offset would soon be negative, as it is with Redis. */
    static final long LARGEST_OFFSET = Long.MAX_VALUE / 2;

    static final byte[] PING = request(List.of("PING"));
    static final byte[] SYNC = ascii("SYNC\r\n");
    static final byte[] SIGN_OF_LIFE = {'\n'};

    /** What a server that was asked to lead says when it leads already. */
    static final String LEADS_ALREADY = "-ERR PSYNC FAILOVER can't be sent to a master.";

    /** What people are told when a full resynchronisation would leave nothing. */
    static final String EMPTY_MASTER_REFUSED =
            "The master has come back empty, under a new replication id. The data here is kept, and its full resync is refused"
                    + " (replica-refuse-empty-master). If the data here is to be thrown away: FLUSHALL on this replica, or CONFIG SET"
                    + " replica-refuse-empty-master no; if it is to live on: REPLICAOF NO ONE, or let a sentinel promote this replica.";

    private MasterWords() {}

    /** What follows the answer to PING, in one piece; notes the answers to expect. */
    static byte[] introduction(ReplicaSettings settings, Deque<Expected> expected) {
        OutputBuffer out = new OutputBuffer();
        if (settings.masterPassword().isPresent()) {
            String password = settings.masterPassword().get();
            out.write(request(settings.masterUser()
                    .map(user -> List.of("AUTH", user, password))
                    .orElseGet(() -> List.of("AUTH", password))));
            expected.add(Expected.AUTH);
        }
        out.write(request(List.of("REPLCONF", "listening-port", Integer.toString(settings.announcedPort()))));
        expected.add(Expected.PORT);
        if (settings.announcedIp().isPresent()) {
            out.write(request(
                    List.of("REPLCONF", "ip-address", settings.announcedIp().get())));
            expected.add(Expected.IP);
        }
        out.write(request(List.of("REPLCONF", "capa", "eof", "capa", "psync2")));
        expected.add(Expected.CAPABILITIES);
        if (settings.serverId().isPresent()) {
            out.write(request(List.of(
                    "REPLCONF", ReplconfOptions.SERVER_ID, settings.serverId().get())));
            expected.add(Expected.SERVER_ID);
        }
        return out.toByteArray();
    }

    /** What a member of a group asks who should lead it. */
    static byte[] ballot(String group, Ballot promised) {
        return request(
                List.of("REPLCONF", ReplconfOptions.BALLOT, group, Long.toString(promised.epoch()), promised.token()));
    }

    /** What one who leads answers. @param logEnd where its log ends now */
    record Leadership(Ballot ballot, long logEnd) {}

    static String leads(Ballot ballot, long logEnd) {
        return "+OK " + ballot + " " + logEnd + "\r\n";
    }

    static Optional<Leadership> leadership(String reply) {
        String[] words = reply.split(" ");
        if (words.length != 4 || !words[0].equals("+OK") || !words[3].matches("[0-9]{1,18}")) {
            return Optional.empty();
        }
        return Ballot.parse(words[1], words[2]).map(ballot -> new Leadership(ballot, Long.parseLong(words[3])));
    }

    static byte[] psync(String id, long nextByte) {
        return request(List.of("PSYNC", id, Long.toString(nextByte)));
    }

    /** The same, and the other one shall lead from now on. */
    static byte[] psyncFailover(String id, long nextByte) {
        return request(List.of("PSYNC", id, Long.toString(nextByte), "FAILOVER"));
    }

    /** @param fsynced what of it is on the disk, in the words of Redis 7.2, over which older ones pass; or nothing */
    static byte[] acknowledgement(long offset, long fsynced) {
        return fsynced == WriteQuorum.NOTHING
                ? request(List.of("REPLCONF", "ACK", Long.toString(offset)))
                : request(List.of("REPLCONF", "ACK", Long.toString(offset), "FACK", Long.toString(fsynced)));
    }

    /** An answer to PING that shows a server which will answer to more, once it knows us. */
    static boolean isAlive(String reply) {
        return reply.startsWith("+")
                || reply.startsWith("-NOAUTH")
                || reply.startsWith("-NOPERM")
                || reply.startsWith("-ERR operation not permitted");
    }

    static Target fullResync(String reply) {
        String[] words = reply.split(" ");
        if (words.length < 3 || words[1].length() != ReplicationHistory.ID_CHARACTERS) {
            return Target.UNKNOWN;
        }
        try {
            long offset = Long.parseLong(words[2]);
            boolean possible = offset >= 0 && offset <= LARGEST_OFFSET;
            return possible ? new Target(Optional.of(words[1]), offset) : Target.UNKNOWN;
        } catch (NumberFormatException notANumber) {
            return Target.UNKNOWN;
        }
    }

    static Optional<String> continuedId(String reply) {
        String[] words = reply.split(" ");
        return words.length > 1 && words[1].length() == ReplicationHistory.ID_CHARACTERS
                ? Optional.of(words[1])
                : Optional.empty();
    }

    /** The frame that the snapshot's first line announces; empty if it is no such line. */
    static Optional<SnapshotFrame> snapshotFrame(String header) {
        if (header.startsWith("$EOF:") && header.length() == 5 + ReplicationHistory.ID_CHARACTERS) {
            return Optional.of(new SnapshotFrame.Marked(ascii(header.substring(5))));
        }
        try {
            long length = header.startsWith("$") ? Long.parseLong(header.substring(1)) : -1;
            return length < 0 ? Optional.empty() : Optional.of(new SnapshotFrame.Sized(length));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    /** For the log: the connection was lost before the data was there. */
    static String brokenOff(ReplicaPhase phase, long readBytes, String reason) {
        boolean streamed =
                phase instanceof ReplicaPhase.Transfer transfer && transfer.frame() instanceof SnapshotFrame.Marked;
        return streamed
                ? "Internal error in RDB reading offset " + readBytes + " -> Unexpected EOF reading RDB file. Failure"
                        + " loading rdb format from socket, assuming connection error, resuming operation: " + reason
                : "I/O error trying to sync with MASTER: " + reason;
    }

    private static byte[] request(List<String> words) {
        OutputBuffer out = new OutputBuffer();
        out.writeAscii("*" + words.size() + "\r\n");
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            out.writeAscii("$" + bytes.length + "\r\n");
            out.write(bytes);
            out.writeCrLf();
        }
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
