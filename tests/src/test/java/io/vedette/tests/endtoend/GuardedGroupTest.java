package io.vedette.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Group;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A group that is closed on all sides: a user with the least rights for sentinels on the servers, renamed commands, passwords and
 * users among the sentinels, scripts for everything that happens. The same lines for ours and real sentinels.
 */
class GuardedGroupTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    /** What the documentation of Redis says that a sentinel needs. */
    private static final String SUPERVISOR =
            "user supervisor on >watching allchannels +multi +slaveof +ping +exec +subscribe +config|rewrite +role +publish"
                    + " +info +client|setname +client|kill +script|kill";

    private static final String PEER =
            "user peer on >among-us allchannels +ping +publish +client|setname +sentinel|is-master-down-by-addr";

    @TempDir
    private Path folder;

    private Path script(String name) throws IOException {
        Path script = folder.resolve(name + ".sh");
        Files.writeString(script, "#!/bin/sh\necho \"$*\" >> " + folder.resolve(name + ".out") + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    private List<String> said(String name) {
        try {
            Path file = folder.resolve(name + ".out");
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aClosedGroupFailsOverWithTheLeastOfRightsAndTellsTheScripts() throws IOException {
        List<Node> nodes = new ArrayList<>();
        try {
            String[] server = {
                SUPERVISOR,
                "user app on nopass ~* &* +@all",
                "masteruser app",
                "masterauth any",
                "rename-command SLAVEOF follow",
                "rename-command REPLICAOF \"\""
            };
            nodes.add(Node.server(Kind.VEDETTE, folder, server));
            String master = nodes.getFirst().portText();
            for (Kind kind : List.of(Kind.REDIS, Kind.VEDETTE)) {
                nodes.add(Node.server(kind, folder, with(server, "replicaof 127.0.0.1 " + master)));
            }
            for (Node replica : nodes.subList(1, 3)) {
                Await.until(
                        "linked",
                        BOUND,
                        () -> replica.info("replication", "master_link_status").equals("up"));
            }
            List<Kind> kinds = List.of(Kind.VEDETTE, Kind.REDIS, Kind.VEDETTE);
            for (int i = 0; i < kinds.size(); i++) {
                nodes.add(Node.sentinel(
                        kinds.get(i),
                        folder,
                        PEER,
                        "sentinel sentinel-user peer",
                        "sentinel sentinel-pass among-us",
                        "sentinel monitor " + Group.NAME + " 127.0.0.1 " + master + " 2",
                        "sentinel down-after-milliseconds " + Group.NAME + " 1000",
                        "sentinel auth-user " + Group.NAME + " supervisor",
                        "sentinel auth-pass " + Group.NAME + " watching",
                        "sentinel rename-command " + Group.NAME + " slaveof follow",
                        "sentinel notification-script " + Group.NAME + " " + script("told" + i),
                        "sentinel client-reconfig-script " + Group.NAME + " " + script("clients" + i)));
            }
            List<Node> sentinels = nodes.subList(3, 6);
            for (Node sentinel : sentinels) {
                Await.until(sentinel + " knows all", BOUND, () -> Group.knows(sentinel, 2, 2));
            }
            for (Node sentinel : sentinels) {
                assertLimited(sentinel);
            }
            nodes.getFirst().killHard();
            Await.until(
                    "a new master",
                    BOUND,
                    () -> sentinels.stream()
                            .noneMatch(sentinel -> address(sentinel).equals(master)));
            String chosen = address(sentinels.getFirst());
            Await.until(
                    "the other follows",
                    BOUND,
                    () -> nodes.subList(1, 3).stream()
                            .anyMatch(node ->
                                    node.info("replication", "master_port").equals(chosen)));
            String move = " start 127.0.0.1 " + master + " 127.0.0.1 " + chosen;
            for (int i = 0; i < kinds.size(); i++) {
                String told = "told" + i;
                String clients = "clients" + i;
                String moved = "+switch-master " + Group.NAME + " 127.0.0.1 " + master + " 127.0.0.1 " + chosen;
                Await.until(told, BOUND, () -> said(told).contains(moved));
                Await.until(
                        clients,
                        BOUND,
                        () -> said(clients).equals(List.of(Group.NAME + " leader" + move))
                                || said(clients).equals(List.of(Group.NAME + " observer" + move)));
            }
            List<Integer> leaders = IntStream.range(0, kinds.size())
                    .filter(i -> said("clients" + i).getFirst().contains(" leader "))
                    .boxed()
                    .toList();
            assertEquals(1, leaders.size());
            // An observer may hear of the new master before down-after of the old one is over.
            assertTrue(
                    said("told" + leaders.getFirst()).contains("+sdown master " + Group.NAME + " 127.0.0.1 " + master));
        } finally {
            nodes.forEach(Node::close);
        }
    }

    private static String[] with(String[] lines, String more) {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add(more);
        return all.toArray(String[]::new);
    }

    private static void assertLimited(Node sentinel) {
        try (RespConnection connection = sentinel.connect()) {
            assertEquals("OK", connection.text("AUTH", "peer", "among-us"));
            assertEquals("PONG", connection.text("PING"));
            assertTrue(connection.text("SENTINEL", "MASTERS").startsWith("NOPERM"));
        }
    }

    private static String address(Node sentinel) {
        return Group.strings(sentinel, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", Group.NAME)
                .get(1);
    }

    /** Asked for by an operator who wants to see how the others get over it. */
    @Test
    void aSentinelEndsWhereASimulatedFailureWantsIt() {
        for (Kind kind : Kind.values()) {
            for (String where : List.of("crash-after-election", "crash-after-promotion")) {
                try (Group group = new Group(folder, List.of(kind, kind), List.of(kind), 1)) {
                    Node sentinel = group.sentinels().getFirst();
                    assertEquals("OK", sentinel.text("SENTINEL", "SIMULATE-FAILURE", where));
                    group.servers().getFirst().killHard();
                    Await.until(
                            kind + " " + where, BOUND, () -> !sentinel.process().isAlive());
                    assertEquals(99, sentinel.process().exitValue(), kind + " " + where);
                }
            }
        }
    }
}
