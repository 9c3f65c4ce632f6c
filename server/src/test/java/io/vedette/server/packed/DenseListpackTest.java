package io.vedette.server.packed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DenseListpackTest {
    @Test
    void whatIsMadeDenseComesBackByteForByte() {
        Random random = new Random(11);
        for (int round = 0; round < 2_000; round++) {
            byte[] pack = Listpack.empty();
            for (int left = random.nextInt(20); left > 0; left--) {
                pack = Listpack.append(pack, entry(random));
            }
            byte[] dense = DenseListpack.of(pack);
            assertTrue(dense.length <= pack.length - 7);
            assertArrayEquals(pack, DenseListpack.toListpack(dense));
        }
    }

    private static byte[] entry(Random random) {
        if (random.nextBoolean()) {
            return Long.toString(random.nextLong() >> random.nextInt(64)).getBytes(StandardCharsets.ISO_8859_1);
        }
        byte[] text = new byte[random.nextInt(random.nextInt(20) == 0 ? 20_000 : 80)];
        random.nextBytes(text);
        return text;
    }
}
