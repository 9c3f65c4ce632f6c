package io.vedette.launcher.bench;

import io.vedette.launcher.up.Commands;
import io.vedette.launcher.up.Directives;
import io.vedette.launcher.up.Group;
import io.vedette.launcher.up.GroupFiles;
import io.vedette.launcher.up.Ports;
import io.vedette.launcher.up.RunningGroup;
import io.vedette.launcher.up.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A group of processes for some rounds, in a temporary directory. Opened and closed by the main thread; a shutdown hook
 * closes it too, so that an interrupted run leaves nothing running.
 */
final class Stage implements AutoCloseable {
    private static final long START_TIMEOUT_MILLIS = 60_000;

    private final Group group;
    private final RunningGroup running;
    private final Thread hook;

    private Stage(Group group, RunningGroup running) {
        this.group = group;
        this.running = running;
        this.hook = new Thread(running::killAll, "end of the group");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Starts the group that the plan describes and waits until it is whole. */
    static Stage open(GroupPlan plan, FailoverBench.Side side) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("vedette-bench-").toRealPath();
        int servers = plan.replicas() + 1;
        List<Integer> ports = Ports.free(servers + plan.sentinels());
        List<Integer> sentinelPorts = ports.subList(servers, ports.size());
        Commands commands = Commands.of(side.serverCommand(), side.sentinelCommand());
        Group group = GroupFiles.write(
                directory,
                ports.subList(0, servers),
                sentinelPorts,
                plan.downAfterMillis(),
                directives(plan, side, commands));
        for (int i = 0; i < side.foreignSentinels(); i++) {
            commands = commands.except(sentinelPorts.get(i), FailoverBench.FOREIGN_SENTINEL);
        }
        Watch watch = new Watch(group, event -> {});
        Stage stage = new Stage(group, new RunningGroup(group, commands, watch, System.err::println));
        try {
            stage.running.startAll(START_TIMEOUT_MILLIS, member -> {});
            watch.close(); // its questions would be in the way of what is measured
            return stage;
        } catch (IOException | InterruptedException | RuntimeException e) {
            stage.endProcesses();
            throw e;
        }
    }

    private static Directives directives(GroupPlan plan, FailoverBench.Side side, Commands commands) {
        Directives usual = Directives.ofServers(commands.serverLines());
        boolean ours = side.serverCommand().isEmpty() && side.sentinelCommand().isEmpty();
        return plan.durable() && ours ? usual.durable(plan.replicas()) : usual;
    }

    Group group() {
        return group;
    }

    RunningGroup running() {
        return running;
    }

    @Override
    public void close() {
        endProcesses();
        try (Stream<Path> files = Files.walk(group.directory())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.err.println("left behind: " + group.directory() + ": " + e);
        }
    }

    /** Ends the group but leaves its files, for whoever wants to know what went wrong. */
    void abandon() {
        endProcesses();
        System.err.println("files and logs are in " + group.directory());
    }

    private void endProcesses() {
        running.killAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending already, and the hook is what ends the group.
        }
    }
}
