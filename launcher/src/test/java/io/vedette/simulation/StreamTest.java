package io.vedette.simulation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.resp.Argv;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class StreamTest {
    private final Stream stream = new Stream();

    @Test
    void commandsAreCountedAsRedisWritesThem() {
        assertEquals("*1\r\n$4\r\nping\r\n", new String(Stream.ping(), StandardCharsets.US_ASCII));
        assertEquals(
                "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n",
                new String(Stream.encoded(Argv.of("SELECT", "0")), StandardCharsets.US_ASCII));
    }

    @Test
    void whatCameBeforeItsBeginningIsNotKnown() {
        stream.restart(100);
        stream.add(Stream.ping());
        assertFalse(stream.isKnownFrom(99));
        assertTrue(stream.isKnownFrom(100));
        assertTrue(stream.isKnownFrom(114));
        assertFalse(stream.isKnownFrom(115));
        assertArrayEquals(Stream.ping(), stream.from(100));
        assertEquals(0, stream.from(114).length);
    }

    @Test
    void anotherOneThatIsBehindFollowsIt() {
        stream.add(Stream.ping());
        Stream other = new Stream();
        other.follow(stream);
        stream.add(Stream.ping());
        stream.add(Stream.ping());
        other.follow(stream);
        assertEquals(42, other.end());
        assertArrayEquals(stream.from(0), other.from(0));
    }
}
