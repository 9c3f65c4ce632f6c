package io.vedette.sentinel.net;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A master and two replicas of Redis' own, with sentinels of either kind: processes, killed when the test ends. Where no redis-server is
 * installed the test is passed over, in CI it fails.
 */
final class RealGroup implements AutoCloseable {
    private static final int SERVERS = 3;

    private final Path directory;
    private final RealRedis redis;
    private final List<Integer> servers = new ArrayList<>();
    private final List<OurSentinel> ours = new ArrayList<>();
    private Process master;

    RealGroup(Path directory) {
        boolean installed = RealRedis.isInstalled();
        if (System.getenv("CI") != null) {
            assertTrue(installed, "a real redis-server must be there");
        }
        assumeTrue(installed, "redis-server is not installed");
        this.directory = directory;
        this.redis = new RealRedis(directory);
    }

    /** Returns when both replicas follow. */
    void start(String... options) throws Exception {
        for (int i = 0; i < SERVERS; i++) {
            servers.add(RealRedis.freePort());
        }
        master = redis.server(first(), options);
        for (int port : servers.subList(1, SERVERS)) {
            Stream<String> replica = Stream.of("--replicaof", "127.0.0.1 " + first());
            redis.server(port, Stream.concat(Arrays.stream(options), replica).toArray(String[]::new));
        }
        RealRedis.await(
                "two linked replicas",
                30,
                () -> RealRedis.ask(first(), "INFO replication").split("state=online", -1).length == SERVERS);
    }

    RealRedis redis() {
        return redis;
    }

    List<Integer> servers() {
        return servers;
    }

    /** Port of the one that was the master at the start. */
    int first() {
        return servers.getFirst();
    }

    /** It, as a process. */
    Process master() {
        return master;
    }

    // --- sentinels ---

    /** Ours, in the order in which they were started. */
    List<OurSentinel> ours() {
        return ours;
    }

    int ours(String name, int downAfterMillis) throws IOException {
        int port = RealRedis.freePort();
        goOn(file(name, port, downAfterMillis));
        return port;
    }

    /** One of ours goes on with a file that there is. */
    void goOn(Path file) throws IOException {
        ours.add(new OurSentinel(directory, file.toString()));
    }

    Path file(String name, int port, int downAfterMillis) throws IOException {
        return Files.writeString(
                directory.resolve(name + ".conf"), """
                port %d
                bind 127.0.0.1
                dir %s
                sentinel monitor mymaster 127.0.0.1 %d 2
                sentinel down-after-milliseconds mymaster %d
                sentinel failover-timeout mymaster 10000
                """.formatted(port, directory, first(), downAfterMillis));
    }

    /** Until each knows both replicas and both other sentinels. */
    static void awaitQuorum(List<Integer> sentinels) throws InterruptedException {
        RealRedis.await(
                "all know all",
                60,
                () -> sentinels.stream().allMatch(port -> {
                    String fields = RealRedis.ask(port, "SENTINEL MASTER mymaster");
                    return fields.contains("num-slaves\r\n$1\r\n2\r\n")
                            && fields.contains("num-other-sentinels\r\n$1\r\n2\r\n");
                }));
    }

    /** Until all name one master other than {@code old}, and it is one; answers its port. */
    int awaitSwitch(List<Integer> sentinels, int old) throws Exception {
        try {
            RealRedis.await("all name one new master", 60, () -> {
                int named = masterBy(sentinels.getFirst());
                return named > 0
                        && named != old
                        && sentinels.stream().allMatch(port -> masterBy(port) == named)
                        && role(named).equals("master");
            });
        } catch (AssertionError e) {
            StringBuilder logs = new StringBuilder(e.getMessage());
            for (OurSentinel sentinel : ours) {
                logs.append('\n').append(sentinel.output());
            }
            throw new AssertionError(logs.toString(), e);
        }
        return masterBy(sentinels.getFirst());
    }

    /** The port of the master that a sentinel names; 0 if it names none. */
    static int masterBy(int sentinel) {
        String[] lines = RealRedis.ask(sentinel, "SENTINEL GET-MASTER-ADDR-BY-NAME mymaster")
                .split("\r\n");
        return lines.length == 5 ? Integer.parseInt(lines[4]) : 0;
    }

    /** {@code master}, {@code slave}, or nothing if it does not answer. */
    static String role(int port) {
        String info = RealRedis.ask(port, "INFO replication");
        return info.contains("role:master") ? "master" : info.contains("role:slave") ? "slave" : "";
    }

    static boolean follows(int replica, int wanted) {
        String info = RealRedis.ask(replica, "INFO replication");
        return info.contains("master_port:" + wanted + "\r\n") && info.contains("master_link_status:up");
    }

    @Override
    public void close() {
        ours.forEach(OurSentinel::close);
        redis.close();
    }
}
