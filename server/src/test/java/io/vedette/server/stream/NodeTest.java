package io.vedette.server.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.server.packed.Listpack;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes of streams as Redis writes them. */
class NodeTest {
    private static final byte[] FIELD = {'f'};

    private static byte[] value(int length) {
        byte[] value = new byte[length];
        Arrays.fill(value, (byte) 'v');
        return value;
    }

    /** The lengths at which an element, or the length behind it, takes a byte more; each of them, and the one before. */
    @ParameterizedTest
    @ValueSource(ints = {63, 64, 124, 125, 126, 4_095, 4_096, 16_377, 16_378, 16_379, 2_097_145, 2_097_146, 2_097_147})
    void aNodeIsAListpackWhateverItsElementsTake(int length) {
        byte[] node = Node.of(new byte[][] {FIELD, value(length)});
        assertTrue(Listpack.isValid(node));
        assertTrue(NodeCheck.isSound(node));
        int values = 0;
        for (int at = Listpack.first(node); at != Listpack.NONE; at = Listpack.next(node, at)) {
            if (!Listpack.isNumber(node, at) && Listpack.textLength(node, at) == length) {
                assertArrayEquals(value(length), Listpack.text(node, at));
                values++;
            }
        }
        assertEquals(1, values);
    }

    /** What redis-server 7.0.15 writes behind such a value: three bytes of length, though two had room for it. */
    @Test
    void theLengthBehindAnElementIsAsLongAsThatOfRedis() {
        byte[] node = Node.of(new byte[][] {FIELD, value(16_378)});
        byte[] end = Arrays.copyOfRange(node, node.length - 6, node.length);
        assertArrayEquals(new byte[] {0, (byte) 0xff, (byte) 0xff, 4, 1, (byte) 0xff}, end);
    }
}
