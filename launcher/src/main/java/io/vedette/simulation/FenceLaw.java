package io.vedette.simulation;

import io.vedette.replication.Electorate;
import io.vedette.replication.LogKey;
import io.vedette.replication.Marker;
import io.vedette.sentinel.core.Effect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Under a fence there are never two masters that write: whoever takes a write, or lets the reply to one go, does so before anybody leads by a
 * newer ballot, or is confirmed, as the one who leads, in a newer epoch. By that a fence must be closed when a successor begins, whatever the network and the clocks do, if these keep
 * within the drift that is assumed.
 */
final class FenceLaw implements Law {
    private final World world;
    private long newest;
    private String leader = "nobody";
    /** Epochs in which masters were confirmed. */
    private final Map<MemberCores, Long> confirmed = new HashMap<>();

    FenceLaw(World world) {
        this.world = world;
    }

    @Override
    public void leads(MemberCores member, Marker marker, Marker before, LogKey key) {
        begins(member, marker.ballot().epoch());
    }

    @Override
    public void does(SentinelProcess sentinel, Effect effect) {
        if (effect instanceof Effect.Announce announce && announce.event().equals("+confirmed-master")) {
            world.server(world.failovers().named(sentinel))
                    .map(DataServer::replicator)
                    .ifPresent(replicator -> {
                        MemberCores member = (MemberCores) replicator;
                        long epoch = world.failovers().candidacy(sentinel);
                        confirmed.merge(member, epoch, Math::max);
                        begins(member, epoch);
                    });
        }
    }

    private void begins(MemberCores member, long epoch) {
        if (epoch > newest) {
            newest = epoch;
            leader = member.server().name();
        }
    }

    @Override
    public void accepts(MemberCores member) {
        requireLast(member, "takes a write");
    }

    @Override
    public void confirms(MemberCores member, History history, long position, List<Electorate> lists, LogKey stated) {
        requireLast(member, "acknowledges a write");
    }

    private void requireLast(MemberCores member, String what) {
        long led = Math.max(member.ballots().vow().led().epoch(), confirmed.getOrDefault(member, 0L));
        world.require(
                led >= newest,
                () -> member.server().name() + " " + what + " in epoch " + led + " and " + leader + " leads in epoch "
                        + newest + " already");
    }
}
