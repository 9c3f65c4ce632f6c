package io.vedette.launcher.bench;

import io.vedette.launcher.client.Address;
import io.vedette.launcher.client.MasterFinder;
import io.vedette.launcher.client.RespConnection;
import io.vedette.launcher.options.CommandFailed;
import io.vedette.launcher.up.Contents;
import io.vedette.launcher.up.Group;
import io.vedette.launcher.up.Member;
import io.vedette.launcher.up.WriteLoad;
import io.vedette.resp.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One SENTINEL FAILOVER of a healthy master under write load, from the command until the old master is a replica of the new
 * one and the load writes there. Then it is counted which acknowledged writes are still there. Runs in the main thread.
 */
final class HandoverRound {
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int WRITES_AFTERWARDS = 100;
    private static final double NANOS_PER_MILLI = 1e6;

    /**
     * What a round came to.
     *
     * @param acknowledged writes between the command and the end of the round
     * @param lost those of them that the new master does not have
     * @param pauseMillis longest time in which no write was acknowledged
     * @param demotedMillis until the old master said that it is a replica
     */
    record Outcome(
            int acknowledged,
            int lost,
            double pauseMillis,
            double demotedMillis,
            List<SeenEvents.Seen> events,
            long beginNanos) {}

    private final Stage stage;
    private final WriteLoad load;

    HandoverRound(Stage stage, WriteLoad load) {
        this.stage = stage;
        this.load = load;
    }

    /** @param asked number of the sentinel that is told */
    Outcome play(int asked, long pauseMillis) throws IOException, InterruptedException {
        Group group = stage.group();
        Thread.sleep(pauseMillis);
        Member old = Round.masterOf(group);
        try (SeenEvents events = SeenEvents.of(group.sentinels());
                MasterFinder finder = new MasterFinder(group.sentinelAddresses(), Group.MASTER_NAME);
                Roles oldRole = new Roles(old.address())) {
            int before = load.acknowledged().size();
            long begin = System.nanoTime();
            order(group.sentinels().get(asked).address());
            await(
                    "the old master to be a replica",
                    () -> oldRole.ask().filter(Roles::isReplica).isPresent());
            double demoted = (System.nanoTime() - begin) / NANOS_PER_MILLI;
            Address successor = awaitAgreement(group, finder, old.address());
            await(
                    "the old master to follow the new one",
                    () -> oldRole.ask()
                            .filter(role -> Roles.follows(role, successor))
                            .isPresent());
            int then = load.acknowledged().size();
            await("the load to go on", () -> load.acknowledged().size() > then + WRITES_AFTERWARDS);
            return judge(before, demoted, memberAt(group, successor), events, begin);
        }
    }

    private static void order(Address sentinel) throws IOException {
        try (RespConnection connection = RespConnection.open(sentinel.host(), sentinel.port(), TIMEOUT_MILLIS)) {
            Reply reply = connection.call("SENTINEL", "FAILOVER", Group.MASTER_NAME);
            if (!reply.text().equals("OK")) {
                throw new CommandFailed("SENTINEL FAILOVER was answered by: " + reply.text());
            }
        }
    }

    private static Address awaitAgreement(Group group, MasterFinder finder, Address old) {
        await(
                "the sentinels to name one new master",
                () -> agreed(group, finder, old).isPresent());
        return agreed(group, finder, old).orElseThrow(() -> new CommandFailed("the sentinels disagree again"));
    }

    private static Optional<Address> agreed(Group group, MasterFinder finder, Address old) {
        List<Optional<Address>> named =
                group.sentinelAddresses().stream().map(finder::ask).distinct().toList();
        return named.size() == 1 ? named.getFirst().filter(address -> !address.equals(old)) : Optional.empty();
    }

    private static Member memberAt(Group group, Address address) {
        return group.servers().stream()
                .filter(server -> server.address().equals(address))
                .findFirst()
                .orElseThrow(() -> new CommandFailed("the sentinels name a stranger, " + address));
    }

    private Outcome judge(int before, double demotedMillis, Member successor, SeenEvents events, long begin)
            throws IOException {
        List<WriteLoad.Acknowledged> writes = load.acknowledged();
        Contents contents = Contents.of(successor, load.attempts());
        int lost = 0;
        long pause = 0;
        for (int i = before; i < writes.size(); i++) {
            lost += contents.present().get(writes.get(i).number()) ? 0 : 1;
            pause = i == 0
                    ? pause
                    : Math.max(pause, writes.get(i).nanos() - writes.get(i - 1).nanos());
        }
        return new Outcome(
                writes.size() - before, lost, pause / NANOS_PER_MILLI, demotedMillis, events.since(begin), begin);
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(String what, Condition condition) {
        long begin = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                throw new CommandFailed("waited too long for " + what);
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }
}
