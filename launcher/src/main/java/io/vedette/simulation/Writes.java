package io.vedette.simulation;

import java.util.List;
import java.util.Optional;

/**
 * Counts the writes that clients were told are done, and those of them that no server has any more. Owned by its world.
 *
 * <p>Invariant, once all servers have one history: acknowledged = lost + what the master has of them.
 */
final class Writes {
    private final List<DataServer> servers;
    private long acknowledged;
    private long lost;

    Writes(List<DataServer> servers) {
        this.servers = servers;
    }

    long acknowledged() {
        return acknowledged;
    }

    long lost() {
        return lost;
    }

    void done(DataServer master, int count) {
        master.replicator().write(count);
        acknowledged += count;
    }

    /** Somebody who had this history up to there has something else now. */
    void dropped(History history, long position) {
        lost += heldByNobody(history, position);
    }

    /**
     * Somebody is about to have this history up to there: by a message of one that is dead, with what died with him, or from
     * an old file.
     */
    void gained(History history, long position) {
        lost -= heldByNobody(history, position);
    }

    private long heldByNobody(History history, long position) {
        long sum = 0;
        Optional<History> branch = Optional.of(history);
        long upTo = position;
        while (branch.isPresent()) {
            History each = branch.get();
            long held = each.fork();
            for (DataServer server : servers) {
                held = Math.max(held, server.history().shared(server.position(), each));
            }
            sum += Math.max(0, upTo - held);
            upTo = Math.min(upTo, each.fork());
            branch = each.parent();
        }
        return sum;
    }
}
