package io.vedette.tests.replication;

import static io.vedette.tests.replication.Datasets.BOUND;
import static io.vedette.tests.replication.Datasets.assertSame;
import static io.vedette.tests.replication.Datasets.awaitLink;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a master says: a replica that cannot use it keeps its data, says why, lives, and follows a good one afterwards. */
@Timeout(180)
class GarbageMasterTest {
    private static final String ID = "0123456789012345678901234567890123456789";

    @TempDir
    Path folder;

    @Test
    void noAnswerOfAMasterCostsTheDataOrTheProcess() throws IOException {
        byte[] snapshot;
        try (Node source = Node.server(Kind.REDIS, folder)) {
            Datasets.fill(source, 50);
            source.text("SAVE");
            snapshot = Files.readAllBytes(source.configFile().resolveSibling("dump.rdb"));
        }
        try (Node ours = Node.server(Kind.VEDETTE, folder);
                Node good = Node.server(Kind.REDIS, folder);
                FakeMaster fake = new FakeMaster()) {
            Datasets.fill(ours, 30);
            Datasets.fill(good, 20);
            fake.greets(bytes("\u0000\u00ff\u0001 no Redis at all\r\n"));
            refuses(ours, fake, "a greeting");
            fake.greets(bytes("+PONG\r\n"));
            for (byte[] answer : answers(snapshot)) {
                fake.answers(answer);
                refuses(ours, fake, new String(answer, 0, Math.min(60, answer.length), StandardCharsets.ISO_8859_1));
            }
            assertEquals("OK", ours.text("REPLICAOF", "127.0.0.1", good.portText()));
            awaitLink(ours);
            assertSame(good, ours);
        }
    }

    private static List<byte[]> answers(byte[] snapshot) {
        String full = "+FULLRESYNC " + ID + " 0\r\n";
        List<byte[]> answers = new ArrayList<>();
        for (String text : List.of(
                "*3\r\n",
                "+" + "x".repeat(1 << 20),
                "\u0016\u0003\u0001\u0002\u0000\u0001\r\n",
                "+FULLRESYNC\r\n$x\r\n",
                "+FULLRESYNC " + ID + " much\r\n$x\r\n",
                full + "$-5\r\n",
                full + "$99999999999999999999\r\n",
                full + "$EOF:short\r\n",
                full + "-ERR no\r\n",
                full + "$20\r\nthis is no snapshot.",
                full + "$EOF:" + ID + "\r\nREDIS0010" + "no snapshot at all".repeat(9))) {
            answers.add(bytes(text));
        }
        answers.add(framed(full, snapshot, snapshot.length / 2)); // cut short, and the line stays open
        byte[] damaged = snapshot.clone();
        damaged[damaged.length / 2] ^= 8;
        answers.add(framed(full, damaged, damaged.length));
        return answers;
    }

    private static byte[] framed(String line, byte[] snapshot, int sent) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(bytes(line + "$" + sent + "\r\n"));
        out.write(snapshot, 0, sent);
        return out.toByteArray();
    }

    /** The data is kept, and the link is given up with a line in the log. */
    private static void refuses(Node ours, FakeMaster fake, String what) {
        int logged = ours.log().length();
        int asked = fake.leaves();
        String size = ours.text("DBSIZE");
        assertEquals("OK", ours.text("REPLICAOF", "127.0.0.1", Integer.toString(fake.port())));
        Await.until(what + ": the link is given up", BOUND, () -> fake.leaves() > asked);
        Await.until(
                what + ": it is told", BOUND, () -> ours.log().substring(logged).contains(" # "));
        assertEquals("down", ours.info("replication", "master_link_status"), what);
        assertEquals(size, ours.text("DBSIZE"), what);
        assertEquals("OK", ours.text("REPLICAOF", "NO", "ONE"));
    }

    /** The stream has no check sums: what is damaged there is found only where it breaks the protocol or is no command. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "*3000000000\r\n",
                "*x\r\n",
                "*1\r\n+SET\r\n",
                "$3\r\nSET\r\n",
                "\u0000\u0001\u0002\r\n",
                "*2\r\n$3\r\nGET\r\n$1\r\nx\r\n*1\r\n$7\r\nNOTHING\r\n"
            })
    void aStreamThatIsNoneEndsTheLink(String garbage) throws IOException {
        try (Node source = Node.server(Kind.REDIS, folder);
                Node ours = Node.server(Kind.VEDETTE, folder);
                FakeMaster fake = new FakeMaster()) {
            Datasets.fill(source, 50);
            source.text("SAVE");
            byte[] snapshot = Files.readAllBytes(source.configFile().resolveSibling("dump.rdb"));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(framed("+FULLRESYNC " + ID + " 0\r\n", snapshot, snapshot.length));
            out.writeBytes(bytes("*3\r\n$3\r\nSET\r\n$4\r\nlast\r\n$4\r\ngood\r\n" + garbage));
            fake.answers(out.toByteArray());
            assertEquals("OK", ours.text("REPLICAOF", "127.0.0.1", Integer.toString(fake.port())));
            Await.until("the link is given up", BOUND, () -> fake.leaves() > 0);
            assertEquals("good", ours.text("GET", "last"));
            assertEquals("OK", ours.text("REPLICAOF", "127.0.0.1", source.portText()));
            awaitLink(ours);
            assertSame(source, ours);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aDamagedSnapshotIsRefusedAndAskedForAgain(long seed) throws IOException {
        try (Node master = Node.server(Kind.REDIS, folder);
                TcpProxy wire = new TcpProxy(master.port());
                Node ours = Node.server(Kind.VEDETTE, folder)) {
            Datasets.fill(master, 2_000);
            Datasets.fill(ours, 3);
            wire.wire(TcpProxy.damaged(1_000 + new Random(seed).nextInt(20_000)));
            assertEquals("OK", ours.text("REPLICAOF", "127.0.0.1", Integer.toString(wire.port())));
            Await.until(
                    "it is refused",
                    BOUND,
                    () -> ours.log().contains("Failed trying to load the MASTER synchronization DB"));
            assertEquals("3", ours.text("DBSIZE"));
            wire.wire(TcpProxy.sound());
            wire.cut();
            wire.mend();
            awaitLink(ours);
            assertSame(master, ours);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
