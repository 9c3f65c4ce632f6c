package io.vedette.tests.process;

import io.vedette.resp.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** One master, its replicas and the sentinels over them, of any mixture of kinds; the group's name is {@value #NAME}. */
public final class Group implements AutoCloseable {
    /** How much of each log a failed wait shows. */
    private static final int LOG_LINES = 40;

    public static final String NAME = "mymaster";
    public static final int DOWN_AFTER_MILLIS = 1_000;

    private static final Duration SETTLE_BOUND = Duration.ofSeconds(30);

    private final List<Node> servers = new ArrayList<>();
    private final List<Node> sentinels = new ArrayList<>();

    /** Starts the servers (the first is the master), waits for the links, then the sentinels, and waits until all know all. */
    public Group(Path folder, List<Kind> serverKinds, List<Kind> sentinelKinds, int quorum, String... sentinelLines) {
        this(folder, serverKinds, List.of(), sentinelKinds, quorum, List.of(sentinelLines));
    }

    private Group(
            Path folder,
            List<Kind> serverKinds,
            List<String> serverLines,
            List<Kind> sentinelKinds,
            int quorum,
            List<String> sentinelLines) {
        try {
            start(folder, serverKinds, serverLines, sentinelKinds, quorum, sentinelLines);
        } catch (AssertionError | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Of ours, three servers and three sentinels: a write is acknowledged when one replica has it too. */
    public static Group durable(Path folder) {
        List<Kind> three = Collections.nCopies(3, Kind.VEDETTE);
        return new Group(
                folder, three, List.of("write-quorum 1"), three, 2, List.of("sentinel write-quorum " + NAME + " 1 2"));
    }

    /** Of ours, two servers and three sentinels: the master writes while two of these were in contact within 600 ms. */
    public static Group fenced(Path folder) {
        return new Group(
                folder,
                Collections.nCopies(2, Kind.VEDETTE),
                List.of("min-sentinels-to-write 2", "min-sentinels-max-lag 600", "boot-fenced yes"),
                Collections.nCopies(3, Kind.VEDETTE),
                2,
                List.of("sentinel fencing " + NAME + " 2 600 3"));
    }

    private void start(
            Path folder,
            List<Kind> serverKinds,
            List<String> serverLines,
            List<Kind> sentinelKinds,
            int quorum,
            List<String> sentinelLines) {
        Node master = Node.server(serverKinds.getFirst(), folder, serverLines.toArray(String[]::new));
        servers.add(master);
        List<String> replicaLines = new ArrayList<>(serverLines);
        replicaLines.add("replicaof 127.0.0.1 " + master.portText());
        startTogether(
                servers,
                serverKinds.subList(1, serverKinds.size()),
                kind -> Node.server(kind, folder, replicaLines.toArray(String[]::new)));
        for (Node replica : servers.subList(1, servers.size())) {
            Await.until(replica + " is linked", SETTLE_BOUND, () -> linked(replica, master));
        }
        List<String> lines = new ArrayList<>(List.of(
                "sentinel monitor " + NAME + " 127.0.0.1 " + master.port() + " " + quorum,
                "sentinel down-after-milliseconds " + NAME + " " + DOWN_AFTER_MILLIS,
                "sentinel failover-timeout " + NAME + " 10000"));
        lines.addAll(sentinelLines);
        startTogether(sentinels, sentinelKinds, kind -> Node.sentinel(kind, folder, lines.toArray(String[]::new)));
        for (Node sentinel : sentinels) {
            Await.until(
                    sentinel + " knows all",
                    SETTLE_BOUND,
                    () -> knows(sentinel, servers.size() - 1, sentinels.size() - 1) && hasHeardAllReplicas(sentinel));
        }
    }

    /** Adds what was started, in the order of the kinds; then throws what went wrong, if anything did. */
    private static void startTogether(List<Node> nodes, List<Kind> kinds, Function<Kind, Node> start) {
        List<CompletableFuture<Node>> starting = kinds.stream()
                .map(kind -> CompletableFuture.supplyAsync(
                        () -> start.apply(kind), task -> Thread.ofVirtual().start(task)))
                .toList();
        CompletableFuture<Void> all = CompletableFuture.allOf(starting.toArray(CompletableFuture[]::new));
        all.exceptionally(fault -> null).join();
        starting.stream()
                .filter(node -> !node.isCompletedExceptionally())
                .map(CompletableFuture::join)
                .forEach(nodes::add);
        all.join();
    }

    /** One server more, a replica of the present master; what else it is to become is not this group's matter. */
    public Node add(Path folder, Kind kind) {
        Node master = serverAt(masterPortBy(sentinels.getFirst()));
        Node added = Node.server(kind, folder, "replicaof 127.0.0.1 " + master.portText());
        servers.add(added);
        return added;
    }

    /** Whether a sentinel knows so many replicas and other sentinels, and nothing that is wrong with the master. */
    public static boolean knows(Node sentinel, int replicas, int others) {
        List<String> view = strings(sentinel, "SENTINEL", "MASTER", NAME);
        return field(view, "num-slaves").equals(Integer.toString(replicas))
                && field(view, "num-other-sentinels").equals(Integer.toString(others))
                && field(view, "flags").equals("master");
    }

    /** From themselves, and not from their master alone: else none of them may be promoted yet. */
    private static boolean hasHeardAllReplicas(Node sentinel) {
        try (RespConnection connection = sentinel.connect()) {
            return connection.call("SENTINEL", "REPLICAS", NAME).items().stream()
                    .map(replica -> replica.items().stream().map(Reply::text).toList())
                    .allMatch(replica -> field(replica, "flags").equals("slave")
                            && field(replica, "master-link-status").equals("ok"));
        }
    }

    public List<Node> servers() {
        return List.copyOf(servers);
    }

    public List<Node> sentinels() {
        return List.copyOf(sentinels);
    }

    /** The address that a sentinel gives to clients, as its port. */
    public int masterPortBy(Node sentinel) {
        return Integer.parseInt(
                strings(sentinel, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME).get(1));
    }

    /** The server that listens on {@code port}. */
    public Node serverAt(int port) {
        return servers.stream()
                .filter(server -> server.port() == port)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no server of the group listens on " + port));
    }

    /** Waits until every running sentinel names the same master, other than {@code old}, that says so itself; returns it. */
    public Node awaitNewMaster(Node old, Duration bound) {
        try {
            Await.until("all sentinels name one new master", bound, () -> isNewMaster(old));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + sentinelLogs(), e);
        }
        return serverAt(masterPortBy(sentinels.getFirst()));
    }

    private boolean isNewMaster(Node old) {
        int port = masterPortBy(sentinels.getFirst());
        return port != old.port()
                && sentinels.stream().allMatch(sentinel -> masterPortBy(sentinel) == port)
                && serverAt(port).info("replication", "role").equals("master");
    }

    /**
     * Waits until all sentinels name one master, think of no failover, and all other servers follow that master; it is told.
     * Real sentinels may replace a master that they have just made known, and lose their way in what comes before they
     * are done.
     */
    public Node awaitWhole(Duration bound) {
        try {
            Await.until("the group is whole", bound, this::isWhole);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + sentinelLogs(), e);
        }
        return serverAt(masterPortBy(sentinels.getFirst()));
    }

