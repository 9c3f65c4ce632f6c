package io.vedette.tests.topology;

import io.vedette.resp.Reply;
import io.vedette.tests.process.Await;
import io.vedette.tests.process.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A group whose members live in boxes: real data servers, the first of them the master, and our sentinels. */
final class BoxedGroup implements AutoCloseable {
    static final Duration BOUND = Duration.ofSeconds(60);
    private static final String NAME = "mymaster";
    /** With the drift below the 700 ms of down-after. */
    private static final int MAX_LAG_MILLIS = 450;

    private static final int LOG_LINES = 30;

    private final Boxes boxes;
    private final Map<Integer, BoxedProcess> servers = new LinkedHashMap<>();
    private final Map<Integer, BoxedProcess> sentinels = new LinkedHashMap<>();

    /** Starts one server or sentinel in each of these boxes, and waits until all know all. */
    BoxedGroup(Path folder, List<Integer> serverBoxes, List<Integer> sentinelBoxes, int quorum) {
        this(folder, Kind.REDIS, serverBoxes, List.of(), sentinelBoxes, quorum, List.of());
    }

    /** A server of ours and a sentinel in each box; half of the replicas, rounded up, confirm each write. */
    static BoxedGroup durable(Path folder, List<Integer> all) {
        int replicas = all.size() - 1;
        int confirming = (replicas + 1) / 2;
        return new BoxedGroup(
                folder,
                Kind.VEDETTE,
                all,
                List.of("write-quorum " + confirming, "write-quorum-timeout 300"),
                all,
                all.size() / 2 + 1,
                List.of("sentinel write-quorum " + NAME + " " + confirming + " " + replicas));
    }

    /** A server of ours and a sentinel in each box; a master writes while most sentinels support it. */
    static BoxedGroup fenced(Path folder, List<Integer> all) {
        int majority = all.size() / 2 + 1;
        return new BoxedGroup(
                folder,
                Kind.VEDETTE,
                all,
                List.of("min-sentinels-to-write " + majority, "min-sentinels-max-lag " + MAX_LAG_MILLIS),
                all,
                majority,
                List.of("sentinel fencing " + NAME + " " + majority + " " + MAX_LAG_MILLIS + " " + all.size()));
    }

    private BoxedGroup(
            Path folder,
            Kind serverKind,
            List<Integer> serverBoxes,
            List<String> serverLines,
            List<Integer> sentinelBoxes,
            int quorum,
            List<String> sentinelLines) {
        boxes = new Boxes(Math.max(greatest(serverBoxes), greatest(sentinelBoxes)));
        try {
            String master = boxes.address(serverBoxes.getFirst());
            for (int box : serverBoxes) {
                List<String> lines = new ArrayList<>(List.of("port 6379", "save \"\"", "repl-diskless-sync-delay 0"));
                lines.addAll(serverLines);
                if (!servers.isEmpty()) {
                    lines.add("replicaof " + master + " 6379");
                }
                servers.put(
                        box, new BoxedProcess("server-" + box, boxes, box, folder, serverKind.serverCommand(), lines));
            }
            for (int box : sentinelBoxes) {
                List<String> lines = new ArrayList<>(List.of(
                        "port 26379",
                        "sentinel monitor " + NAME + " " + master + " 6379 " + quorum,
                        "sentinel down-after-milliseconds " + NAME + " 700",
                        "sentinel failover-timeout " + NAME + " 5000"));
                lines.addAll(sentinelLines);
                sentinels.put(
                        box,
                        new BoxedProcess("sentinel-" + box, boxes, box, folder, Kind.VEDETTE.sentinelCommand(), lines));
            }
            for (int box : sentinelBoxes) {
                await(
                        "sentinel " + box + " knows all",
                        () -> field(box, "num-slaves").equals(Integer.toString(serverBoxes.size() - 1))
                                && field(box, "num-other-sentinels").equals(Integer.toString(sentinelBoxes.size() - 1))
                                && field(box, "flags").equals("master"));
            }
            servers.keySet().stream()
                    .skip(1)
                    .forEach(box -> await("server " + box + " is linked", () -> follows(box, serverBoxes.getFirst())));
        } catch (AssertionError | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static int greatest(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    Boxes boxes() {
        return boxes;
    }

    BoxedProcess server(int box) {
        return servers.get(box);
    }

    BoxedProcess sentinel(int box) {
        return sentinels.get(box);
    }

    /** The box of the master that the sentinel in this box names. */
    int masterBy(int box) {
        String address = sentinel(box)
                .call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME)
                .items()
                .getFirst()
                .text();
        return Integer.parseInt(address.substring(address.lastIndexOf('.') + 1));
    }

    /** What the sentinel in this box says of the master; empty if it does not say it now. */
    String field(int box, String name) {
        List<String> flat = sentinel(box).call("SENTINEL", "MASTER", NAME).items().stream()
                .map(Reply::text)
                .toList();
        int at = flat.indexOf(name);
        return at < 0 ? "" : flat.get(at + 1);
    }

    /** It sees the master up and thinks of no failover. */
    boolean isAtRest(int box) {
        return field(box, "flags").equals("master");
    }

    boolean follows(int box, int master) {
        String info = server(box).text("INFO", "replication");
        return info.contains("role:slave")
                && info.contains("master_host:" + boxes.address(master) + "\r\n")
                && info.contains("master_link_status:up");
    }

    boolean isMaster(int box) {
        return server(box).text("INFO", "replication").contains("role:master");
    }

    /** Waits with a bound; where it is in vain the logs of the sentinels are shown. */
    void await(String what, BooleanSupplier condition) {
        try {
            Await.until(what, BOUND, condition);
        } catch (AssertionError e) {
            StringBuilder text = new StringBuilder(e.getMessage());
            for (BoxedProcess process : sentinels.values()) {
                List<String> lines = process.log().lines().toList();
                text.append("\n== ").append(process).append('\n');
                lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size())
                        .forEach(line -> text.append(line).append('\n'));
            }
            throw new AssertionError(text.toString(), e);
        }
    }

    /** Waits until all sentinels name this master and all servers follow it. */
    void awaitAgreement(int master) {
        for (int box : sentinels.keySet()) {
            await("sentinel " + box + " names " + master, () -> masterBy(box) == master);
            await("sentinel " + box + " is at rest", () -> isAtRest(box));
        }
        for (int box : servers.keySet()) {
            await("server " + box + " is in place", () -> box == master ? isMaster(box) : follows(box, master));
        }
    }

    @Override
    public void close() {
        sentinels.values().forEach(BoxedProcess::close);
        servers.values().forEach(BoxedProcess::close);
        boxes.close();
    }
}
