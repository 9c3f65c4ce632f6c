package io.vedette.tests.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users of our data server and of a real one: the same rules, refusals and files. */
class ServerUsersTest {
    private static final String LIMITED = "user limited on >secret ~app:* &news* -@all +get +set +acl|whoami";

    @TempDir
    private Path folder;

    @Test
    void aServersUsersAreThoseOfTheRealOneButForTheOrderOfSingleCommands() throws IOException {
        try (Node ours = Node.server(Kind.VEDETTE, folder);
                Node real = Node.server(Kind.REDIS, folder)) {
            assertEquals("", SideBySide.differences(ours, real, "server-acl-questions.txt", SideBySide::withoutOrder));
        }
    }

    @Test
    void linesOfUsersHoldFromTheStartAndAreWrittenBack() throws IOException {
        for (Kind kind : Kind.values()) {
            try (Node server = Node.server(kind, folder, LIMITED)) {
                assertLimited(server);
                assertEquals("OK", server.text("ACL", "SETUSER", "added", "on", "nopass", "+ping"));
                assertEquals("OK", server.text("CONFIG", "REWRITE"));
                List<String> lines = Files.readAllLines(server.configFile());
                assertTrue(lines.stream().anyMatch(line -> line.startsWith("user added on nopass")), lines::toString);
                server.stop();
                server.start();
                assertEquals("OK", server.text("AUTH", "added", "any"));
                assertLimited(server);
            }
        }
    }

    @Test
    void aFileOfUsersIsReadSavedAndReadAgainByEitherServer() throws IOException {
        Path file = folder.resolve("users.acl");
        for (Kind kind : Kind.values()) {
            Files.writeString(file, LIMITED + "\n");
            try (Node server = Node.server(kind, folder, "aclfile " + file)) {
                assertLimited(server);
                assertEquals("OK", server.text("ACL", "SETUSER", "added", "on", "nopass", "+ping"));
                assertEquals("OK", server.text("ACL", "SAVE"));
                try (Node other = Node.server(another(kind), folder, "aclfile " + file)) {
                    assertLimited(other);
                    assertEquals("OK", other.text("AUTH", "added", "any"));
                }
                Files.writeString(file, LIMITED + "\nuser broken +nosuch\n");
                assertTrue(server.text("ACL", "LOAD").contains("users.acl:2: "));
                assertEquals("OK", server.text("AUTH", "added", "any"));
                Files.writeString(file, LIMITED + "\n");
                assertEquals("OK", server.text("ACL", "LOAD"));
                assertTrue(server.text("AUTH", "added", "any").startsWith("WRONGPASS"));
            }
        }
    }

    private static Kind another(Kind kind) {
        return kind == Kind.REDIS ? Kind.VEDETTE : Kind.REDIS;
    }

    private static void assertLimited(Node server) {
        try (RespConnection connection = server.connect()) {
            assertEquals("OK", connection.text("AUTH", "limited", "secret"));
            assertEquals("limited", connection.text("ACL", "WHOAMI"));
            assertEquals("OK", connection.text("SET", "app:1", "x"));
            assertEquals(
                    "NOPERM this user has no permissions to access one of the keys used as arguments",
                    connection.text("GET", "other"));
            assertEquals("NOPERM this user has no permissions to run the 'ping' command", connection.text("PING"));
        }
    }
}
