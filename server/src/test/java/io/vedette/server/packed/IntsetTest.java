package io.vedette.server.packed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class IntsetTest {
    @Test
    void theBytesAreRedis() {
        assertEquals("0200000000000000", hex(Intset.empty()));
        assertEquals("0200000002000000ffff0300", hex(Intset.of(3, -1)));
        assertEquals("0400000003000000ffffffff0300000000000100", hex(Intset.add(Intset.of(3, -1), 65_536)));
        assertEquals("08000000010000000100000000000000", hex(Intset.remove(Intset.of(1, 1L << 40), 1L << 40)));
    }

    private static String hex(byte[] set) {
        return HexFormat.of().formatHex(set);
    }

    @Test
    void anyChangeGivesAValidSetThatHoldsWhatATreeSetWould() {
        Random random = new Random(5);
        for (int round = 0; round < 100; round++) {
            byte[] set = Intset.empty();
            TreeSet<Long> model = new TreeSet<>();
            int narrow = 70 - random.nextInt(64);
            for (int step = 0; step < 200; step++) {
                long number = random.nextLong() >> Math.min(63, narrow + random.nextInt(8));
                byte[] before = set.clone();
                byte[] old = set;
                if (random.nextInt(3) > 0) {
                    set = Intset.add(set, number);
                    model.add(number);
                } else {
                    set = Intset.remove(set, number);
                    model.remove(number);
                }
                assertArrayEquals(before, old);
                assertTrue(Intset.isValid(set));
                assertEquals(model.contains(number), Intset.contains(set, number));
            }
            assertEquals(model.size(), Intset.size(set));
            int i = 0;
            for (long number : model) {
                assertEquals(number, Intset.get(set, i++));
            }
        }
    }

    @Test
    void numbersThatDoNotAscendAndWrongLengthsAreRefused() {
        assertFalse(Intset.isValid(HexFormat.of().parseHex("020000000200000003000300")));
        assertFalse(Intset.isValid(HexFormat.of().parseHex("020000000200000003000200")));
        assertFalse(Intset.isValid(HexFormat.of().parseHex("030000000200000003000400")));
        assertFalse(Intset.isValid(HexFormat.of().parseHex("020000000300000003000400")));
        assertFalse(Intset.isValid(HexFormat.of().parseHex("02000000ffffffff03000400")));
        assertFalse(Intset.isValid(HexFormat.of().parseHex("02000000000000")));
        assertTrue(Intset.isValid(HexFormat.of().parseHex("020000000200000003000400")));
    }
}
