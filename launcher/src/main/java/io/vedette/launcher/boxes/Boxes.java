package io.vedette.launcher.boxes;

import io.vedette.launcher.options.CommandFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Machines that are network namespaces, joined by a switch in a namespace of its own; a partition moves some of them to another
 * switch. Their addresses exist inside only. Owned by one thread, but for {@link #enter}; {@link #close} takes all of it away.
 */
public final class Boxes implements AutoCloseable {
    private static final int BOUND_SECONDS = 20;
    private static final String NOBODY = "02:00:00:00:00:fe";

    private final String name = name();
    private final int count;

    /**
     * Makes boxes 1 to {@code count}, all on one switch.
     *
     * @throws CommandFailed this is not permitted here
     */
    public Boxes(int count) {
        this.count = count;
        refusal().ifPresent(Boxes::refuse);
        try {
            ip("netns", "add", hub());
            inHub("link", "add", "whole", "type", "bridge");
            inHub("link", "add", "apart", "type", "bridge");
            inHub("link", "set", "whole", "up");
            inHub("link", "set", "apart", "up");
            IntStream.rangeClosed(1, count).forEach(this::make);
        } catch (RuntimeException e) {
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

    /** @throws CommandFailed always: what {@link #refusal} said, and what to do */
    public static void refuse(String why) {
        throw new CommandFailed("no network namespaces can be made here (" + why
                + "): run it as root on Linux, with the command ip (iproute2); in a container with --privileged");
    }

    private static String name() {
        return "vedette-" + ProcessHandle.current().pid();
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

    public String address(int box) {
        return "10.231.7." + box;
    }

    /** The box with this address. */
    public static int boxAt(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf('.') + 1));
    }

    /**
     * Moves the calling thread, a platform one, into a box for good: what it connects to from now on it reaches from there.
     *
     * @throws IllegalStateException the system does not permit it
     */
    public void enter(int box) {
        BoxNetwork.enter(Path.of("/run/netns", space(box)));
    }

    /** The command that runs a command in a box. */
    public List<String> inside(int box, List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", space(box)));
        all.addAll(command);
        return all;
    }

    /** These on one side, the others on the other one; each side whole. */
    public void split(Integer... apart) {
        Set<Integer> side = Set.copyOf(Arrays.asList(apart));
        for (int box = 1; box <= count; box++) {
            inHub("link", "set", port(box), "master", side.contains(box) ? "apart" : "whole");
        }
    }

    /** The network is whole again. */
    public void join() {
        split();
    }

    /** What the one sends to the other is lost without a word; the other way all goes well. */
    public void silence(int from, int to) {
        // It sends to a card that nobody has.
        ip("-n", space(from), "neigh", "replace", address(to), "lladdr", NOBODY, "dev", "eth0", "nud", "permanent");
    }

    /** The end of {@link #silence}. */
    public void letSpeak(int from, int to) {
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
            throw new CommandFailed(String.join(" ", command) + ": " + said);
        }
    }

    /** Why there can be no boxes here; empty if there can. */
    public static Optional<String> refusal() {
        String probe = name() + "-probe";
        try {
            String said = run(List.of("ip", "netns", "add", probe));
            if (said.isEmpty()) {
                said = run(List.of("ip", "-n", probe, "link", "add", "probe", "type", "bridge"));
                run(List.of("ip", "netns", "del", probe));
            }
            return Optional.of(said).filter(words -> !words.isEmpty());
        } catch (UncheckedIOException e) {
            return Optional.of(e.getMessage());
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
                throw new CommandFailed(String.join(" ", command) + " does not end");
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
