package io.vedette.server.session;

import io.vedette.resp.RespException;
import java.util.Optional;

/** What sessions must know of replication: decided there, asked here for every command. */
public interface Role {
    boolean isReplica();

    /** On a replica: the link to the master is up and its data is in place. Without meaning on a master. */
    boolean isMasterLinkUp();

    /** On a master: enough replicas are near enough for {@code min-replicas-to-write}, or none are asked for. */
    boolean mayWrite(long nowMillis);

    /** Why this server, whatever its role, writes nothing and changes nothing by itself; nothing: it may. */
    default Optional<RespException> standstill() {
        return Optional.empty();
    }

    /** Whether it belongs to a group, where a replica takes no writes of its own. */
    default boolean isSupervised() {
        return false;
    }

    /** Whether sentinels let it write. */
    default WriteFence fence() {
        return WriteFence.NONE;
    }

    /** Whether nothing expires or is evicted here by this server's own decision, whatever its role. */
    default boolean standsStill() {
        return standstill().isPresent() || fence().isClosed();
    }

    /** On a master: what {@link #mayWrite} says depends on the replicas and the time; otherwise it is yes. */
    boolean guardsWrites();
}
