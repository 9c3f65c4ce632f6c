package io.vedette.server.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BytesTest {
    /** Short parts go another way than long ones. */
    private static final int LONGEST = 200;

    private static final int MARGIN = 9;
    private static final byte UNTOUCHED = 77;

    private final byte[] random = new byte[LONGEST + 2 * MARGIN];

    BytesTest() {
        new Random(1).nextBytes(random);
    }

    @Test
    void aPartOfAnyLengthIsPutWithoutTouchingItsNeighbours() {
        try (Arena arena = Arena.ofConfined()) {
            for (int length = 0; length <= LONGEST; length++) {
                MemorySegment memory = arena.allocate(MARGIN + length + MARGIN);
                memory.fill(UNTOUCHED);
                Bytes.put(random, 3, memory, MARGIN, length);
                byte[] expected = untouched(length);
                System.arraycopy(random, 3, expected, MARGIN, length);
                assertEquals(
                        Arrays.toString(expected), Arrays.toString(memory.toArray(ValueLayout.JAVA_BYTE)), "" + length);
            }
        }
    }

    @Test
    void aPartOfAnyLengthIsTakenWithoutTouchingItsNeighbours() {
        MemorySegment memory = MemorySegment.ofArray(random);
        for (int length = 0; length <= LONGEST; length++) {
            byte[] taken = untouched(length);
            Bytes.take(memory, 3, taken, MARGIN, length);
            byte[] expected = untouched(length);
            System.arraycopy(random, 3, expected, MARGIN, length);
            assertEquals(Arrays.toString(expected), Arrays.toString(taken), "" + length);
        }
    }

    private static byte[] untouched(int length) {
        byte[] bytes = new byte[MARGIN + length + MARGIN];
        Arrays.fill(bytes, UNTOUCHED);
        return bytes;
    }
}
