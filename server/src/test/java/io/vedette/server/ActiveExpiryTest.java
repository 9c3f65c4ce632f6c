package io.vedette.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Keys whose time has passed go by themselves, but not everywhere. */
class ActiveExpiryTest {
    private final TestEngine server = new TestEngine();
    private final TestConnection client = server.connect();

    private void fill(int keys) {
        for (int i = 0; i < keys; i++) {
            client.ask("SET", "k" + i, "v", "PX", "50");
        }
    }

    @Test
    void keysGoWithoutBeingAskedForAndTheLogIsTold() {
        fill(1_000);
        server.log.clear();
        server.pass(1_000);
        assertEquals(":0\r\n", client.ask("DBSIZE"));
        assertEquals(1_000, server.log.size());
        assertTrue(server.log.stream().allMatch(line -> line.startsWith("0 DEL k")));
    }

    @Test
    void aReplicaHidesButNeverDeletes() {
        fill(100);
        server.replica = true;
        server.log.clear();
        server.pass(1_000);
        assertEquals("$-1\r\n", client.ask("GET", "k1"));
        assertEquals(":100\r\n", client.ask("DBSIZE"));
        assertEquals(0, server.log.size());
    }

    @Test
    void aWritableReplicaDeletesWhatItsOwnClientsLetExpire() {
        fill(100);
        client.ask("CONFIG", "SET", "replica-read-only", "no");
        server.replica = true;
        server.log.clear();
        client.ask("SET", "own", "v", "PX", "50");
        client.ask("SET", "later", "v");
        client.ask("PEXPIRE", "later", "3000");
        client.ask("SET", "stays", "v", "PX", "50");
        client.ask("PERSIST", "stays");
        server.pass(1_000);
        assertEquals(":102\r\n", client.ask("DBSIZE"));
        server.pass(3_000);
        assertEquals(":101\r\n", client.ask("DBSIZE"));
        assertEquals("$1\r\nv\r\n", client.ask("GET", "stays"));
        assertEquals(0, server.log.size());
    }

    @Test
    void nothingIsDeletedWhileWritesArePaused() {
        fill(100);
        client.ask("CLIENT", "PAUSE", "2000", "WRITE");
        server.pass(1_000);
        assertEquals(":100\r\n", client.ask("DBSIZE"));
        server.pass(2_000);
        assertEquals(":0\r\n", client.ask("DBSIZE"));
    }

    @Test
    void allEffortLeavesNearlyNothing() {
        client.ask("CONFIG", "SET", "active-expire-effort", "10");
        for (int i = 0; i < 3_000; i++) {
            client.ask("SET", "stays" + i, "v", "PX", "100000");
        }
        fill(3_000);
        server.pass(2_000);
        String size = client.ask("DBSIZE");
        assertTrue(Long.parseLong(size.substring(1).strip()) < 3_200, size);
    }
}
