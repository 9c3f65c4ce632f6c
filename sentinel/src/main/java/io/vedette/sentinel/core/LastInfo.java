package io.vedette.sentinel.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The text of a server's last INFO, kept for operators who ask for it. Each one is written over the one before: of thousands of
 * servers the texts would otherwise live just long enough to reach the old generation, and fill it with garbage.
 */
final class LastInfo {
    /** What the next text may be longer, for counters that grow. */
    private static final int SPARE_BYTES = 256;

    private byte[] bytes = {};
    private int length;

    void set(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        length = encoded.length;
        if (length > bytes.length || length < bytes.length / 2) {
            bytes = Arrays.copyOf(encoded, length + SPARE_BYTES);
        } else {
            System.arraycopy(encoded, 0, bytes, 0, length);
        }
    }

    String text() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
