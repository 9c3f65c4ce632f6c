package io.vedette.sentinel.core;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What was last to be stored of a group: made anew only where something in it has changed, since a state names all groups
 * and one event changes one. Owned by its {@link Group}.
 */
final class LastRecord {
    private Optional<DurableState.Group> last = Optional.empty();

    DurableState.Group of(Group group) {
        DurableState.Group record = last.filter(old -> isStill(old, group)).orElseGet(() -> make(group));
        last = Optional.of(record);
        return record;
    }

    private static boolean isStill(DurableState.Group old, Group group) {
        return old.settings().equals(group.settings())
                && old.address().equals(group.master().address())
                && old.configEpoch() == group.configEpoch()
                && old.leaderEpoch() == group.leaderEpoch()
                && old.leader().equals(group.leader())
                && isSame(old.replicas(), group.replicas().values(), DataNode::address)
                && isSame(old.sentinels(), group.peers().values(), LastRecord::peer)
                && old.annotations().equals(group.annotations());
    }

    /** True if the list has just what the live ones say, in their order. */
    private static <T, R> boolean isSame(List<R> old, Collection<T> live, Function<T, R> said) {
        if (old.size() != live.size()) {
            return false;
        }
        int place = 0;
        for (T one : live) {
            if (!old.get(place++).equals(said.apply(one))) {
                return false;
            }
        }
        return true;
    }

    private static DurableState.Group make(Group group) {
        return new DurableState.Group(
                group.settings(),
                group.master().address(),
                group.configEpoch(),
                group.leaderEpoch(),
                group.leader(),
                group.replicas().values().stream().map(DataNode::address).toList(),
                group.peers().values().stream().map(LastRecord::peer).toList(),
                group.annotations());
    }

    private static DurableState.Peer peer(Peer peer) {
        return new DurableState.Peer(peer.address(), peer.runId());
    }
}
