package io.vedette.launcher.up;

import io.vedette.launcher.client.Address;
import io.vedette.launcher.client.MasterFinder;
import io.vedette.launcher.options.CommandFailed;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The scene: a group under write load loses its master to kill -9, a replica is promoted, the old master comes back as a
 * replica, and what every member holds is compared with what the client was told. States: started, killed, promoted,
 * returned, judged; each waits with a bound. Everything is started from the main thread.
 */
final class DemoFailover {
    private static final long START_TIMEOUT_MILLIS = 60_000;
    private static final long LOAD_MILLIS = 2000;

    /** The promise: a new master serves within down-after and this. */
    private static final long PROMOTION_BOUND_MILLIS = 1000;

    /** How long a late promotion is waited for, so that the report can say how late it was. */
    private static final long PROMOTION_PATIENCE_MILLIS = 30_000;

    private static final long AGREEMENT_BOUND_MILLIS = 5000;
    private static final long RETURN_BOUND_MILLIS = 15_000;

    /**
     * @param directory to work in and to leave as it is; none: a temporary one, removed when all went right
     * @param boundsHold whether the times are promises: true for our own sentinels
     */
    record Settings(
            Optional<Path> directory,
            List<Integer> serverPorts,
            List<Integer> sentinelPorts,
            long downAfterMillis,
            boolean boundsHold) {}

    private final Settings settings;
    private final Commands commands;
    private final PrintStream out = System.out;
    private final List<String> faults = new ArrayList<>();

    DemoFailover(Settings settings, Commands commands) {
        this.settings = settings;
        this.commands = commands;
    }

    int run() throws IOException, InterruptedException {
        Path directory = settings.directory().isPresent()
                ? settings.directory().get()
                : Files.createTempDirectory("vedette-demo-").toRealPath();
        if (GroupFiles.read(directory).isPresent()) {
            throw new CommandFailed(directory + " holds a group already; the demonstration needs one of its own");
        }
        Group group = GroupFiles.write(
                directory,
                settings.serverPorts(),
                settings.sentinelPorts(),
                settings.downAfterMillis(),
                Directives.ofServers(commands.serverLines()));
        Watch watch = new Watch(group, event -> {});
        RunningGroup running = new RunningGroup(group, commands, watch, notice -> say("note", notice));
        Thread stopper = new Thread(running::stop, "stop");
        Runtime.getRuntime().addShutdownHook(stopper);
        try {
            play(group, running, watch);
        } catch (CommandFailed e) {
            faults.add(e.getMessage());
        } finally {
            running.stop();
        }
        return judge(directory);
    }

    private void play(Group group, RunningGroup running, Watch watch) throws IOException, InterruptedException {
        sayHowBusyTheMachineIs();
        long begin = System.nanoTime();
        running.startAll(START_TIMEOUT_MILLIS, member -> {});
        say(
                "group",
                "%d servers, %d sentinels, down-after %d ms, ready after %d ms, in %s",
                group.servers().size(),
                group.sentinels().size(),
                settings.downAfterMillis(),
                millisSince(begin),
                group.directory());
        Member oldMaster = group.servers().getFirst();
        WriteLoad load = new WriteLoad(group);
        load.start();
        try {
            Thread.sleep(LOAD_MILLIS);
            int before = load.acknowledged().size();
            if (before == 0) {
                throw new CommandFailed("no write was accepted before the kill");
            }
            say("load", "%d writes acknowledged in %d ms", before, LOAD_MILLIS);

            long pid = running.pid(oldMaster);
            long killed = System.nanoTime();
            running.kill(oldMaster);
            say("kill -9", "%s (pid %d), the master", oldMaster.name(), pid);
            Member newMaster = awaitPromotion(group, running, load, oldMaster, killed);
            bringBack(running, watch, oldMaster, newMaster);

            Thread.sleep(LOAD_MILLIS / 2);
            load.end();
            awaitSameOffsets(group, running, watch);
            compare(group, load, oldMaster, killed);
        } finally {
            load.end();
        }
    }

    private Member awaitPromotion(Group group, RunningGroup running, WriteLoad load, Member oldMaster, long killed)
            throws InterruptedException {
        running.await(
                "a write accepted by a new master",
                settings.downAfterMillis() + PROMOTION_PATIENCE_MILLIS,
                () -> load.firstElsewhere(oldMaster.address(), killed).isPresent());
        WriteLoad.Acknowledged first =
                load.firstElsewhere(oldMaster.address(), killed).orElseThrow();
        long took = TimeUnit.NANOSECONDS.toMillis(first.nanos() - killed);
        long beyond = took - settings.downAfterMillis();
        say(
                "promoted",
                "%s; first accepted write %d ms after the kill = down-after %+d ms (bound %+d ms%s)",
                nameOf(group, first.server()),
                took,
                beyond,
                PROMOTION_BOUND_MILLIS,
                settings.boundsHold() ? "" : ", not promised by foreign sentinels");
        if (settings.boundsHold() && beyond > PROMOTION_BOUND_MILLIS) {
            faults.add("the new master came " + (beyond - PROMOTION_BOUND_MILLIS) + " ms too late");
        }
        try (MasterFinder finder = new MasterFinder(group.sentinelAddresses(), Group.MASTER_NAME)) {
            long asked = System.nanoTime();
            running.await(
                    "all sentinels to name the new master",
                    AGREEMENT_BOUND_MILLIS,
                    () -> group.sentinelAddresses().stream()
                            .allMatch(sentinel -> finder.ask(sentinel)
                                    .filter(first.server()::equals)
                                    .isPresent()));
            say(
                    "agreed",
                    "all %d sentinels name it, %d ms later",
                    group.sentinels().size(),
                    millisSince(asked));
        }
        return memberAt(group, first.server());
    }

