package io.vedette.tests.replication;

import static io.vedette.tests.replication.Datasets.BOUND;
import static io.vedette.tests.replication.Datasets.awaitLink;
import static io.vedette.tests.replication.FakeMaster.bytes;
import static io.vedette.tests.replication.FakeMaster.join;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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

    /** What came of a snapshot before the link was lost lies outside of the Java heap: nobody else gives it back. */
    @Test
    void whatWasLoadedInVainIsGivenBack() throws IOException {
        try (Node ours = Node.server(Kind.VEDETTE, folder);
                FakeMaster master = new FakeMaster()) {
            byte[] half = manyStrings();
            master.answers(join(bytes(FULL + "$1000000000\r\n"), half));
            long first = 0;
            for (int i = 0; i < 4; i++) {
                assertEquals("OK", ours.text("REPLICAOF", "127.0.0.1", Integer.toString(master.port())));
                Await.until(
                        "half of it has come",
                        Datasets.BOUND,
                        () -> ours.info("replication", "master_sync_read_bytes").equals(Integer.toString(half.length)));
                assertEquals("OK", ours.text("REPLICAOF", "NO", "ONE"));
                first = i == 0 ? residentBytes(ours) : first;
            }
            long most = first + 2L * half.length;
            Await.until(
                    "three further snapshots have left nothing behind",
                    Datasets.BOUND,
                    () -> residentBytes(ours) < most);
        }
    }

    private static byte[] manyStrings() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(bytes("REDIS0010\u00fe\u0000"));
        byte[] value = bytes("v".repeat(130));
        for (int i = 0; i < 400_000; i++) {
            out.write(0);
            out.write(10);
            out.writeBytes(bytes(String.format("key%07d", i)));
            out.write(0x40);
            out.write(value.length);
            out.writeBytes(value);
        }
        return out.toByteArray();
    }

    private static long residentBytes(Node node) {
        try {
            String pages =
                    Files.readString(Path.of("/proc/" + node.pid() + "/statm")).split(" ")[1];
            return Long.parseLong(pages) * 4096;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] snapshotOf(String bytesInMemory) {
        return bytes("REDIS0010\u00fa\u0008used-mem" + (char) bytesInMemory.length() + bytesInMemory + "\u00fe\u0000");
    }
}
