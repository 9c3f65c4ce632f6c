package io.vedette.simulation;

import io.vedette.replication.Ballot;
import io.vedette.replication.Electorate;
import io.vedette.replication.LogKey;
import io.vedette.replication.Marker;
import java.util.List;

/**
 * Under a fence there are never two masters that write: whoever takes a write, or lets the reply to one go, does so before anybody leads by a
 * newer ballot. By that a fence must be closed when a successor begins, whatever the network and the clocks do, if these keep
 * within the drift that is assumed.
 */
final class FenceLaw implements Law {
    private final World world;
    private Ballot newest = Ballot.NONE;
    private String leader = "nobody";

    FenceLaw(World world) {
        this.world = world;
    }

    @Override
    public void leads(DurableEngine member, Marker marker, Marker before, LogKey key) {
        if (marker.ballot().epoch() > newest.epoch()) {
            newest = marker.ballot();
            leader = member.server().name();
        }
    }

    @Override
    public void accepts(DurableEngine member) {
        requireLast(member, "takes a write");
    }

    @Override
    public void confirms(DurableEngine member, History history, long position, List<Electorate> lists, LogKey stated) {
        requireLast(member, "acknowledges a write");
    }

    private void requireLast(DurableEngine member, String what) {
        Ballot led = member.ballots().vow().led();
        world.require(
                led.epoch() >= newest.epoch(),
                () -> member.server().name() + " " + what + " in ballot " + led + " and " + leader + " leads in ballot "
                        + newest + " already");
    }
}
