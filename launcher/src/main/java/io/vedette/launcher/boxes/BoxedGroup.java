package io.vedette.launcher.boxes;

import io.vedette.launcher.client.Address;
import io.vedette.launcher.options.CommandFailed;
import io.vedette.launcher.up.Group;
import io.vedette.resp.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A group whose members live in boxes, ready to be hurt. Owned by one thread; a shutdown hook closes it too, so that an interrupted run
 * leaves neither processes nor namespaces.
 */
public final class BoxedGroup implements AutoCloseable {
    public static final String NAME = Group.MASTER_NAME;

    /** Real sentinels take ten seconds to make a replica of a master that is back, and twice the failover timeout between attempts. */
    private static final long PATIENCE_SECONDS = 90;

    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int LOG_LINES = 30;
    private static final int SERVER_PORT = 6379;
    private static final int SENTINEL_PORT = 26379;

    private final Boxes boxes;
    private final Map<Integer, BoxedProcess> servers = new LinkedHashMap<>();
    private final Map<Integer, BoxedProcess> sentinels = new LinkedHashMap<>();
    private final Thread hook = new Thread(this::endAll, "end of the boxes");

    /**
     * Starts all and waits until all know all, and by ballot where that is planned.
     *
     * @throws CommandFailed no boxes can be made here, or the group did not come together
     */
    public BoxedGroup(Path folder, BoxedPlan plan) {
        boxes = new Boxes(Stream.concat(plan.serverBoxes().stream(), plan.sentinelBoxes().stream())
                .mapToInt(Integer::intValue)
                .max()
                .orElseThrow());
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            plan.serverBoxes().forEach(box -> startServer(folder, plan, box));
            plan.sentinelBoxes().forEach(box -> startSentinel(folder, plan, box));
            plan.sentinelBoxes().forEach(box -> await("sentinel " + box + " knows all", () -> knowsAll(box)));
            int master = plan.serverBoxes().getFirst();
            plan.serverBoxes().stream()
                    .skip(1)
                    .forEach(box -> await("server " + box + " is linked", () -> follows(box, master)));
            if (plan.byBallot()) {
                plan.serverBoxes()
                        .forEach(box -> await(
                                "server " + box + " has its place by a ballot",
                                () -> replication(box)
                                        .contains("vedette_standing:" + (box == master ? "leading" : "following"))));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void startServer(Path folder, BoxedPlan plan, int box) {
        List<String> lines = new ArrayList<>(List.of("port " + SERVER_PORT, "save \"\"", "repl-diskless-sync-delay 0"));
        lines.addAll(plan.directives().servers());
        if (!servers.isEmpty()) {
            lines.add("replicaof " + boxes.address(plan.serverBoxes().getFirst()) + " " + SERVER_PORT);
        }
        servers.put(box, new BoxedProcess("server-" + box, boxes, box, folder, plan.serverCommand(), lines));
    }

    private void startSentinel(Path folder, BoxedPlan plan, int box) {
        String master = boxes.address(plan.serverBoxes().getFirst()) + " " + SERVER_PORT;
        List<String> lines = new ArrayList<>(List.of(
                "port " + SENTINEL_PORT,
                "sentinel monitor " + NAME + " " + master + " " + plan.quorum(),
                "sentinel down-after-milliseconds " + NAME + " " + plan.downAfterMillis(),
                "sentinel failover-timeout " + NAME + " " + plan.failoverTimeoutMillis()));
        lines.addAll(plan.directives().sentinels());
        sentinels.put(box, new BoxedProcess("sentinel-" + box, boxes, box, folder, plan.sentinelCommand(), lines));
    }

    public Boxes boxes() {
        return boxes;
    }

    public Set<Integer> serverBoxes() {
        return servers.keySet();
    }

    public Set<Integer> sentinelBoxes() {
        return sentinels.keySet();
    }

    public BoxedProcess server(int box) {
        return servers.get(box);
    }

    public BoxedProcess sentinel(int box) {
        return sentinels.get(box);
    }

    /** Where the sentinel in this box listens, for those who are in a box. */
    public Address sentinelAddress(int box) {
        return new Address(boxes.address(box), SENTINEL_PORT);
    }

    /** The box of the master that the sentinel in this box names. */
    public int masterBy(int box) {
        return Boxes.boxAt(sentinel(box)
                .call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME)
                .items()
                .getFirst()
                .text());
    }

    /** What the sentinel in this box says of the master; empty if it does not say it now. */
    public String field(int box, String name) {
        List<String> flat = sentinel(box).call("SENTINEL", "MASTER", NAME).items().stream()
                .map(Reply::text)
                .toList();
        int at = flat.indexOf(name);
        return at < 0 ? "" : flat.get(at + 1);
    }

    /** It sees the master up and thinks of no failover. */
    public boolean isAtRest(int box) {
        return field(box, "flags").equals("master");
    }

    /** It is at rest, and knows as many others as there are. */
    public boolean knowsAll(int box) {
        return field(box, "num-slaves").equals(Integer.toString(servers.size() - 1))
                && field(box, "num-other-sentinels").equals(Integer.toString(sentinels.size() - 1))
                && isAtRest(box);
    }

    private String replication(int box) {
        return server(box).text("INFO", "replication");
    }

    public boolean follows(int box, int master) {
        String info = replication(box);
        return info.contains("role:slave")
                && info.contains("master_host:" + boxes.address(master) + "\r\n")
                && info.contains("master_link_status:up");
    }

    public boolean isMaster(int box) {
        return replication(box).contains("role:master");
    }

    /**
     * Waits with a bound; a condition that throws counts as not yet.
     *
     * @throws CommandFailed it was in vain, or a member ended meanwhile; with the last lines of the logs
     */
    public void await(String what, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!holds(condition)) {
            members().filter(BoxedProcess::hasDied).findFirst().ifPresent(process -> {
                throw new CommandFailed(process + " has ended:\n" + tail(process));
            });
            if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw new CommandFailed("waited " + PATIENCE_SECONDS + " s in vain: " + what + logs());
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }

    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (RuntimeException e) {
            return false; // whoever was asked is away, or has no answer yet
        }
    }

