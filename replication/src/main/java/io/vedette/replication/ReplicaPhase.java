package io.vedette.replication;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Where the replica side stands; each phase holds what is true in it only. */
sealed interface ReplicaPhase {
    /** As ROLE names it. */
    String role();

    /** A master. */
    record None() implements ReplicaPhase {
        @Override
        public String role() {
            return "none";
        }
    }

    /** A replica that was told by a ballot to let go of its master, and not yet whom to follow. */
    record Detached() implements ReplicaPhase {
        @Override
        public String role() {
            return "connect";
        }
    }

    /** Without a link; the next second tries again. */
    record Waiting() implements ReplicaPhase {
        @Override
        public String role() {
            return "connect";
        }
    }

    /** With a connection, or on the way to one. */
    sealed interface Linked extends ReplicaPhase {
        long link();
    }

    record Connecting(long link) implements Linked {
        @Override
        public String role() {
            return "connecting";
        }
    }

    /** The replies that are still to come, in order. */
    record Greeting(long link, Deque<Expected> expected) implements Linked {
        enum Expected {
            PONG,
            AUTH,
            PORT,
            IP,
            CAPABILITIES,
            SERVER_ID,
            BALLOT,
            PSYNC
        }

        static Greeting begun(long link) {
            Deque<Expected> expected = new ArrayDeque<>();
            expected.add(Expected.PONG);
            return new Greeting(link, expected);
        }

        @Override
        public String role() {
            return "handshake";
        }
    }

    /** What the master announced with FULLRESYNC; empty for masters that know only SYNC. */
    record Target(Optional<String> id, long offset) {
        static final Target UNKNOWN = new Target(Optional.empty(), ReplicationHistory.NO_OFFSET);
    }

    /** The snapshot's first line is still to come. */
    record AwaitingSnapshot(long link, Target target) implements Linked {
        @Override
        public String role() {
            return "sync";
        }
    }

    record Transfer(long link, Target target, SnapshotFrame frame) implements Linked {
        @Override
        public String role() {
            return "sync";
        }
    }

    /**
     * All bytes are there and the shell is loading them.
     *
     * @param acknowledge whether the master waits for an acknowledgement before it sends its stream
     * @param rest bytes of the stream that came with the last of the snapshot
     * @param connected false if the link was lost meanwhile: what is being loaded is whole all the same
     */
    record Loading(long link, Target target, boolean acknowledge, byte[] rest, boolean connected) implements Linked {
        @Override
        public String role() {
            return "sync";
        }
    }

    /** @param acknowledges false for masters that know only SYNC */
    record Online(long link, StreamReader reader, boolean acknowledges) implements Linked {
        @Override
        public String role() {
            return "connected";
        }
    }
}
