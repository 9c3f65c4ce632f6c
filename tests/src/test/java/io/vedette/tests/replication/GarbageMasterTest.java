package io.vedette.tests.replication;

import static io.vedette.tests.replication.Datasets.BOUND;
import static io.vedette.tests.replication.Datasets.assertSame;
import static io.vedette.tests.replication.Datasets.awaitLink;
import static io.vedette.tests.replication.FakeMaster.ID;
import static io.vedette.tests.replication.FakeMaster.bytes;
import static io.vedette.tests.replication.FakeMaster.join;
import static io.vedette.tests.replication.FakeMaster.words;
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
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a master says: a replica that cannot use it keeps its data, says why, lives, and follows a good one afterwards. */
@Timeout(180)
class GarbageMasterTest {
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
            for (String greeting : List.of(
                    "\u0000\u00ff\u0001 no Redis at all", "_", "%1\r\n+a\r\n+b", "-LOADING wait", "-BUSY wait")) {
                fake.greets(bytes(greeting + "\r\n"));
                refuses(
                        ours,
                        fake,
                        greeting,
                        "Error reply to PING from master: '"
                                + greeting.lines().findFirst().orElseThrow());
            }
            fake.greets(bytes("+PONG\r\n"));
            for (Answer answer : answers(snapshot)) {
                fake.answers(answer.bytes());
                String beginning =
                        new String(answer.bytes(), 0, Math.min(60, answer.bytes().length), StandardCharsets.ISO_8859_1);
                refuses(ours, fake, beginning, answer.line());
            }
            fake.hears("$2\r\nOK\r\n"); // a line too many for each
            refuses(ours, fake, "a bulk reply to REPLCONF", "Unexpected reply to PSYNC from master: OK");
            fake.hears("-ERR no\r\n");
            for (String word : List.of("listening-port", "capa")) {
                refuses(ours, fake, word, "(Non critical) Master does not understand REPLCONF " + word + ": -ERR no");
            }
            assertEquals("OK", ours.text("CONFIG", "SET", "masterauth", "secret"));
            for (String refusal : List.of("-WRONGPASS no", "-ERR no", "-NOAUTH no")) {
                fake.hears(refusal + "\r\n");
                refuses(ours, fake, refusal, "Unable to AUTH to MASTER: " + refusal);
            }
            fake.hears("+OK\r\n");
            assertEquals("OK", ours.text("CONFIG", "SET", "masterauth", ""));
            assertEquals("OK", ours.text("REPLICAOF", "127.0.0.1", good.portText()));
            awaitLink(ours);
            assertSame(good, ours);
        }
    }

    /** @param line a part of what the log says of it */
    private record Answer(byte[] bytes, String line) {}

    private static List<Answer> answers(byte[] snapshot) {
        String full = "+FULLRESYNC " + ID + " 0\r\n";
        String unexpected = "Unexpected reply to PSYNC from master: ";
        String bad = "Bad protocol from MASTER, the first byte is not '$'";
        String syntax = "Master replied with wrong +FULLRESYNC syntax.";
        String unable = "Master is currently unable to PSYNC but should be in the future: ";
        String failed = "Failed trying to load the MASTER synchronization DB: ";
        List<Answer> answers = new ArrayList<>(List.of(
                answer("*3\r\n", unexpected + "*3"),
                answer("+" + "x".repeat(1 << 20), "Endless line from MASTER instead of a reply"),
                answer("\u0016\u0003\u0001\u0002\u0000\u0001\r\n", unexpected),
                answer("+OK\r\n", unexpected + "+OK"),
                answer("_\r\n", unexpected + "_"),
                answer("#t\r\n", unexpected + "#t"),
                answer("(123\r\n", unexpected + "(123"),
                answer(">2\r\n+message\r\n", unexpected + ">2"),
                answer("%1\r\n+CONTINUE\r\n", unexpected + "%1"),
                answer("-BUSY no\r\n", unexpected + "-BUSY no"),
                answer("-NOMASTERLINK no\r\n", unable + "-NOMASTERLINK no"),
                answer("-LOADING no\r\n", unable + "-LOADING no"),
                answer("-ERR no\r\n", "Master does not support PSYNC or is in error state (reply: -ERR no)"),
                answer("+FULLRESYNC\r\n$x\r\n", syntax),
                answer("+FULLRESYNC " + ID + " much\r\n$x\r\n", syntax),
                answer("+FULLRESYNC " + ID + " -5\r\n$x\r\n", syntax),
                answer("+FULLRESYNC " + ID + " " + Long.MAX_VALUE + "\r\n$x\r\n", syntax),
                answer("+FULLRESYNC abc 0\r\n$x\r\n", syntax),
                answer("+FULLRESYNC " + ID + "9 0\r\n$x\r\n", syntax),
                answer(full + "$-5\r\n", bad),
                answer(full + "$99999999999999999999\r\n", bad),
                answer(full + "$EOF:short\r\n", bad),
                answer(full + "-ERR no\r\n", "MASTER aborted replication with an error: ERR no"),
                answer(full + "$20\r\nthis is no snapshot.", failed + "Wrong signature trying to load DB from file"),
                answer(full + "$20\r\nREDIS00x9\u00ff1234567890", failed),
                answer(full + "$20\r\nREDIS0000\u00ff1234567890", failed + "Can't handle RDB format version 0"),
                answer(full + "$20\r\nREDIS0099\u00ff1234567890", failed + "Can't handle RDB format version 99"),
                answer(full + "$EOF:" + ID + "\r\nREDIS0010" + "no snapshot at all".repeat(9), failed)));
        // The line stays open behind half of it.
        answers.add(new Answer(framed(full, snapshot, snapshot.length / 2), failed + "Unexpected end of the snapshot"));
        byte[] damaged = snapshot.clone();
        damaged[damaged.length / 2] ^= 8;
        answers.add(new Answer(framed(full, damaged, damaged.length), failed));
        return answers;
    }

    private static Answer answer(String text, String line) {
        return new Answer(bytes(text), line);
    }

    private static byte[] framed(String line, byte[] snapshot, int sent) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(bytes(line + "$" + sent + "\r\n"));
        out.write(snapshot, 0, sent);
        return out.toByteArray();
    }

    /** The data is kept, and the link is given up with that line in the log. */
    private static void refuses(Node ours, FakeMaster fake, String what, String line) {
        int logged = ours.log().length();
        int asked = fake.leaves();
        String size = ours.text("DBSIZE");
        assertEquals("OK", ours.text("REPLICAOF", "127.0.0.1", Integer.toString(fake.port())));
        Await.until(what + ": the link is given up", BOUND, () -> fake.leaves() > asked);
        Await.until(
                what + ": it is told", BOUND, () -> ours.log().substring(logged).contains(line));
        assertEquals("down", ours.info("replication", "master_link_status"), what);
        assertEquals(size, ours.text("DBSIZE"), what);
        assertEquals("OK", ours.text("REPLICAOF", "NO", "ONE"));
    }

    /** The stream has no check sums: what is damaged there is found only where it breaks the protocol or is no command. */
    @Test
    void aStreamThatIsNoneEndsTheLink() throws IOException {
        try (Node source = Node.server(Kind.REDIS, folder);
                Node ours = Node.server(Kind.VEDETTE, folder, "databases 16")) {
            Datasets.fill(source, 50);
            source.text("SAVE");
            byte[] snapshot = Files.readAllBytes(source.configFile().resolveSibling("dump.rdb"));
            for (Answer garbage : streams()) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                out.writeBytes(framed("+FULLRESYNC " + ID + " 0\r\n", snapshot, snapshot.length));
                out.writeBytes(bytes("*3\r\n$3\r\nSET\r\n$4\r\nlast\r\n$4\r\ngood\r\n"));
                out.writeBytes(garbage.bytes());
                int logged = ours.log().length();
                try (FakeMaster fake = new FakeMaster()) {
                    fake.answers(out.toByteArray());
                    assertEquals("OK", ours.text("REPLICAOF", "127.0.0.1", Integer.toString(fake.port())));
                    Await.until(
                            garbage.line(),
                            BOUND,
                            () -> ours.log().substring(logged).contains(garbage.line()));
                    Await.until("the link is given up", BOUND, () -> fake.leaves() > 0);
                    assertEquals("good", ours.text("GET", "last"), garbage.line());
                    assertEquals("OK", ours.text("REPLICAOF", "NO", "ONE"));
                }
            }
            assertEquals("OK", ours.text("REPLICAOF", "127.0.0.1", source.portText()));
            awaitLink(ours);
            assertSame(source, ours);
        }
    }

    /** What is refused on purpose, though Redis runs it: a replica would end, serve somebody else, or write to another database. */
    private static List<Answer> streams() {
        String desync = "Protocol error (Master using the inline protocol. Desync?) from master: ERR ";
        String refused = "The master's stream cannot be applied here: ";
        return List.of(
                answer("*3000000000\r\n", desync + "Protocol error: invalid multibulk length"),
                answer("*x\r\n", desync + "Protocol error: invalid multibulk length"),
                answer("*1\r\n+SET\r\n", desync + "Protocol error: expected '$', got '+'"),
                answer("$3\r\nSET\r\n", desync + "Protocol error: inline request"),
                answer("SET last bad\r\n", desync + "Protocol error: inline request"),
                answer("\u0000\u0001\u0002\r\n", desync + "Protocol error: inline request"),
                command(desync + "EXEC without MULTI in the master's stream", "EXEC"),
                new Answer(
                        join(words("MULTI"), words("SET", "last", "bad"), words("MULTI")),
                        desync + "MULTI within a transaction of the master's stream"),
                command(desync + "the master selects database -1, which", "SELECT", "-1"),
                command(desync + "the master selects database x, which", "SELECT", "x"),
                new Answer(
                        join(words("SELECT", "99999"), words("SET", "last", "bad")),
                        desync + "the master selects database 99999, which does not exist here"),
                command(refused + "ERR wrong number of arguments for 'select' command", "SELECT"),
                command(refused + "ERR wrong number of arguments for 'set' command", "SET", "last"),
                new Answer(join(words("GET", "x"), words("NOTHING")), refused + "ERR unknown command 'NOTHING'"),
                command(refused + "SWAPDB: -ERR DB index is out of range", "SWAPDB", "0", "77"),
                command(
                        refused + "RESTORE: -ERR DUMP payload version or checksum are wrong",
                        "RESTORE",
                        "k",
                        "0",
                        "garbage"),
                command(refused + "ERR 'shutdown' has no place in the stream of a master", "SHUTDOWN", "NOSAVE"),
                command(refused + "ERR 'replicaof' has no place in the stream of a master", "REPLICAOF", "NO", "ONE"),
                command(refused + "ERR 'blpop' has no place in the stream of a master", "BLPOP", "nothing", "0"),
                command(refused + "ERR 'subscribe' has no place in the stream of a master", "SUBSCRIBE", "x"),
                command(
                        refused + "ERR 'config|set' has no place in the stream of a master",
                        "CONFIG",
                        "SET",
                        "dir",
                        "/"));
    }

    private static Answer command(String line, String... words) {
        return new Answer(words(words), line);
    }

    /** As Redis does: an id that has not its length is none, and what has no id goes on under the one that was. */
    @ParameterizedTest
    @EnumSource
    void aStreamGoesOnUnderTheIdThatIsToldIfItIsOne(Kind kind) throws IOException {
        String next = "f".repeat(40);
        try (Node replica = Node.server(kind, folder);
                FakeMaster fake = new FakeMaster()) {
            fake.answers(join(
                    bytes("+FULLRESYNC " + ID + " 0\r\n"),
                    FakeMaster.EMPTY,
                    words("SELECT", "0"),
                    words("SET", "k", "0")));
            assertEquals("OK", replica.text("REPLICAOF", "127.0.0.1", Integer.toString(fake.port())));
            Await.until("it has come", BOUND, () -> replica.text("GET", "k").equals("0"));
            int count = 0;
            for (String line : List.of(
                    "+CONTINUE", "+CONTINUE ", "+CONTINUE abc", "+CONTINUE " + next + "9", "+CONTINUE " + next)) {
                String value = Integer.toString(++count);
                fake.answers(join(bytes(line + "\r\n"), words("SET", "k", value)));
                fake.cut();
                Await.until(line, BOUND, () -> replica.text("GET", "k").equals(value));
                String id = line.endsWith(" " + next) ? next : ID;
                assertEquals(id, replica.info("replication", "master_replid"), line);
            }
            assertEquals(ID, replica.info("replication", "master_replid2"));
        }
    }

    /** Redis 7.0 dies of that. */
    @Test
    void nothingIsGoneOnWithWhereThereIsNothing() throws IOException {
        try (Node ours = Node.server(Kind.VEDETTE, folder);
                FakeMaster fake = new FakeMaster()) {
            fake.answers(join(bytes("+FULLRESYNC " + ID + " 0\r\n"), FakeMaster.EMPTY, words("SET", "last", "good")));
            assertEquals("OK", ours.text("REPLICAOF", "127.0.0.1", Integer.toString(fake.port())));
            Await.until("it has come", BOUND, () -> ours.text("GET", "last").equals("good"));
            fake.answers(bytes("+CONTINUE " + "f".repeat(40) + "\r\n"));
            fake.sends(words("NOTHING"));
            Await.until(
                    "it is told",
                    BOUND,
                    () -> ours.log().contains("Unexpected reply to PSYNC from master: +CONTINUE fff")
                            && ours.log().contains("Bad protocol from MASTER, the first byte is not '$'"));
            assertEquals("good", ours.text("GET", "last"));
            assertEquals("down", ours.info("replication", "master_link_status"));
        }
    }

    /** As Redis does; so many that the link must wait for whoever reads them. */
    @ParameterizedTest
    @EnumSource
    void whatStandsBehindASnapshotsEndIsPassedOver(Kind kind) throws IOException {
        byte[] snapshot = bytes("REDIS0010\u00ff" + "\u0000".repeat(8) + "x".repeat(20 << 20));
        try (Node replica = Node.server(kind, folder);
                FakeMaster fake = new FakeMaster()) {
            fake.answers(
                    join(framed("+FULLRESYNC " + ID + " 0\r\n", snapshot, snapshot.length), words("SET", "k", "v")));
            assertEquals("OK", replica.text("REPLICAOF", "127.0.0.1", Integer.toString(fake.port())));
            Await.until(
                    "the stream has come", BOUND, () -> replica.text("GET", "k").equals("v"));
        }
    }

    /** What does not fit into the Java heap is refused, and the process goes on. */
    @Test
    void whatThereIsNoMemoryForEndsTheLink() throws IOException {
        byte[] whole = bytes("+FULLRESYNC " + ID + " 0\r\n$18\r\nREDIS0010\u00ff" + "\u0000".repeat(8));
        byte[] set = join(whole, words("SET", "last", "good"));
        String longString = "\u0080" + "\u0020\u0000\u0000\u0000"; // 512 MB
        String snapshot = "+FULLRESYNC " + ID + " 0\r\n$900000000\r\nREDIS0010\u00fe\u0000";
        String noMemory = "Failed trying to load the MASTER synchronization DB: no memory";
        try (Node ours = Node.server(Kind.VEDETTE, folder, Map.of("VEDETTE_JAVA_OPTS", "-Xmx96m"))) {
            for (Flood flood : List.of(
                    new Flood(join(set, words("MULTI")), words("SET", "k", "v".repeat(1_000)), "OOM no memory"),
                    new Flood(join(set, bytes("*100000000\r\n")), bytes("$1\r\nx\r\n"), "OOM no memory"),
                    new Flood(bytes(snapshot + "\u0000\u0001k" + longString), bytes("v".repeat(1_000)), noMemory),
                    new Flood(bytes(snapshot + "\u0001\u0001k" + longString), bytes("\u0005value"), noMemory),
                    new Flood(bytes(snapshot + "\u0010\u0001k" + longString), bytes("v".repeat(1_000)), noMemory))) {
                int logged = ours.log().length();
                try (FakeMaster fake = new FakeMaster()) {
                    fake.answers(flood.begin());
                    fake.floods(flood.piece());
                    assertEquals("OK", ours.text("REPLICAOF", "127.0.0.1", Integer.toString(fake.port())));
                    Await.until(
                            flood.line(),
                            BOUND,
                            () -> ours.log().substring(logged).contains(flood.line()));
                    assertEquals("OK", ours.text("REPLICAOF", "NO", "ONE"));
                }
            }
            assertEquals("good", ours.text("GET", "last"));
        }
    }

    /** @param piece sent over and over behind the beginning */
    private record Flood(byte[] begin, byte[] piece, String line) {}

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
}
