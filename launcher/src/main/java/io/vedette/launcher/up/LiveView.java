package io.vedette.launcher.up;

import io.vedette.launcher.client.Address;
import io.vedette.launcher.options.CommandFailed;
import java.io.IOException;
import java.io.PrintStream;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * {@code vedette up} from its first line to its last: starts the group, then shows it until a signal stops it. On a
 * terminal the members stand in a block at the bottom that is drawn again and again, and events scroll by above it; in a
 * pipe or a file there is one line for each change. Prints from the main thread only, until the stop begins.
 */
final class LiveView {
    private static final long START_TIMEOUT_MILLIS = 60_000;
    private static final long REDRAW_MILLIS = 500;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    /** ANSI: cursor up N lines, clear to the end of the screen; no wrapping of long lines, so that N is right. */
    private static final String UP_AND_CLEAR = "\u001b[%dA\u001b[J";

    private static final String NO_WRAP = "\u001b[?7l";
    private static final String WRAP = "\u001b[?7h";

    private final Group group;
    private final boolean terminal = Boolean.getBoolean("vedette.terminal");
    private final PrintStream out = System.out;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Watch watch;
    private final RunningGroup running;
    private final List<String> lastSaid = new ArrayList<>();
    private int drawnLines;
    private volatile boolean signalled;

    LiveView(Group group, Commands commands) {
        this.group = group;
        this.watch = new Watch(
                group, event -> lines.add(stamped(event.sentinel().name() + " " + event.name() + " " + event.text())));
        this.running = new RunningGroup(group, commands, watch, notice -> lines.add(stamped(notice)));
    }

    int run() throws IOException, InterruptedException {
        Thread stopper = new Thread(this::stopOnSignal, "stop");
        Runtime.getRuntime().addShutdownHook(stopper);
        long begin = System.nanoTime();
        out.println((group.resumed() ? "Resuming the group in " : "Starting a group in ") + group.directory());
        try {
            running.startAll(START_TIMEOUT_MILLIS, this::printMember);
        } catch (CommandFailed | IOException e) {
            running.stop();
            if (!signalled) {
                Runtime.getRuntime().removeShutdownHook(stopper);
            }
            throw e;
        }
        out.printf(
                "Ready after %.1f s. Clients ask a sentinel for \"%s\". Ctrl-C stops everything.%n",
                (System.nanoTime() - begin) / 1e9, Group.MASTER_NAME);
        while (true) {
            show(Optional.ofNullable(lines.poll(REDRAW_MILLIS, TimeUnit.MILLISECONDS)));
        }
    }

    /** Runs as the shutdown hook: Ctrl-C, SIGTERM, SIGHUP. A stop that was asked for and went well is exit code 0. */
    private void stopOnSignal() {
        signalled = true;
        synchronized (out) {
            out.println("Stopping ...");
            running.stop();
            lines.forEach(out::println);
            out.println("Stopped. The group's files stay in " + group.directory() + ".");
            out.flush();
            Runtime.getRuntime().halt(0);
        }
    }

    private void printMember(Member member) {
        out.printf(
                "  %-15s %-16s pid %-7d %s%n",
                member.name(), member.address(), running.pid(member), member.configFile());
    }

    /** @param line an event; none if none came in time */
    private void show(Optional<String> line) {
        synchronized (out) {
            StringBuilder text = new StringBuilder();
            if (terminal && drawnLines > 0) {
                text.append(String.format(UP_AND_CLEAR, drawnLines));
            }
            List<String> news = new ArrayList<>(line.stream().toList());
            lines.drainTo(news);
            news.forEach(row -> text.append(row).append('\n'));
            if (terminal) {
                List<String> block = block();
                text.append(NO_WRAP);
                block.forEach(row -> text.append(row).append('\n'));
                text.append(WRAP);
                drawnLines = block.size();
            } else {
                changes().forEach(row -> text.append(stamped(row)).append('\n'));
            }
            out.print(text);
            out.flush();
        }
    }

    private List<String> block() {
        List<String> rows = new ArrayList<>();
        rows.add("-".repeat(72));
        long masterOffset = masterOffset();
        for (Member member : group.members()) {
            Sight sight = watch.sight(member);
            long pid = sight.processId();
            String row = "  %-15s pid %-7s %s".formatted(member.name(), pid == 0 ? "-" : pid, words(sight));
            rows.add(row + numbers(sight, masterOffset));
        }
        return rows;
    }

    /** The members whose state, offsets aside, is not what was printed last. */
    private List<String> changes() {
        List<String> said = new ArrayList<>();
        long masterOffset = masterOffset();
        List<String> rows = new ArrayList<>();
        for (Member member : group.members()) {
            Sight sight = watch.sight(member);
            String words = member.name() + " " + words(sight);
            said.add(words);
            if (!lastSaid.contains(words)) {
                rows.add(words + numbers(sight, masterOffset));
            }
        }
        lastSaid.clear();
        lastSaid.addAll(said);
        return rows;
    }

    /** What a member is doing, without numbers that change all the time. */
    static String words(Sight sight) {
        return switch (sight) {
            case Sight.Unreachable() -> "does not answer";
            case Sight.Master master ->
                "MASTER, " + count(master.connectedReplicas(), "replica") + comma(master.ballot());
            case Sight.Replica replica ->
                "replica of " + replica.master() + ", link "
                        + (replica.linkUp() ? "up" : replica.syncing() ? "loading" : "down")
                        + comma(replica.ballot());
            case Sight.Sentinel sentinel ->
                "sees " + sentinel.master() + " " + (sentinel.sound() ? "well" : sentinel.flags()) + ", "
                        + count(sentinel.replicas(), "replica") + ", "
                        + count(sentinel.otherSentinels(), "other sentinel") + ", quorum " + sentinel.quorum()
                        + (sentinel.now().isEmpty() ? "" : "; " + sentinel.now());
        };
    }

    private static String comma(String words) {
        return words.isEmpty() ? "" : ", " + words;
    }

    private static String numbers(Sight sight, long masterOffset) {
        return switch (sight) {
            case Sight.Master master -> ", offset " + master.offset();
            case Sight.Replica replica ->
                ", offset " + replica.offset()
                        + (replica.linkUp() ? ", lag " + Math.max(0, masterOffset - replica.offset()) + " bytes" : "");
            case Sight.Sentinel any -> "";
            case Sight.Unreachable any -> "";
        };
    }

    /** End of the log of the master that the sentinels name, else of the one that calls itself so; 0 if there is none. */
    private long masterOffset() {
        List<Address> named = group.sentinels().stream()
                .map(watch::sight)
                .filter(Sight.Sentinel.class::isInstance)
                .map(sight -> ((Sight.Sentinel) sight).master())
                .toList();
        long offset = 0;
        for (Member server : group.servers()) {
            if (watch.sight(server) instanceof Sight.Master master) {
                if (named.contains(server.address())) {
                    return master.offset();
                }
                offset = master.offset();
            }
        }
        return offset;
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private static String stamped(String text) {
        return LocalTime.now().format(TIME) + " " + text;
    }
}