    private boolean isWhole() {
        Node master = serverAt(masterPortBy(sentinels.getFirst()));
        return sentinels.stream()
                        .allMatch(sentinel -> masterPortBy(sentinel) == master.port()
                                && field(strings(sentinel, "SENTINEL", "MASTER", NAME), "flags")
                                        .equals("master"))
                && master.info("replication", "role").equals("master")
                && servers.stream().filter(server -> server != master).allMatch(server -> linked(server, master));
    }

    private String sentinelLogs() {
        StringBuilder text = new StringBuilder();
        for (Node sentinel : sentinels) {
            List<String> lines = sentinel.log().lines().toList();
            text.append("\n== ").append(sentinel).append('\n');
            lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size())
                    .forEach(line -> text.append(line).append('\n'));
        }
        return text.toString();
    }

    /** Waits until {@code replica} follows {@code master} and its link is up. */
    public void awaitReplicaOf(Node replica, Node master, Duration bound) {
        Await.until(replica + " follows " + master, bound, () -> linked(replica, master));
    }

    private static boolean linked(Node replica, Node master) {
        return replica.info("replication", "role").equals("slave")
                && replica.info("replication", "master_port").equals(master.portText())
                && replica.info("replication", "master_link_status").equals("up");
    }

    /** A reply that is an array of texts. */
    public static List<String> strings(Node node, String... words) {
        try (RespConnection connection = node.connect()) {
            return connection.call(words).items().stream().map(Reply::text).toList();
        }
    }

    /** The value behind a field's name in a flat field/value list. */
    public static String field(List<String> flat, String name) {
        Optional<String> value = Optional.empty();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            if (flat.get(i).equals(name)) {
                value = Optional.of(flat.get(i + 1));
            }
        }
        return value.orElseThrow(() -> new AssertionError("no field " + name + " in " + flat));
    }

    @Override
    public void close() {
        sentinels.forEach(Node::close);
        servers.forEach(Node::close);
    }
}
