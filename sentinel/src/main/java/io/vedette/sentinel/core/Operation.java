package io.vedette.sentinel.core;

/** What an operator can ask a sentinel to do. */
public sealed interface Operation {
    record Failover(String name) implements Operation {}

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

    /** The address that hellos carry has changed (SENTINEL CONFIG SET announce-ip, announce-port). */
    record Announce(Address announced) implements Operation {}
}
