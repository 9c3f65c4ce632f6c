package io.vedette.rdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RdbReaderTest {
    /** Faults that lie inside packed blobs, which the reader hands over unopened. */
    private static final List<String> FAULTS_INSIDE_BLOBS = List.of(
            "bad-dup-hash.rdb",
            "bad-dup-set.rdb",
            "bad-dup-zset.rdb",
            "bad-function-code.rdb",
            "bad-intset-enc.rdb",
            "bad-intset-size.rdb",
            "bad-listpack-noeof.rdb",
            "bad-listpack-odd.rdb",
            "bad-listpack-short.rdb",
            "bad-listpack-size.rdb",
            "bad-stream-dup-pel.rdb",
            "bad-stream-no-nodes.rdb",
            "bad-stream-pel-unknown.rdb",
            "bad-ziplist-size.rdb",
            "bad-ziplist-tail.rdb");

    record Case(String file, String outcome, String content) {
        @Override
        public String toString() {
            return file;
        }
    }

    static Stream<Case> corpus() throws IOException {
        return new String(resource("expected.tsv"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t"))
                .map(words -> new Case(words[0], words[1], words[2]));
    }

    static Stream<Case> stringFiles() throws IOException {
        return corpus().filter(file -> !file.content().equals("-"));
    }

    static byte[] resource(String name) throws IOException {
        try (var in = RdbReaderTest.class.getResourceAsStream("/rdb/" + name)) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @MethodSource("stringFiles")
    void filesOfStringsHaveTheContentThatRedisSees(Case file) throws IOException {
        assertEquals(file.content(), Collected.of(resource(file.file()), false).contentOfStrings());
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void everyFileIsAcceptedOrRefusedAsTheServersDo(Case file) throws IOException {
        byte[] bytes = resource(file.file());
        if (file.outcome().equals("ok") && !file.file().equals("r74-hash-field-ttl.rdb")) {
            assertTrue(Collected.of(bytes, true).ended);
        } else if (!FAULTS_INSIDE_BLOBS.contains(file.file())) {
            RdbException refusal = assertThrows(RdbException.class, () -> Collected.of(bytes, true));
            assertEquals(expectedFault(file), refusal.fault(), refusal.getMessage());
        }
    }

    private static RdbFault expectedFault(Case file) {
        return switch (file.outcome()) {
            case "short-read" -> RdbFault.SHORT_READ;
            case "structure" -> RdbFault.STRUCTURE;
            case "crc" -> RdbFault.CHECKSUM;
            case "bad-magic" -> RdbFault.BAD_MAGIC;
            case "bad-version" -> RdbFault.BAD_VERSION;
            case "db-out-of-range" -> RdbFault.DATABASE_OUT_OF_RANGE;
            case "duplicate-key" -> RdbFault.DUPLICATE_KEY;
            case "unknown-module" -> RdbFault.UNKNOWN_MODULE;
            case "ok" -> RdbFault.UNSUPPORTED; // hash fields that expire
            default -> throw new AssertionError(file.outcome());
        };
    }

    @Test
    void aValueThatIsNotKeptIsRefusedByTypeAndKey() throws IOException {
        byte[] file = resource("lists.rdb");
        RdbException refusal = assertThrows(RdbException.class, () -> Collected.of(file, false));
        assertEquals(RdbFault.UNSUPPORTED, refusal.fault());
        assertTrue(refusal.getMessage().startsWith("Values of type list (18) are not supported: key '"));
    }

    @Test
    void aFileCutAnywhereIsRefused() throws IOException {
        byte[] whole = resource("small-all-types.rdb");
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            RdbException refusal = assertThrows(RdbException.class, () -> Collected.of(cut, true));
            assertEquals(RdbFault.SHORT_READ, refusal.fault(), "cut to " + length);
        }
    }

    @Test
    void aByteChangedAnywhereIsRefused() throws IOException {
        byte[] whole = resource("small-all-types.rdb");
        for (int mask : new int[] {0x01, 0x41, 0x80, 0xff}) {
            for (int i = 0; i < whole.length; i++) {
                byte[] changed = whole.clone();
                changed[i] ^= (byte) mask;
                int at = i;
                assertThrows(RdbException.class, () -> Collected.of(changed, true), () -> "byte " + at);
            }
        }
    }

    @Test
    void aWrongSumPassesWhereSumsAreNotVerified() throws IOException {
        byte[] file = resource("bad-crc.rdb");
        Collected collected = new Collected(true);
        RdbReader.read(new ByteArrayInputStream(file)::read, collected, false);
        assertTrue(collected.ended);
    }

    @Test
    void whatFollowsTheSumIsLeftAlone() throws IOException {
        byte[] file = resource("hand-trailing-garbage.rdb");
        long length = RdbReader.read(new ByteArrayInputStream(file)::read, new Collected(true), true);
        assertTrue(length < file.length);
    }

    @Test
    void theWayTheBytesArriveDoesNotMatter() throws IOException {
        byte[] file = resource("strings-lengths.rdb");
        String expected = Collected.of(file, false).contentOfStrings();
        Collected collected = new Collected(false);
        ByteArrayInputStream in = new ByteArrayInputStream(file);
        RdbReader.read((target, offset, length) -> in.read(target, offset, Math.min(7, length)), collected, true);
        assertEquals(expected, collected.contentOfStrings());
    }

    @Test
    void aKeyHasItsExpiryIdleTimeAndFrequency() throws IOException {
        RdbKey key = Collected.of(resource("hand-idle-freq.rdb"), false).keys.getFirst();
        assertEquals(255, key.idleSeconds());
        assertEquals(7, key.frequency());
        assertTrue(key.expires());
    }

    @Test
    void theReplicationPositionStandsInTheFields() throws IOException {
        Map<String, String> aux = Collected.of(resource("repl-aux-master.rdb"), false).aux;
        assertEquals(40, aux.get("repl-id").length());
        assertTrue(Long.parseLong(aux.get("repl-offset")) >= 0);
        assertEquals("7.0.15", aux.get("redis-ver"));
    }

    @Test
    void functionsAreHandedOverAsTheirSource() throws IOException {
        assertEquals(2, Collected.of(resource("functions.rdb"), false).functions.size());
        assertTrue(Collected.of(resource("hand-function-pre-ga.rdb"), false)
                .functions
                .getFirst()
                .startsWith("#!"));
    }

    @Test
    void theSumIsTheOneOfTheFormat() {
        byte[] check = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertEquals(0xe9c6d914c4b8d9caL, Crc64.update(0, check, 0, check.length));
        long inParts = Crc64.update(Crc64.update(0, check, 0, 4), check, 4, 5);
        assertEquals(0xe9c6d914c4b8d9caL, inParts);
    }

    @Test
    void compressionComesBackAsItWas() throws IOException {
        Lzf lzf = new Lzf();
        var random = new java.util.Random(7);
        for (int round = 0; round < 2000; round++) {
            byte[] plain = new byte[1 + random.nextInt(round < 100 ? 40_000 : 600)];
            int letters = 1 + random.nextInt(6);
            for (int i = 0; i < plain.length; i++) {
                plain[i] = (byte) random.nextInt(letters);
            }
            byte[] out = new byte[plain.length * 2 + 16];
            int at = random.nextInt(50);
            byte[] within = new byte[at + plain.length + random.nextInt(50)];
            random.nextBytes(within);
            System.arraycopy(plain, 0, within, at, plain.length);
            int size = lzf.compress(within, at, plain.length, out, out.length);
            byte[] back = new byte[plain.length];
            Lzf.decompress(Arrays.copyOf(out, size), back);
            assertArrayEquals(plain, back);
        }
    }
}
