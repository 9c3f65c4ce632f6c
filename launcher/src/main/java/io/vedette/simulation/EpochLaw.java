package io.vedette.simulation;

import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.DurableState;
import io.vedette.sentinel.core.Effect;
import io.vedette.sentinel.core.Hello;
import io.vedette.sentinel.core.Request;
import java.util.HashMap;
import java.util.Map;

/**
 * Epochs never fall, neither on a disk nor in what a sentinel tells, and are on disk before they are told. Configurations
 * of one epoch name one master, unless an operator made one of them: his failovers ask nobody for votes.
 */
final class EpochLaw implements Law {
    private record Epochs(long current, long config) {}

    private final World world;
    private final Map<Long, Address> masters = new HashMap<>();
    private final Map<SentinelProcess, DurableState> seen = new HashMap<>();
    private final Map<SentinelProcess, Epochs> told = new HashMap<>();

    EpochLaw(World world) {
        this.world = world;
    }

    @Override
    public void stored(SentinelProcess sentinel) {
        DurableState disk = sentinel.disk();
        DurableState before = seen.get(sentinel);
        seen.put(sentinel, disk);
        DurableState.Group group = sentinel.diskGroup();
        if (before != null) {
            DurableState.Group old = before.groups().getFirst();
            world.require(
                    disk.currentEpoch() >= before.currentEpoch()
                            && group.configEpoch() >= old.configEpoch()
                            && group.leaderEpoch() >= old.leaderEpoch(),
                    () -> sentinel.name() + " falls back on its disk to epochs " + disk.currentEpoch() + ", "
                            + group.configEpoch() + ", " + group.leaderEpoch());
        }
        named(group.configEpoch(), group.address(), "disk of " + sentinel.name());
    }

    @Override
    public void does(SentinelProcess sentinel, Effect effect) {
        if (effect instanceof Effect.Send send && send.request() instanceof Request.PublishHello publish) {
            says(sentinel, publish.hello());
        }
    }

    private void says(SentinelProcess sentinel, Hello hello) {
        DurableState disk = sentinel.disk();
        world.require(
                disk.currentEpoch() >= hello.currentEpoch()
                        && sentinel.diskGroup().configEpoch() >= hello.configEpoch(),
                () -> sentinel.name() + " tells an epoch before it is on disk");
        world.require(
                hello.currentEpoch() >= hello.configEpoch(),
                () -> sentinel.name() + " tells a configuration of the future");
        Epochs before = told.put(sentinel, new Epochs(hello.currentEpoch(), hello.configEpoch()));
        world.require(
                before == null || hello.currentEpoch() >= before.current() && hello.configEpoch() >= before.config(),
                () -> sentinel.name() + " tells lower epochs than before");
        named(hello.configEpoch(), hello.master(), "hello of " + sentinel.name());
    }

    private void named(long epoch, Address master, String by) {
        Address before = masters.putIfAbsent(epoch, master);
        world.require(
                before == null || before.equals(master) || world.failovers().wasForced(epoch),
                () -> "two masters of configuration epoch " + epoch + ": " + before + " and " + master + " by the "
                        + by);
    }
}
