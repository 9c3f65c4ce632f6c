package io.vedette.server.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SipHashTest {
    @Test
    void everyByteAndTheLengthCount() {
        SipHash hash = new SipHash(1, 2);
        Set<Long> hashes = new HashSet<>();
        for (int length = 0; length < 40; length++) {
            byte[] text = new byte[length];
            hashes.add(hash.hash(text));
            for (int i = 0; i < length; i++) {
                byte[] other = text.clone();
                other[i] = 1;
                hashes.add(hash.hash(other));
            }
        }
        assertEquals(40 + 39 * 40 / 2, hashes.size());
    }

    @Test
    void theKeyDecides() {
        assertNotEquals(new SipHash(1, 2).hash(new byte[3]), new SipHash(1, 3).hash(new byte[3]));
    }
}
