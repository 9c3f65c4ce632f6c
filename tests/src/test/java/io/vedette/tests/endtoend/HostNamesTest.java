package io.vedette.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Group;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups whose members are known by name, under ours and real sentinels together. */
class HostNamesTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void aMasterOfANameFailsOverAndComesBackAsOneReplica() {
        List<Node> nodes = new ArrayList<>();
        try {
            nodes.add(Node.server(Kind.REDIS, folder));
            int port = nodes.getFirst().port();
            nodes.add(Node.server(Kind.VEDETTE, folder, "replicaof localhost " + port));
            nodes.add(Node.server(Kind.REDIS, folder, "replicaof 127.0.0.1 " + port));
            for (Kind kind : List.of(Kind.VEDETTE, Kind.REDIS, Kind.VEDETTE)) {
                nodes.add(Node.sentinel(
                        kind,
                        folder,
                        "sentinel resolve-hostnames yes",
                        "sentinel announce-hostnames yes",
                        "sentinel monitor " + Group.NAME + " localhost " + port + " 2",
                        "sentinel down-after-milliseconds " + Group.NAME + " 1000",
                        "sentinel failover-timeout " + Group.NAME + " 10000"));
            }
            List<Node> sentinels = nodes.subList(3, 6);
            for (Node sentinel : sentinels) {
                assertEquals(List.of("localhost", "" + port), address(sentinel));
                Await.until(sentinel + " knows all", BOUND, () -> Group.knows(sentinel, 2, 2));
            }
            nodes.getFirst().killHard();
            Await.until(
                    "a new master",
                    BOUND,
                    () -> sentinels.stream()
                            .noneMatch(sentinel -> address(sentinel).getLast().equals("" + port)));
            nodes.getFirst().start();
            Await.until(
                    "the old one is a replica",
                    BOUND,
                    () -> nodes.getFirst()
                            .info("replication", "master_link_status")
                            .equals("up"));
            for (Node sentinel : List.of(sentinels.getFirst(), sentinels.getLast())) {
                Await.until(sentinel + " counts it once", BOUND, () -> Group.knows(sentinel, 2, 2));
                // the classic file follows the state by a moment
                Await.until(
                        sentinel + " keeps the name in its file",
                        BOUND,
                        () -> sentinel.configuration().contains("known-replica mymaster localhost " + port));
            }
        } finally {
            nodes.forEach(Node::close);
        }
    }

    private static List<String> address(Node sentinel) {
        return Group.strings(sentinel, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", Group.NAME);
    }

    /** The names of the others do not delay the failover of the one. */
    @Test
    void namesThatMeanNothingDelayNobody() {
        List<Node> nodes = new ArrayList<>();
        try {
            nodes.add(Node.server(Kind.VEDETTE, folder));
            int port = nodes.getFirst().port();
            nodes.add(Node.server(Kind.VEDETTE, folder, "replicaof 127.0.0.1 " + port));
            List<String> lines = new ArrayList<>(List.of(
                    "sentinel resolve-hostnames yes",
                    "sentinel announce-hostnames yes",
                    "sentinel monitor " + Group.NAME + " localhost " + port + " 1",
                    "sentinel down-after-milliseconds " + Group.NAME + " 1000"));
            for (int i = 0; i < 20; i++) {
                lines.add("sentinel monitor lost" + i + " nobody" + i + ".invalid 6379 1");
            }
            Node sentinel = Node.sentinel(Kind.VEDETTE, folder, lines.toArray(String[]::new));
            nodes.add(sentinel);
            Await.until(
                    "the replica is known",
                    BOUND,
                    () -> Group.field(Group.strings(sentinel, "SENTINEL", "MASTER", Group.NAME), "num-slaves")
                            .equals("1"));
            nodes.getFirst().killHard();
            Await.until(
                    "a new master",
                    BOUND,
                    () -> address(sentinel).getLast().equals(nodes.get(1).portText()));
        } finally {
            nodes.forEach(Node::close);
        }
    }
}
