package io.vedette.tests.replication;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import io.vedette.tests.workload.RandomCommands;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random commands to a master with a replica of each kind, among them what chance and time decide: pops of random members, expiries that
 * pass, ids that the server makes, transactions. When the master rests, all three have the same data.
 */
@Timeout(300)
class ChanceReplicationTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final int COMMANDS = 6_000;
    private static final int COMMANDS_PER_DIGEST = 1_500;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"VEDETTE,201", "VEDETTE,202", "REDIS,203"})
    void replicasOfBothKindsHaveWhatTheMasterHas(Kind kind, long seed) {
        RandomCommands commands = RandomCommands.withChance(seed);
        try (Node master = Node.server(kind, folder);
                Node ours = Node.server(Kind.VEDETTE, folder, "replicaof 127.0.0.1 " + master.portText());
                Node real = Node.server(Kind.REDIS, folder, "replicaof 127.0.0.1 " + master.portText());
                RespConnection client = master.connect()) {
            for (int i = 1; i <= COMMANDS; i++) {
                client.send(commands.next());
                String reply = client.readRaw();
                assertTrue(!reply.startsWith("-ERR unknown"), reply);
                if (i % COMMANDS_PER_DIGEST == 0) {
                    client.send("DISCARD"); // an error where no transaction is open
                    client.readRaw();
                    assertSame(master, ours, i);
                    assertSame(master, real, i);
                }
            }
        }
    }

    private static void assertSame(Node master, Node replica, int commands) {
        Await.until(replica + " has what " + master + " has after " + commands + " commands", BOUND, () -> {
            String before = digest(master);
            // What expires meanwhile is the master's to delete.
            return before.equals(digest(replica)) && before.equals(digest(master));
        });
    }

    private static String digest(Node node) {
        return node.text("DEBUG", "DIGEST");
    }
}
