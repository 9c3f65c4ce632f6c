package io.vedette.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.resp.Reply;
import io.vedette.tests.process.Await;
import io.vedette.tests.process.Group;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of our sentinels over real servers tells what it sees, what it would do, what it did, and who refused it. */
class SentinelExplainsTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private Group group() {
        return new Group(folder, Collections.nCopies(3, Kind.REDIS), List.of(Kind.VEDETTE), 1);
    }

    @Test
    void anAccountIsAMapInResp3AndAFlatArrayInResp2() {
        try (Group group = group()) {
            Node sentinel = group.sentinels().getFirst();
            for (String command : List.of("EXPLAIN", "DRYRUN")) {
                Reply.MapReply map =
                        assertInstanceOf(Reply.MapReply.class, ask(sentinel, 3, "SENTINEL", command, Group.NAME));
                List<Reply> flat =
                        ask(sentinel, 2, "SENTINEL", command, Group.NAME).items();
                assertEquals(
                        map.pairs().stream().map(pair -> pair.key().text()).toList(),
                        IntStream.range(0, flat.size() / 2)
                                .mapToObj(i -> flat.get(2 * i).text())
                                .toList());
                List<Reply> replicas = fields(map).get("replicas").items();
                assertEquals(2, replicas.size());
                for (Reply replica : replicas) {
                    for (Reply check : fields(replica).get("checks").items()) {
                        assertEquals(
                                List.of("check", "limit", "value", "verdict"),
                                fields(check).keySet().stream().sorted().toList());
                    }
                }
            }
            for (String command : List.of("EXPLAIN", "DRYRUN", "HISTORY")) {
                assertEquals(
                        "ERR No such master with that name",
                        ask(sentinel, 2, "SENTINEL", command, "nobody").text());
            }
        }
    }

    @Test
    void whatWasDoneIsToldWithItsPhasesAlsoAfterARestart() {
        try (Group group = group()) {
            Node sentinel = group.sentinels().getFirst();
            Node old = group.servers().getFirst();
            // The rehearsal and the failover each see the offsets of their own moment: equal replicas may change
            // places.
            String rehearsed = fields(ask(sentinel, 3, "SENTINEL", "DRYRUN", Group.NAME))
                    .get("promotes")
                    .text();
            assertTrue(
                    group.servers().stream().skip(1).anyMatch(node -> rehearsed.equals("127.0.0.1:" + node.port())),
                    rehearsed);
            assertEquals("OK", sentinel.text("SENTINEL", "FAILOVER", Group.NAME, "COORDINATED"));
            Node master = group.awaitNewMaster(old, BOUND);
            Await.until(
                    "it is over",
                    BOUND,
                    () -> history(sentinel).get("outcome").text().equals("done"));
            Map<String, Reply> told = history(sentinel);
            assertEquals("operator", told.get("cause").text());
            assertEquals("127.0.0.1:" + old.port(), told.get("from").text());
            assertEquals("127.0.0.1:" + master.port(), told.get("to").text());
            assertEquals(2, told.get("ranking").items().size());
            Reply.MapReply phases = assertInstanceOf(Reply.MapReply.class, told.get("phases-ms"));
            assertEquals(
                    List.of("try-failover", "elected-leader", "selected-slave", "handover", "switch-master", "end"),
                    phases.pairs().stream().map(pair -> pair.key().text()).toList());
            String before = ask(sentinel, 2, "SENTINEL", "HISTORY", Group.NAME).items().getFirst().items().stream()
                    .map(Reply::text)
                    .collect(Collectors.joining(" "));
            // What the operator is shown is in memory, and on its way to the disk.
            Await.until(
                    "it is written down", BOUND, () -> sentinel.configuration().contains("failover-history"));
            sentinel.killHard();
            sentinel.start();
            assertEquals(
                    before,
                    ask(sentinel, 2, "SENTINEL", "HISTORY", Group.NAME).items().getFirst().items().stream()
                            .map(Reply::text)
                            .collect(Collectors.joining(" ")));
        }
    }

    @Test
    void cautionIsSetKeptAndExplained() throws IOException {
        try (Group group = group()) {
            Node sentinel = group.sentinels().getFirst();
            Map<String, String> options = Map.of(
                    "max-failover-lag", "1000",
                    "refused-is-down", "yes",
                    "replica-veto", "yes",
                    "forget-after", "600000");
            options.forEach((option, value) -> {
                assertEquals(
                        "ERR Invalid argument 'maybe' for SENTINEL SET '" + option + "'",
                        sentinel.text("SENTINEL", "SET", Group.NAME, option, "maybe"));
                assertEquals("OK", sentinel.text("SENTINEL", "SET", Group.NAME, option, value));
            });
            List<String> file = Files.readAllLines(sentinel.configFile());
            Map<String, Reply> told = fields(
                    fields(ask(sentinel, 3, "SENTINEL", "EXPLAIN", Group.NAME)).get("caution"));
            options.forEach((option, value) -> {
                assertTrue(file.contains("sentinel " + option + " " + Group.NAME + " " + value), () -> option + file);
                assertEquals(value, told.get(option).text());
            });

            // A killed server's port refuses: down at once, although down-after is not over; but a replica objects
            // where
            // it still hears its master.
            Node old = group.servers().getFirst();
            old.killHard();
            Node master = group.awaitNewMaster(old, BOUND);
            assertTrue(master.port() != old.port());
        }
    }

    @Test
    void whoRefusesACommandIsNamedWithItAndTheReason() {
        try (Node server = Node.server(Kind.REDIS, folder)) {
            assertEquals("OK", server.text("CONFIG", "SET", "requirepass", "right"));
            try (Node sentinel = Node.sentinel(
                    Kind.VEDETTE,
                    folder,
                    "sentinel monitor " + Group.NAME + " 127.0.0.1 " + server.port() + " 1",
                    "sentinel auth-pass " + Group.NAME + " wrong")) {
                awaitRefusal(sentinel, "master " + Group.NAME + " 127.0.0.1 " + server.port(), "AUTH: WRONGPASS");
            }
        }
    }

    @Test
    void aReplicaThatDoesNotKnowConfigIsNamedAndPromotedAllTheSame() {
        try (Node master = Node.server(Kind.REDIS, folder);
                Node replica = Node.server(
                        Kind.REDIS, folder, "replicaof 127.0.0.1 " + master.port(), "rename-command CONFIG \"\"");
                Node sentinel = Node.sentinel(
                        Kind.VEDETTE,
                        folder,
                        "sentinel monitor " + Group.NAME + " 127.0.0.1 " + master.port() + " 1",
                        "sentinel down-after-milliseconds " + Group.NAME + " 500")) {
            Await.until(
                    "the replica is known",
                    BOUND,
                    () -> !fields(ask(sentinel, 3, "SENTINEL", "DRYRUN", Group.NAME))
                            .get("promotes")
                            .text()
                            .isEmpty());
            master.killHard();
            // Its role is written down when it has it, so it may be the master by then.
            awaitRefusal(
                    sentinel,
                    "(slave 127.0.0.1:|master " + Group.NAME + " 127.0.0.1 )" + replica.port(),
                    "CONFIG REWRITE: ERR unknown command");
            Await.until(
                    "the replica is the master",
                    BOUND,
                    () -> replica.info("replication", "role").equals("master"));
        }
    }

    private static void awaitRefusal(Node sentinel, String instance, String refusal) {
        Await.until(
                "the refusal is told",
                BOUND,
                () -> sentinel.log()
                        .lines()
                        .anyMatch(line -> line.matches(".*-command-refused " + instance + "\\b.* " + refusal + ".*")));
    }

    private static Map<String, Reply> history(Node sentinel) {
        return fields(
                ask(sentinel, 3, "SENTINEL", "HISTORY", Group.NAME).items().getFirst());
    }

    private static Map<String, Reply> fields(Reply reply) {
        return assertInstanceOf(Reply.MapReply.class, reply).pairs().stream()
                .collect(Collectors.toMap(pair -> pair.key().text(), Reply.Pair::value));
    }

    private static Reply ask(Node node, int protocol, String... question) {
        try (RespConnection connection = node.connect()) {
            if (protocol == 3) {
                connection.call("HELLO", "3");
            }
            return connection.call(question);
        }
    }
}
