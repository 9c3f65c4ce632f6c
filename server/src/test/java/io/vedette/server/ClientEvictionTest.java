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

    @Test
    void whatAClientWatchesListensToAndTracksIsItsMemoryToo() {
        long before = memory();
        large.ask("WATCH", "a", "b");
        large.ask("WATCH", "a");
        assertEquals(before + 2 * 121, memory());
        large.ask("CLIENT", "TRACKING", "on", "BCAST", "PREFIX", "foo");
        assertEquals(before + 2 * 121 + 99, memory());
        large.ask("CLIENT", "TRACKING", "off");
        assertEquals(before + 2 * 121, memory());
        large.ask("UNWATCH");
        assertEquals(before, memory());
        large.ask("SUBSCRIBE", "a");
        large.ask("PSUBSCRIBE", "a*", "a*");
        large.ask("SSUBSCRIBE", "a");
        assertEquals(before + 97 + 98 + 97, memory());
        large.ask("UNSUBSCRIBE", "a", "b");
        assertEquals(before + 98 + 97, memory());
        large.ask("RESET");
        assertEquals(before, memory());
    }

    /** Of the client {@link #large}. */
    private long memory() {
        for (String line : admin.ask("CLIENT", "LIST").split("\n")) {
            if (line.startsWith("id=2 ")) {
                return Long.parseLong(line.replaceFirst(".* tot-mem=", "").replaceFirst(" .*", ""));
            }
        }
        throw new AssertionError("the client is gone");
    }

    @Test
    void whoeverWatchesTooMuchIsEvicted() {
        admin.ask("CONFIG", "SET", "maxmemory-clients", "1");
        int watched = 0;
        while (!large.isClosed()) {
            large.ask("WATCH", "k" + watched++);
        }
        assertTrue(watched > 900 && watched < 1_100, watched + " keys");
        assertFalse(larger.isClosed());
    }

    @Test
    void infoShowsWhatClientsCostInAll() {
        large.ask("MULTI");
        large.ask("SET", "a", "x".repeat(10_000));
        String info = admin.ask("INFO", "memory");
        long sum = 0;
        for (String line : admin.ask("CLIENT", "LIST").split("\n")) {
            if (line.startsWith("id=")) {
                sum += Long.parseLong(line.replaceFirst(".* tot-mem=", "").replaceFirst(" .*", ""));
            }
        }
        long shown = Long.parseLong(info.replaceFirst("(?s).*mem_clients_normal:(\\d+).*", "$1"));
        assertTrue(
                shown > 10_000 && Math.abs(shown - sum) < 10_000,
                shown + " for " + sum); // its own output grows meanwhile
    }
}
