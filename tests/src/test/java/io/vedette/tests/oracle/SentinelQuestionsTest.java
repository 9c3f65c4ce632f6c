package io.vedette.tests.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Group;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same questions to our sentinel and to a real one, in both protocols: the same bytes come back. */
class SentinelQuestionsTest {
    @TempDir
    private Path folder;

    @Test
    void repliesOfASentinelAreThoseOfTheRealOneByteForByte() throws IOException {
        compare("sentinel-questions.txt", reply -> reply);
    }

    @Test
    void aSentinelsUsersAreThoseOfTheRealOneButForTheOrderOfSingleCommands() throws IOException {
        compare("sentinel-acl-questions.txt", SideBySide::withoutOrder);
    }

    /** The section has one field more than that of Redis 7.0: newer versions have it. */
    @Test
    void theSectionOfInfoIsTheSameButForTheNumberOfTilts() throws IOException {
        String configuration = "sentinel monitor mymaster 127.0.0.1 1 2";
        try (Node ours = Node.sentinel(Kind.VEDETTE, folder, configuration);
                Node real = Node.sentinel(Kind.REDIS, folder, configuration)) {
            String got = ours.text("INFO", "sentinel");
            assertTrue(got.contains("sentinel_total_tilt:0\r\n"), got);
            assertEquals(real.text("INFO", "sentinel"), got.replace("sentinel_total_tilt:0\r\n", ""));
        }
    }

    /** Redis 7.2 and later; 7.0 knows one option at a time. */
    @Test
    void severalOptionsAreSetTogetherOrNotAtAll() {
        try (Node ours = Node.sentinel(Kind.VEDETTE, folder)) {
            assertEquals(
                    "ERR Invalid value 'maybe' to SENTINEL CONFIG SET 'resolve-hostnames'",
                    ours.text("SENTINEL", "CONFIG", "SET", "announce-port", "7", "resolve-hostnames", "maybe"));
            assertEquals(
                    "ERR Duplicate argument 'Announce-port' to SENTINEL CONFIG SET",
                    ours.text("SENTINEL", "CONFIG", "SET", "announce-port", "7", "Announce-port", "8"));
            assertEquals(
                    "ERR Missing argument 'announce-ip' value",
                    ours.text("SENTINEL", "CONFIG", "SET", "announce-port", "7", "announce-ip"));
            assertEquals(
                    "ERR Invalid argument 'foo' to SENTINEL CONFIG SET",
                    ours.text("SENTINEL", "CONFIG", "SET", "announce-port", "7", "foo", "8"));
            assertEquals(
                    List.of("announce-port", "0", "loglevel", "notice"),
                    Group.strings(ours, "SENTINEL", "CONFIG", "GET", "announce-p*", "loglevel"));
            assertEquals("OK", ours.text("SENTINEL", "CONFIG", "SET", "announce-port", "7", "loglevel", "debug"));
            assertEquals(
                    List.of("announce-port", "7", "loglevel", "debug"),
                    Group.strings(ours, "SENTINEL", "CONFIG", "GET", "announce-p*", "*level", "log*"));
        }
    }

    private void compare(String questions, UnaryOperator<String> form) throws IOException {
        String configuration = "sentinel monitor mymaster 127.0.0.1 1 2";
        try (Node ours = Node.sentinel(Kind.VEDETTE, folder, configuration);
                Node real = Node.sentinel(Kind.REDIS, folder, configuration)) {
            assertEquals("", SideBySide.differences(ours, real, questions, form));
        }
    }
}
