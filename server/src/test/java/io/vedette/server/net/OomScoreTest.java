package io.vedette.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.server.TestConnection;
import io.vedette.server.TestEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OomScoreTest {
    private final TestEngine test = new TestEngine();
    private final TestConnection client = test.connect();

    @TempDir
    private Path folder;

    private OomScore score;

    @BeforeEach
    void begin() throws IOException {
        Files.writeString(file(), "100\n");
        score = new OomScore(test.settings.oom, () -> test.replica, file());
        score.begin();
    }

    private Path file() {
        return folder.resolve("oom_score_adj");
    }

    private void assertScore(String wanted) throws IOException {
        assertEquals(wanted, Files.readString(file()).strip());
    }

    private void set(String name, String value) {
        assertEquals("+OK\r\n", client.ask("CONFIG", "SET", name, value));
    }

    @Test
    void theScoreFollowsSettingsAndRoleAndIsGivenBack() throws IOException {
        set("oom-score-adj-values", "10 20 30");
        assertScore("100");
        set("oom-score-adj", "yes");
        assertScore("110");
        test.replica = true;
        score.beat();
        assertScore("120");
        set("oom-score-adj", "absolute");
        assertScore("20");
        set("oom-score-adj-values", "-2000 2000 0");
        assertScore("1000");
        test.replica = false;
        score.beat();
        assertScore("-1000");
        set("oom-score-adj", "no");
        assertScore("100");
    }

    @Test
    void whatTheSystemDoesNotLetIsRefusedAndNotRemembered() throws IOException {
        Files.delete(file());
        assertEquals(
                "-ERR CONFIG SET failed (possibly related to argument 'oom-score-adj') - Failed to apply new oom_score_adj"
                        + " configuration, check server logs.\r\n",
                client.ask("CONFIG", "SET", "oom-score-adj", "yes"));
        assertTrue(client.ask("CONFIG", "GET", "oom-score-adj").endsWith("$2\r\nno\r\n"));
    }
}
