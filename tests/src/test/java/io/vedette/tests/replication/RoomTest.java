package io.vedette.tests.replication;

import static io.vedette.tests.replication.Datasets.BOUND;
import static io.vedette.tests.replication.Datasets.awaitLink;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A replica whose memory does not hold the data of its master beside its own. */
@Timeout(120)
class RoomTest {
    private static final String FULL = "+FULLRESYNC 0123456789012345678901234567890123456789 7\r\n";

    @TempDir
    Path folder;

    @Test
    void theOldDataGoesFirstAndThatIsSaid() throws IOException {
        byte[] begin = snapshotOf("1000000000000000");
        byte[] rest = bytes("\u0000\u0001k\u0001v\u00ff" + "\u0000".repeat(8));
        try (Node ours = Node.server(Kind.VEDETTE, folder);
                FakeMaster master = new FakeMaster()) {
            Datasets.fill(ours, 30);
            master.answers(join(bytes(FULL + "$" + (begin.length + rest.length) + "\r\n"), begin));
            assertEquals("OK", ours.text("REPLICAOF", "127.0.0.1", Integer.toString(master.port())));
            Await.until(
                    "clients are told to wait",
                    BOUND,
                    () -> ours.text("PING").contains("LOADING Redis is loading the dataset in memory"));
            assertEquals("1", ours.info("persistence", "loading"));
            assertTrue(ours.log().contains("does not fit beside the data here"), ours::log);
            master.sends(rest);
            awaitLink(ours);
            assertEquals("v", ours.text("GET", "k"));
            assertEquals("1", ours.text("DBSIZE"));
            assertEquals("0", ours.info("persistence", "loading"));
        }
    }

    /** What is left behind is an empty server that can be led anywhere, and no history that somebody could resume. */
    @Test
    void aMasterThatDiesOnTheWayLeavesAnEmptyReplica() throws IOException {
        byte[] begin = snapshotOf("1000000000000000");
        try (Node ours = Node.server(Kind.VEDETTE, folder);
                Node other = Node.server(Kind.REDIS, folder);
                FakeMaster master = new FakeMaster()) {
            Datasets.fill(ours, 30);
            String id = ours.info("replication", "master_replid");
            master.answers(join(bytes(FULL + "$10000\r\n"), begin));
            assertEquals("OK", ours.text("REPLICAOF", "127.0.0.1", Integer.toString(master.port())));
            Await.until("it waits", BOUND, () -> ours.text("PING").contains("LOADING"));
            master.dies();
            Await.until("it answers", BOUND, () -> ours.text("PING").equals("PONG"));
            assertEquals("0", ours.text("DBSIZE"));
            assertTrue(!ours.info("replication", "master_replid").equals(id));
            Datasets.fill(other, 5);
            assertEquals("OK", ours.text("REPLICAOF", "127.0.0.1", other.portText()));
            awaitLink(ours);
            Datasets.assertSame(other, ours);
        }
    }

    /** As Redis, which stops its append-only file before it loads a master's snapshot. */
    @Test
    void itEndsWhenAskedTo() throws IOException {
        try (Node ours = Node.server(Kind.VEDETTE, folder, "appendonly yes");
                FakeMaster master = new FakeMaster()) {
            Datasets.fill(ours, 30);
            master.answers(join(bytes(FULL + "$10000\r\n"), snapshotOf("1000000000000000")));
            assertEquals("OK", ours.text("REPLICAOF", "127.0.0.1", Integer.toString(master.port())));
            Await.until("it waits", BOUND, () -> ours.text("PING").contains("LOADING"));
            ours.signal("TERM");
            Await.until("it is gone", BOUND, () -> !ours.process().isAlive());
        }
    }

    @Test
    void whatIsWrittenAfterAPromotionIsServedWhileOtherDataComes() throws IOException {
        try (Node ours = Node.server(Kind.VEDETTE, folder);
                FakeMaster first = new FakeMaster();
                FakeMaster second = new FakeMaster()) {
            Datasets.fill(ours, 30);
            first.answers(join(bytes(FULL + "$10000\r\n"), snapshotOf("1000000000000000")));
            assertEquals("OK", ours.text("REPLICAOF", "127.0.0.1", Integer.toString(first.port())));
            Await.until("it waits", BOUND, () -> ours.text("PING").contains("LOADING"));
            first.dies();
            Await.until("it answers", BOUND, () -> ours.text("PING").equals("PONG"));
            assertEquals("OK", ours.text("REPLICAOF", "NO", "ONE"));
            assertEquals("OK", ours.text("SET", "k", "v"));
            second.answers(join(bytes(FULL + "$10000\r\n"), snapshotOf("1000")));
            assertEquals("OK", ours.text("REPLICAOF", "127.0.0.1", Integer.toString(second.port())));
            Await.until(
                    "the snapshot comes",
                    BOUND,
                    () -> ours.info("replication", "master_sync_total_bytes").equals("10000"));
            assertEquals("v", ours.text("GET", "k"));
        }
    }

    private static byte[] snapshotOf(String bytesInMemory) {
        return bytes("REDIS0010\u00fa\u0008used-mem" + (char) bytesInMemory.length() + bytesInMemory + "\u00fe\u0000");
    }

    private static byte[] join(byte[] one, byte[] other) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(one);
        out.writeBytes(other);
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