    private Stream<BoxedProcess> members() {
        return Stream.concat(sentinels.values().stream(), servers.values().stream());
    }

    private String logs() {
        return members()
                .map(process -> "\n== " + process + "\n" + tail(process))
                .collect(Collectors.joining());
    }

    private static String tail(BoxedProcess process) {
        List<String> lines = process.log().lines().toList();
        return lines.stream().skip(Math.max(0, lines.size() - LOG_LINES)).collect(Collectors.joining("\n"));
    }

    /** Waits until all sentinels name this master and all servers follow it. */
    public void awaitAgreement(int master) {
        for (int box : sentinels.keySet()) {
            await("sentinel " + box + " names " + master, () -> masterBy(box) == master);
            await("sentinel " + box + " is at rest", () -> isAtRest(box));
        }
        for (int box : servers.keySet()) {
            await("server " + box + " is in place", () -> isInPlace(box, master));
        }
    }

    /** Waits until the sentinels name one master, whoever it is, are at rest, and all servers follow it; its box. */
    public int awaitWhole() {
        await("the group is whole", () -> {
            Set<Integer> named = sentinels.keySet().stream().map(this::masterBy).collect(Collectors.toSet());
            int master = named.iterator().next();
            return named.size() == 1
                    && sentinels.keySet().stream().allMatch(this::isAtRest)
                    && servers.keySet().stream().allMatch(box -> isInPlace(box, master));
        });
        return masterBy(sentinels.keySet().iterator().next());
    }

    private boolean isInPlace(int box, int master) {
        return box == master ? isMaster(box) : follows(box, master);
    }

    private void endAll() {
        sentinels.values().forEach(BoxedProcess::close);
        servers.values().forEach(BoxedProcess::close);
        boxes.close();
    }

    @Override
    public void close() {
        endAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending already, and the hook is what ends the group.
        }
    }
}
