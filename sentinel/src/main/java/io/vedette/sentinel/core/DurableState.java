package io.vedette.sentinel.core;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * All that a sentinel must still know after a restart: its identity, what it promised, and the groups as it last saw them
 * with their settings (these change at run time by SENTINEL SET). Immutable; written whole by {@link Effect.Persist}.
 *
 * @param myId 40 hexadecimal digits
 */
public record DurableState(String myId, long currentEpoch, List<Group> groups) {
    public DurableState {
        groups = List.copyOf(groups);
    }

    /**
     * One group.
     *
     * @param address of the master
     * @param configEpoch epoch of the failover that made this address the master
     * @param leaderEpoch epoch of the last vote in this group
     * @param leader whom that vote went to: known in memory only, classic files do not carry it
     */
    public record Group(
            MasterSettings settings,
            Address address,
            long configEpoch,
            long leaderEpoch,
            Optional<String> leader,
            List<Address> replicas,
            List<Peer> sentinels,
            Annotations annotations) {
        public Group(
                MasterSettings settings,
                Address address,
                long configEpoch,
                long leaderEpoch,
                Optional<String> leader,
                List<Address> replicas,
                List<Peer> sentinels) {
            this(settings, address, configEpoch, leaderEpoch, leader, replicas, sentinels, Annotations.NONE);
        }

        public Group {
            replicas = List.copyOf(replicas);
            sentinels = List.copyOf(sentinels);
        }

        /** The same group with the addresses of its servers read in another way. */
        public Group read(UnaryOperator<Address> reading) {
            return new Group(
                    settings,
                    reading.apply(address),
                    configEpoch,
                    leaderEpoch,
                    leader,
                    replicas.stream().map(reading).distinct().toList(),
                    sentinels,
                    annotations);
        }

        /** A group that the operator just named. */
        public static Group fresh(MasterSettings settings, Address address) {
            return new Group(settings, address, 0, 0, Optional.empty(), List.of(), List.of());
        }
    }

    /**
     * What other makes of sentinel do not know: in files it stands in lines that are comments to them.
     *
     * @param history past failovers, oldest first
     */
    public record Annotations(List<PastFailover> history, Maintenance maintenance) {
        public static final Annotations NONE = new Annotations(List.of(), Maintenance.NONE);

        public Annotations {
            history = List.copyOf(history);
        }
    }

    /** Another sentinel. */
    public record Peer(Address address, String runId) {}
}
