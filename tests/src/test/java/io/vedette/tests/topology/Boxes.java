package io.vedette.tests.topology;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Machines that are network namespaces, joined by a switch in a namespace of its own; a partition moves some of them to another
 * switch. Their addresses exist inside only. Owned by one test; {@link #close} takes all of it away.
 */
final class Boxes implements AutoCloseable {
    private static final int BOUND_SECONDS = 20;
    private static final String NOBODY = "02:00:00:00:00:fe";

    private final String name = "vedette-" + ProcessHandle.current().pid();
    private final int count;

    /** Makes boxes 1 to {@code count}, all on one switch; where this is not permitted the test is not run, and says so. */
    Boxes(int count) {
        this.count = count;
        String refusal = refusal();
        assumeTrue(refusal.isEmpty(), () -> "no network namespaces here: " + refusal);
        try {
            ip("netns", "add", hub());
            inHub("link", "add", "whole", "type", "bridge");
            inHub("link", "add", "apart", "type", "bridge");
            inHub("link", "set", "whole", "up");
            inHub("link", "set", "apart", "up");
            IntStream.rangeClosed(1, count).forEach(this::make);
        } catch (AssertionError | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void make(int box) {
        String space = space(box);
        ip("netns", "add", space);
        ip("-n", hub(), "link", "add", port(box), "type", "veth", "peer", "name", "eth0", "netns", space);
        inHub("link", "set", port(box), "master", "whole");
        inHub("link", "set", port(box), "up");
        ip("-n", space, "addr", "add", address(box) + "/24", "dev", "eth0");
        ip("-n", space, "link", "set", "eth0", "up");
        ip("-n", space, "link", "set", "lo", "up");
    }

    private String hub() {
        return name + "-hub";
    }

    private String space(int box) {
        return name + "-" + box;
    }

    private static String port(int box) {
        return "port" + box;
    }

    String address(int box) {
        return "10.231.7." + box;
    }

    /** The command that runs a command in a box. */
    List<String> inside(int box, List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", space(box)));
        all.addAll(command);
        return all;
    }

    /** These on one side, the others on the other one; each side whole. */
    void split(Integer... apart) {
        Set<Integer> side = Set.copyOf(Arrays.asList(apart));
        for (int box = 1; box <= count; box++) {
            inHub("link", "set", port(box), "master", side.contains(box) ? "apart" : "whole");
        }
    }

    /** The network is whole again. */
    void join() {
        split();
    }

    /** What the one sends to the other is lost without a word; the other way all goes well. */
    void silence(int from, int to) {
        // It sends to a card that nobody has.
        ip("-n", space(from), "neigh", "replace", address(to), "lladdr", NOBODY, "dev", "eth0", "nud", "permanent");
    }

    /** The end of {@link #silence}. */
    void letSpeak(int from, int to) {
        ip("-n", space(from), "neigh", "del", address(to), "dev", "eth0");
    }

    private void inHub(String... words) {
        List<String> command = new ArrayList<>(List.of("-n", hub()));
        command.addAll(List.of(words));
        ip(command.toArray(String[]::new));
    }

    private static void ip(String... words) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(words));
        String said = run(command);
        if (!said.isEmpty()) {
            throw new AssertionError(String.join(" ", command) + ": " + said);
        }
    }

    /** Why there can be no boxes; empty if there can. */
    private String refusal() {
        String probe = name + "-probe";
        try {
            String said = run(List.of("ip", "netns", "add", probe));
            if (said.isEmpty()) {
                said = run(List.of("ip", "-n", probe, "link", "add", "probe", "type", "bridge"));
                run(List.of("ip", "netns", "del", probe));
            }
            return said;
        } catch (UncheckedIOException e) {
            return e.getMessage();
        }
    }

    /** What it said if it failed, else nothing. */
    private static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", command) + " does not end");
            }
            return process.exitValue() == 0 ? "" : "exit code " + process.exitValue() + ": " + said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        IntStream.rangeClosed(1, count).forEach(box -> run(List.of("ip", "netns", "del", space(box))));
        run(List.of("ip", "netns", "del", hub()));
    }
}
