package io.vedette.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlainSetsTest {
    private static final String ONE = "*3\r\n$3\r\nSET\r\n$2\r\nk1\r\n$5\r\nva\r\nl\r\n";

    private final PlainSets sets = new PlainSets();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aRunEndsBeforeWhateverIsNoPlainSet() {
        String run = ONE.repeat(20);
        for (String behind : new String[] {
            "",
            "*3\r\n",
            ONE.substring(0, 20),
            ONE.substring(0, ONE.length() - 1),
            "*4" + ONE.substring(2),
            "*1\r\n$4\r\nping\r\n"
        }) {
            byte[] stream = bytes("?" + run + behind);
            assertTrue(sets.find(stream, 1, stream.length, 1_000), behind);
            assertEquals(1 + run.length(), sets.end(), behind);
            assertEquals(20, sets.found(stream).count());
            assertEquals("SET k1 va\r\nl", sets.found(stream).command(19).toString());
            assertEquals("SET k1 va\r\nl", sets.copy(stream).command(19).toString());
        }
    }

    @Test
    void nothingIsSeenBehindTheEndOfWhatIsThere() {
        byte[] stream = bytes(ONE.repeat(20));
        for (int to = 0; to < stream.length; to++) {
            boolean enough = sets.find(stream, 0, to, 1_000);
            assertEquals(to / ONE.length() >= PlainSets.FEWEST, enough);
            assertEquals(to / ONE.length() * ONE.length(), sets.end());
        }
    }

    @Test
    void fewAreLeftToTheOtherWay() {
        byte[] stream = bytes(ONE.repeat(PlainSets.FEWEST - 1));
        assertFalse(sets.find(stream, 0, stream.length, 1_000));
    }

    @Test
    void noMoreAreTakenThanWanted() {
        byte[] stream = bytes(ONE.repeat(20));
        assertTrue(sets.find(stream, 0, stream.length, 10));
        assertEquals(10 * ONE.length(), sets.end());
    }
}
