package io.vedette.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ClientEvictionTest {
    private final TestEngine test = new TestEngine();
    private final TestConnection admin = test.connect();
    private final TestConnection large = test.connect();
    private final TestConnection larger = test.connect();

    @Test
    void theLargestClientsGoFirstUntilTheRestFits() {
        assertEquals("+OK\r\n", admin.ask("CONFIG", "SET", "maxmemory-clients", "1"));
        large.ask("MULTI");
        larger.ask("MULTI");
        large.ask("SET", "a", "x".repeat(50_000));
        larger.ask("SET", "a", "x".repeat(60_000));
        assertFalse(larger.isClosed());
        large.ask("SET", "a", "x".repeat(20_000));
        assertTrue(large.isClosed());
        assertFalse(larger.isClosed());
        assertTrue(admin.ask("INFO", "stats").contains("evicted_clients:1\r\n"));
    }

    @Test
    void whoeverMustNotBeEvictedStays() {
        admin.ask("CONFIG", "SET", "maxmemory-clients", "1");
        larger.ask("CLIENT", "NO-EVICT", "on");
        larger.ask("MULTI");
        larger.ask("SET", "a", "x".repeat(200_000));
        assertFalse(larger.isClosed());
        assertTrue(large.isClosed());
    }

    @Test
    void aShareOfMemoryWithoutALimitIsNoLimit() {
        assertEquals("+OK\r\n", admin.ask("CONFIG", "SET", "maxmemory-clients", "5%"));
        assertEquals("*2\r\n$17\r\nmaxmemory-clients\r\n$2\r\n5%\r\n", admin.ask("CONFIG", "GET", "maxmemory-clients"));
        large.ask("MULTI");
        large.ask("SET", "a", "x".repeat(200_000));
        assertFalse(large.isClosed());
    }
}