    private void bringBack(RunningGroup running, Watch watch, Member oldMaster, Member newMaster)
            throws IOException, InterruptedException {
        long restarted = System.nanoTime();
        running.start(oldMaster);
        running.await(
                "the old master to be a connected replica",
                RETURN_BOUND_MILLIS,
                () -> watch.sight(oldMaster) instanceof Sight.Replica replica
                        && replica.linkUp()
                        && replica.master().equals(newMaster.address()));
        say(
                "returned",
                "%s, restarted: a connected replica after %d ms (bound %d ms)",
                oldMaster.name(),
                millisSince(restarted),
                RETURN_BOUND_MILLIS);
    }

    /** The load has ended, so all logs must come to one end (pings move it on, hence several looks). */
    private static void awaitSameOffsets(Group group, RunningGroup running, Watch watch) throws InterruptedException {
        running.await("all members to reach one offset", RETURN_BOUND_MILLIS, () -> {
            List<Sight> sights = group.servers().stream().map(watch::sight).toList();
            long masters =
                    sights.stream().filter(Sight.Master.class::isInstance).count();
            long offsets = sights.stream().map(DemoFailover::offset).distinct().count();
            return masters == 1 && offsets == 1;
        });
    }

    private static long offset(Sight sight) {
        return switch (sight) {
            case Sight.Master master -> master.offset();
            case Sight.Replica replica -> replica.offset();
            case Sight.Sentinel any -> -1;
            case Sight.Unreachable any -> -1;
        };
    }

    /** What the client was told against what every member holds. */
    private void compare(Group group, WriteLoad load, Member oldMaster, long killed) throws IOException {
        List<Contents> contents = new ArrayList<>();
        for (Member server : group.servers()) {
            contents.add(Contents.of(server, load.attempts()));
        }
        Contents first = contents.getFirst();
        for (Contents other : contents) {
            if (other.size() != first.size() || !other.present().equals(first.present())) {
                faults.add(other.server().name() + " holds " + other.size() + " keys and "
                        + first.server().name() + " " + first.size() + ", or others: the members differ");
            }
            if (other.foreignValues() > 0) {
                faults.add(other.server().name() + " holds " + other.foreignValues() + " values that nobody wrote");
            }
        }
        countLost(load.acknowledged(), first, oldMaster.address(), killed);
        say("contents", "%d servers hold the same %d keys", contents.size(), first.size());
    }

    private void countLost(List<WriteLoad.Acknowledged> writes, Contents contents, Address oldMaster, long killed) {
        long lost = 0;
        boolean tail = false;
        for (WriteLoad.Acknowledged write : writes) {
            boolean there = contents.present().get(write.number());
            boolean byOldMaster = write.server().equals(oldMaster);
            if (!there) {
                lost++;
            }
            if (!there && !byOldMaster) {
                faults.add("write " + write.number() + ", acknowledged by the new master, is lost");
            }
            if (there && byOldMaster && tail) {
                faults.add("write " + write.number() + " of the old master is there, an earlier one is not");
            }
            if (byOldMaster && write.nanos() - killed > TimeUnit.MILLISECONDS.toNanos(settings.downAfterMillis())) {
                faults.add("write " + write.number() + " was acknowledged by the old master after its death");
            }
            tail |= !there && byOldMaster;
        }
        say(
                "writes",
                "%d acknowledged, %d of them lost%s",
                writes.size(),
                lost,
                lost == 0
                        ? ""
                        : " (replication is asynchronous: what a master has not sent when it dies, dies with it)");
    }

    /** Times on a busy machine say more about the machine: so the reader is told. */
    private void sayHowBusyTheMachineIs() {
        try {
            String load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
            say(
                    "machine",
                    "%d processors, load %s in the last minute",
                    Runtime.getRuntime().availableProcessors(),
                    load);
        } catch (IOException e) {
            say("machine", "%d processors", Runtime.getRuntime().availableProcessors());
        }
    }

    private int judge(Path directory) {
        if (faults.isEmpty()) {
            say("verdict", "went right");
            if (settings.directory().isEmpty()) {
                tidyUp(directory);
            }
            return 0;
        }
        faults.stream().limit(20).forEach(fault -> say("FAULT", fault));
        say("verdict", "went wrong: %d fault(s); files and logs are in %s", faults.size(), directory);
        return 1;
    }

    /** What the scene showed does not depend on whether its files could be removed. */
    private void tidyUp(Path directory) {
        try {
            removeAll(directory);
        } catch (IOException e) {
            say("note", "%s is left behind: %s", directory, e);
        }
    }

    private static void removeAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Member memberAt(Group group, Address address) {
        return group.servers().stream()
                .filter(server -> server.address().equals(address))
                .findFirst()
                .orElseThrow(() -> new CommandFailed("the sentinels name " + address + ", which is not of this group"));
    }

    private static String nameOf(Group group, Address address) {
        return memberAt(group, address).name();
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private void say(String what, String format, Object... arguments) {
        String text = arguments.length == 0 ? format : String.format(format, arguments);
        out.printf("%-10s %s%n", what, text);
        out.flush();
    }
}
