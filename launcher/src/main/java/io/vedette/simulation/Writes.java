package io.vedette.simulation;

import java.util.List;
import java.util.Optional;

/**
 * Counts the writes that clients were told are done, and those of them that no server has any more. Owned by its world.
 *
 * <p>Invariant, once all servers have one history: acknowledged = lost + what the master has.
 */
final class Writes {
    private final List<RedisServer> servers;
    private long acknowledged;
    private long lost;

    Writes(List<RedisServer> servers) {
        this.servers = servers;
    }

    long acknowledged() {
        return acknowledged;
    }

    long lost() {
        return lost;
    }

    void done(RedisServer master, int count) {
        master.write(count);
        acknowledged += count;
    }

    /** Somebody who had this history up to there has something else now. */
    void dropped(History history, long position) {
        Optional<History> branch = Optional.of(history);
        long upTo = position;
        while (branch.isPresent()) {
            History each = branch.get();
            long held = each.fork();
            for (RedisServer server : servers) {
                held = Math.max(held, server.history().shared(server.position(), each));
            }
            lost += Math.max(0, upTo - held);
            upTo = Math.min(upTo, each.fork());
            branch = each.parent();
        }
    }
}
