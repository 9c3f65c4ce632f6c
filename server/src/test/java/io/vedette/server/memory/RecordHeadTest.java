package io.vedette.server.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records whose lengths lie around those from which a head is longer. */
class RecordHeadTest {
    private static final int[] KEY_LENGTHS = {0, 1, 16, 253, 254, 255, 256, 300, 70_000};
    private static final int[] PAYLOAD_LENGTHS = {0, 1, 100, 700, 65_534, 65_535, 65_536, 65_537, 70_000};

    private final Slabs slabs = new Slabs();
    private final RecordTable table = new RecordTable(slabs, new SipHash(1, 2));
    private final Random random = new Random(7);

    private static byte[] key(int length, int variant) {
        byte[] key = new byte[length];
        Arrays.fill(key, (byte) variant);
        return key;
    }

    private byte[] payload() {
        byte[] payload = new byte[PAYLOAD_LENGTHS[random.nextInt(PAYLOAD_LENGTHS.length)]];
        random.nextBytes(payload);
        return payload;
    }

    private void check(byte[] key, byte[] payload) {
        int record = table.find(key);
        assertArrayEquals(key, table.key(record));
        assertArrayEquals(payload, table.payload(record));
        assertEquals(payload.length, table.payloadLength(record));
        assertEquals(0, table.compareKey(record, key));
        CopiedRecord copied = table.copiedRecord();
        if (copied.take(record)) {
            byte[] bytes = copied.bytes();
            assertArrayEquals(
                    key, Arrays.copyOfRange(bytes, copied.keyAt(), copied.keyAt() + copied.keyLength()), "copied");
            assertArrayEquals(
                    payload,
                    Arrays.copyOfRange(bytes, copied.payloadAt(), copied.payloadAt() + copied.payloadLength()),
                    "copied");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void lengthsAroundTheBordersAreKeptThroughEveryChange(int variant) {
        Map<Integer, byte[]> model = new HashMap<>();
        for (int i = 0; i < 3_000; i++) {
            int length = KEY_LENGTHS[random.nextInt(KEY_LENGTHS.length)];
            byte[] key = key(length, variant);
            byte[] payload = payload();
            if (random.nextBoolean()) {
                table.put(key, payload);
            } else {
                byte[] head = Arrays.copyOf(payload, Math.min(9, payload.length));
                byte[] body = Arrays.copyOfRange(payload, head.length, payload.length);
                table.write(table.hash(key), key, table.find(key), head, head.length, body);
            }
            model.put(length, payload);
            check(key, payload);
        }
        assertEquals(KEY_LENGTHS.length, table.size());
        model.forEach((length, payload) -> check(key(length, variant), payload));
        assertFalse(table.contains(key(257, variant)));
        model.keySet().forEach(length -> assertTrue(table.remove(key(length, variant))));
        assertEquals(0, slabs.blobs() - 1, "the empty bucket alone is left");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void manyNewRecordsAreLaidDownWithTheSameHeads(int headLength) {
        NewRecords fresh = new NewRecords(table);
        for (int keyLength : KEY_LENGTHS) {
            for (int variant = 0; variant < PAYLOAD_LENGTHS.length; variant++) {
                byte[] key = key(keyLength, variant);
                if (table.contains(key)) {
                    continue; // the empty one
                }
                fresh.expect(key, new int[] {0, keyLength}, 2, 1);
                byte[] body = new byte[PAYLOAD_LENGTHS[variant]];
                fresh.add(0, key, 0, keyLength, new byte[headLength], body, 0, body.length);
                assertEquals(1, fresh.end(key, new int[] {0, keyLength}, 2, 1));
                check(key, new byte[headLength + body.length]);
            }
        }
    }
}
