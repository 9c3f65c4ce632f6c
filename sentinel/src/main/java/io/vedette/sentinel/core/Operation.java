package io.vedette.sentinel.core;

import java.util.Optional;
import java.util.OptionalLong;

/** What an operator can ask a sentinel to do. */
public sealed interface Operation {
    /**
     * Another master.
     *
     * @param coordinated rather none than one by which writes may be lost
     * @param refounds rather a group of those who are there than none: what the others hold is given up
     * @param to the replica to promote; empty: the best one
     * @param timeoutMillis longest time that writes may be held up
     */
    record Failover(
            String name, boolean coordinated, boolean refounds, Optional<Address> to, OptionalLong timeoutMillis)
            implements Operation {
        public Failover(String name) {
            this(name, false, Optional.empty(), OptionalLong.empty());
        }

        public Failover(String name, boolean coordinated, Optional<Address> to, OptionalLong timeoutMillis) {
            this(name, coordinated, false, to, timeoutMillis);
        }
    }

    /** Forgets the replicas and sentinels of every group whose name matches. */
    record Reset(String pattern) implements Operation {}

    record Monitor(MasterSettings settings, Address address) implements Operation {}

    record Remove(String name) implements Operation {}

    /**
     * New settings of a group.
     *
     * @param options what was set, as the +set event words it, one entry an option; may be fewer than asked where a later
     *     one was refused
     */
    record Change(String name, MasterSettings settings, java.util.List<String> options) implements Operation {}

    record FlushConfig() implements Operation {}

    /**
     * Forgets one member.
     *
     * @param id {@code ip:port} of a replica; run id or {@code ip:port} of a sentinel
     */
    record Forget(String name, Member member, String id) implements Operation {}

    /** What can be forgotten. */
    enum Member {
        REPLICA,
        SENTINEL
    }

    /**
     * No automatic failover from now on; or, with 0, failovers as ever.
     *
     * @param forMillis {@link Maintenance#ENDLESS} until told otherwise
     */
    record Pause(String name, long forMillis) implements Operation {}

    /** The address that hellos carry has changed (SENTINEL CONFIG SET announce-ip, announce-port). */
    record Announce(Address announced) implements Operation {}
}
