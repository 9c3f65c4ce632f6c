package io.vedette.launcher.up;

import io.vedette.launcher.client.RespConnection;
import io.vedette.launcher.options.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The processes of a group. {@link #start} and {@link #startAll} belong to the main thread, which lives as long as the
 * program: the kernel ties a child to the <em>thread</em> that made it. {@link #stop} may come from any thread, once or more often, and
 * after it nothing starts any more.
 */
public final class RunningGroup {
    private static final long STOP_TIMEOUT_MILLIS = 10_000;
    private static final int POLL_MILLIS = 50;
    private static final int LOG_TAIL_LINES = 12;

    private final Group group;
    private final Commands commands;
    private final Watch watch;
    private final Consumer<String> notices;
    private final Map<Member, Process> processes = new LinkedHashMap<>();
    private final Set<Process> expectedToEnd = new HashSet<>();
    private boolean stopping;

    public RunningGroup(Group group, Commands commands, Watch watch, Consumer<String> notices) {
        this.group = group;
        this.commands = commands;
        this.watch = watch;
        this.notices = notices;
    }

    /**
     * Starts all members: servers first; sentinels when the replicas are there, so that their first question finds
     * everybody.
     *
     * @param started told of each member as its process is there
     */
    public void startAll(long timeoutMillis, Consumer<Member> started) throws IOException, InterruptedException {
        for (Member server : group.servers()) {
            start(server);
            started.accept(server);
        }
        await(
                "the servers to answer",
                timeoutMillis,
                () -> group.servers().stream()
                        .allMatch(server -> watch.sight(server).answers()));
        if (!group.resumed()) {
            await("the replicas to have their data", timeoutMillis, this::replicasFollow);
        }
        for (Member sentinel : group.sentinels()) {
            start(sentinel);
            started.accept(sentinel);
        }
        await("the sentinels to know the group", timeoutMillis, this::sentinelsKnowAll);
        await("the replicas to have their data", timeoutMillis, this::replicasFollow);
        if (GroupFiles.isDurable(group)) {
            await("the servers to have their places by a ballot", timeoutMillis, this::allByBallot);
        }
    }

    private boolean allByBallot() {
        return group.servers().stream().map(watch::sight).allMatch(Sight::hasItsPlaceByBallot);
    }

    private boolean replicasFollow() {
        long following = group.servers().stream()
                .filter(server -> watch.sight(server).followsWithLinkUp())
                .count();
        return following == group.servers().size() - 1;
    }

    private boolean sentinelsKnowAll() {
        return group.sentinels().stream()
                .allMatch(member -> watch.sight(member) instanceof Sight.Sentinel sentinel
                        && sentinel.sound()
                        && sentinel.replicas() >= group.servers().size() - 1
                        && sentinel.otherSentinels() >= group.sentinels().size() - 1);
    }

    public synchronized void start(Member member) throws IOException {
        if (stopping) {
            throw new CommandFailed("stopped");
        }
        ProcessBuilder builder = new ProcessBuilder(commands.forMember(member))
                .directory(group.directory().toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(member.logFile().toFile()));
        builder.environment().put("VEDETTE_BUILD", "never"); // this program was just built
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new CommandFailed("cannot start " + member.name() + ": " + e.getMessage());
        }
        processes.put(member, process);
        process.onExit().thenAccept(ended -> ended(member, ended));
    }

    private void ended(Member member, Process process) {
        synchronized (this) {
            if (stopping || expectedToEnd.contains(process)) {
                return;
            }
        }
        notices.accept(member.name() + " (pid " + process.pid() + ") ended: " + reason(process.exitValue())
                + "; start it again with: " + commands.byHand(member));
    }

    private static String reason(int exitValue) {
        return exitValue > 128 ? "signal " + (exitValue - 128) : "exit code " + exitValue;
    }

    /** Process id of a child of ours, alive or not; 0 for a member that we did not start. */
    public synchronized long pid(Member member) {
        Process process = processes.get(member);
        return process == null ? 0 : process.pid();
    }

    /** kill -9. */
    public void kill(Member member) throws InterruptedException {
        Process process;
        synchronized (this) {
            process = processes.get(member);
            expectedToEnd.add(process);
        }
        process.destroyForcibly();
        process.waitFor();
    }

    /** Ends everything at once, for a group that nobody will look at again; may come from any thread. */
    public void killAll() {
        List<Process> all;
        synchronized (this) {
            stopping = true;
            all = List.copyOf(processes.values());
        }
        watch.close();
        all.forEach(Process::destroyForcibly);
        try {
            for (Process process : all) {
                process.waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits until something is so.
     *
     * @throws CommandFailed it is not so in time, or a process of the group died meanwhile
     */
    public void await(String what, long timeoutMillis, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        while (!condition.getAsBoolean()) {
            failIfSomebodyDied();
            if (System.nanoTime() - deadline > 0) {
                throw new CommandFailed(
                        "waited " + timeoutMillis + " ms in vain for " + what + "; logs are in " + group.directory());
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private synchronized void failIfSomebodyDied() {
        processes.forEach((member, process) -> {
            if (!stopping && !process.isAlive() && !expectedToEnd.contains(process)) {
                throw new CommandFailed(
                        member.name() + " ended with " + reason(process.exitValue()) + ":\n" + tail(member));
            }
        });
    }

    private static String tail(Member member) {
        try {
            List<String> lines = Files.readAllLines(member.logFile());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    /** Stops sentinels, then servers, ours and those that were restarted by hand; returns when all have ended. */
    public void stop() {
        synchronized (this) {
            stopping = true;
        }
        watch.close();
        stop(group.sentinels());
        stop(group.servers());
    }

    private void stop(List<Member> members) {
        List<Process> ending = new ArrayList<>();
        synchronized (this) {
            for (Member member : members) {
                Process process = processes.get(member);
                if (process != null) {
                    ending.add(process);
                }
            }
        }
        ending.forEach(Process::destroy);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_TIMEOUT_MILLIS);
        try {
            for (Process process : ending) {
                if (!process.waitFor(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    notices.accept("process " + process.pid() + " does not stop: killed");
                    process.destroyForcibly().waitFor();
                }
            }
            for (Member member : members) {
                stopByHand(member, deadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ending.forEach(Process::destroyForcibly);
        }
    }

    /** A member that a person started again belongs to the group all the same; only our own file is proof of that. */
    private void stopByHand(Member member, long deadline) throws InterruptedException {
        try (RespConnection connection = RespConnection.open(GroupFiles.HOST, member.port(), 500)) {
            Info info = Info.parse(connection.call("INFO", "server").text());
            if (!isSameFile(info.text("config_file"), member.configFile())) {
                return;
            }
            notices.accept(member.name() + " (pid " + info.text("process_id") + "), started by hand, is stopped too");
            connection.queue("SHUTDOWN");
            connection.flush();
            while (System.nanoTime() - deadline < 0) {
                connection.read();
            }
        } catch (IOException | RuntimeException e) {
            // Nobody there, or gone: what we wanted.
        }
    }

    private static boolean isSameFile(String path, Path file) throws IOException {
        return !path.isEmpty() && Files.exists(Path.of(path)) && Files.isSameFile(Path.of(path), file);
    }
}
