package io.vedette.tests.replication;

import static io.vedette.tests.replication.Datasets.BOUND;
import static io.vedette.tests.replication.Datasets.awaitLink;
import static io.vedette.tests.replication.FakeMaster.EMPTY;
import static io.vedette.tests.replication.FakeMaster.ID;
import static io.vedette.tests.replication.FakeMaster.bytes;
import static io.vedette.tests.replication.FakeMaster.join;
import static io.vedette.tests.replication.FakeMaster.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What could not be applied of a master's stream is in nobody's history: not in a file, not acknowledged, not handed on. */
@Timeout(180)
class UnappliedStreamTest {
    private static final Pattern ACKNOWLEDGED = Pattern.compile("ACK\r\n\\$\\d+\r\n(\\d+)\r\n");

    @TempDir
    Path folder;

    @Test
    void itIsInNobodysHistory() throws IOException {
        byte[] good = words("SET", "last", "good");
        byte[] before = words("SET", "before", "1");
        try (Node ours = Node.server(Kind.VEDETTE, folder, "appendonly yes", "appendfsync always");
                FakeMaster master = new FakeMaster()) {
            follow(ours, master, good);
            try (Node bottom = Node.server(Kind.REDIS, folder, "replicaof 127.0.0.1 " + ours.portText())) {
                awaitLink(bottom);
                master.sends(join(
                        before, words("NOTHING", "x"), words("REPLCONF", "GETACK", "*"), words("SET", "after", "1")));
                Await.until("it is told", BOUND, () -> ours.log().contains("unknown command 'NOTHING'"));
                assertEquals("1", ours.text("GET", "before"));
                Await.until(
                        "the bottom has no link",
                        BOUND,
                        () -> bottom.info("replication", "master_link_status").equals("down"));
                assertEquals("0", bottom.text("EXISTS", "after"));
            }
            Matcher acknowledged = ACKNOWLEDGED.matcher(master.heard());
            long most = 0;
            while (acknowledged.find()) {
                most = Math.max(most, Long.parseLong(acknowledged.group(1)));
            }
            assertTrue(most <= good.length + before.length, "acknowledged " + most);

            assertEquals("OK", ours.text("REPLICAOF", "NO", "ONE"));
            for (int offset : List.of(good.length, good.length + before.length)) {
                String reply = ours.text("PSYNC", ID, Integer.toString(offset + 1));
                assertTrue(reply.startsWith("FULLRESYNC"), reply);
            }
            ours.killHard();
            ours.start();
            assertEquals("good", ours.text("GET", "last"));
            assertEquals("0", ours.text("EXISTS", "after"));
        }
    }

    /** What came behind it in one piece may be no stream at all: the link is ended once, and another is made. */
    @Test
    void theNextAttemptIsMadeAlthoughGarbageFollows() throws IOException {
        try (Node ours = Node.server(Kind.VEDETTE, folder);
                FakeMaster master = new FakeMaster()) {
            follow(ours, master, words("SET", "last", "good"));
            master.answers(join(bytes("+FULLRESYNC " + ID + " 0\r\n"), EMPTY, words("SET", "next", "good")));
            master.sends(join(words("NOTHING", "x"), bytes("*x\r\n")));
            Await.until("it goes on", BOUND, () -> ours.text("GET", "next").equals("good"));
            assertEquals("0", ours.text("EXISTS", "last"));
            assertTrue(ours.log().contains("unknown command 'NOTHING'"), ours::log);
        }
    }

    /** No file that holds one of these could be loaded. */
    @ParameterizedTest
    @MethodSource("garbage")
    void aFileOfAReplicaCanBeLoadedWhateverItsMasterSent(byte[] garbage, String line) throws IOException {
        try (Node ours = Node.server(Kind.VEDETTE, folder, "appendonly yes", "appendfsync always", "databases 16");
                FakeMaster master = new FakeMaster()) {
            follow(ours, master, words("SET", "last", "good"));
            master.sends(join(words("SELECT", "3"), words("SET", "here", "1"), garbage));
            Await.until("it is told", BOUND, () -> ours.log().contains(line));
            ours.killHard();
            ours.start();
            assertEquals("good", ours.text("GET", "last"));
        }
    }

    static List<Arguments> garbage() {
        return List.of(
                Arguments.of(words("SELECT", "99999"), "selects database 99999"),
                Arguments.of(words("MULTI", "x"), "arguments for 'multi'"),
                Arguments.of(words("EXEC", "x"), "arguments for 'exec'"),
                Arguments.of(words("PING", "x", "y"), "'ping' has no place"),
                Arguments.of(words("CONFIG", "SET", "appendonly", "no"), "'config|set' has no place"));
    }

    /** The snapshot says in which database the stream stands: one that is not here is refused with it. */
    @Test
    void aStreamInADatabaseThatIsNotHereIsRefused() throws IOException {
        byte[] snapshot = bytes("REDIS0010" + aux("repl-stream-db", "20") + aux("repl-id", ID) + aux("repl-offset", "0")
                + "\u00ff" + "\u0000".repeat(8));
        try (Node ours = Node.server(Kind.VEDETTE, folder, "databases 16");
                FakeMaster master = new FakeMaster()) {
            assertEquals("OK", ours.text("SET", "k", "v"));
            master.answers(join(bytes("+FULLRESYNC " + ID + " 0\r\n$" + snapshot.length + "\r\n"), snapshot));
            assertEquals("OK", ours.text("REPLICAOF", "127.0.0.1", Integer.toString(master.port())));
            Await.until(
                    "it is told", BOUND, () -> ours.log().contains("Database 20 does not exist: this server has 16"));
            assertEquals("v", ours.text("GET", "k"));
        }
    }

    private static String aux(String name, String value) {
        return "\u00fa" + (char) name.length() + name + (char) value.length() + value;
    }

    /** Its file is in force when this returns, and there is no second snapshot for it. */
    private static void follow(Node ours, FakeMaster master, byte[] stream) {
        master.answers(join(bytes("+FULLRESYNC " + ID + " 0\r\n"), EMPTY, stream));
        assertEquals("OK", ours.text("REPLICAOF", "127.0.0.1", Integer.toString(master.port())));
        awaitLink(ours);
        Await.until(
                "the file is in force",
                BOUND,
                () -> ours.text("GET", "last").equals("good")
                        && ours.info("persistence", "aof_rewrite_in_progress").equals("0")
                        && ours.info("persistence", "aof_rewrite_scheduled").equals("0"));
        master.answers(bytes("-LOADING no\r\n"));
    }
}
