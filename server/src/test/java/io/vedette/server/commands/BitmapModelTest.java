package io.vedette.server.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands on single bits and on fields of bits, against strings of '0' and '1' and numbers without a limit. */
class BitmapModelTest {
    private static final int STEPS = 3_000;
    private static final List<String> KEYS = List.of("a", "b", "c", "d");

    private final Bench bench = new Bench();
    /** What each key holds, a character for each bit; whole bytes. */
    private final Map<String, String> model = new HashMap<>();

    private Random random = new Random();
    /** A part of the last BITFIELD has written. */
    private boolean wrote;

    private String key() {
        return KEYS.get(random.nextInt(KEYS.size()));
    }

    private String bits(String key) {
        return model.getOrDefault(key, "");
    }

    private static String grown(String bits, int length) {
        return bits.length() >= length ? bits : bits + "0".repeat((length + 7) / 8 * 8 - bits.length());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void bitsAreWhatAStringOfBitsIs(long seed) {
        random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            String key = key();
            switch (random.nextInt(6)) {
                case 0, 1 -> setBit(key, random.nextInt(random.nextBoolean() ? 40 : 700));
                case 2 -> {
                    int bit = random.nextInt(800);
                    char expected = bit < bits(key).length() ? bits(key).charAt(bit) : '0';
                    assertEquals(":" + expected + "\r\n", bench.ask("GETBIT", key, "" + bit));
                }
                case 3 -> count(key);
                case 4 -> position(key, random.nextInt(2));
                default -> combine(key);
            }
            check(key);
        }
    }

    private void setBit(String key, int bit) {
        char value = random.nextBoolean() ? '1' : '0';
        String before = grown(bits(key), bit + 1);
        assertEquals(":" + before.charAt(bit) + "\r\n", bench.ask("SETBIT", key, "" + bit, "" + value));
        model.put(key, before.substring(0, bit) + value + before.substring(bit + 1));
    }

    private void check(String key) {
        String expected = bits(key);
        String held = bench.ask("GET", key);
        String text = held.equals("$-1\r\n") ? "" : ReplyText.bulk(held);
        StringBuilder seen = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.ISO_8859_1)) {
            seen.append(String.format("%8s", Integer.toBinaryString(b & 0xff)).replace(' ', '0'));
        }
        assertEquals(expected, seen.toString());
    }

    /** A range as the two commands take it. @param words of the range, perhaps none */
    private record Range(int from, int to, boolean hasEnd, List<String> words) {}

    private Range range(int bits) {
        if (random.nextInt(4) == 0) {
            return new Range(0, bits, false, List.of());
        }
        boolean byBit = random.nextBoolean();
        int unit = byBit ? 1 : 8;
        int units = bits / unit;
        int start = random.nextInt(-units - 3, units + 4);
        int end = random.nextInt(-units - 3, units + 4);
        int from = Math.max(0, start < 0 ? start + units : start);
        int to = Math.min(units - 1, Math.max(0, end < 0 ? end + units : end));
        List<String> words = new ArrayList<>(List.of("" + start, "" + end));
        if (byBit || random.nextBoolean()) {
            words.add(byBit ? "BIT" : "BYTE");
        }
        return new Range(from * unit, Math.max(from * unit, (to + 1) * unit), true, words);
    }

    private String ask(List<String> words, Range range) {
        List<String> all = new ArrayList<>(words);
        all.addAll(range.words());
        return bench.ask(all.toArray(String[]::new));
    }

    private void count(String key) {
        String bits = bits(key);
        Range range = range(bits.length());
        long expected = range.from() >= bits.length()
                ? 0
                : bits.substring(range.from(), range.to())
                        .chars()
                        .filter(bit -> bit == '1')
                        .count();
        assertEquals(
                expected,
                ReplyText.number(ask(List.of("BITCOUNT", key), range)),
                () -> "BITCOUNT " + bits + " " + range);
    }

    private void position(String key, int wanted) {
        String bits = bits(key);
        Range range = range(bits.length());
        int found = range.from() >= bits.length() ? -1 : bits.indexOf("" + wanted, range.from());
        long expected = found >= 0 && found < range.to() ? found : -1;
        if (bits.isEmpty()) {
            expected = wanted == 0 ? 0 : -1;
        } else if (expected < 0 && wanted == 0 && !range.hasEnd()) {
            expected = bits.length(); // behind the end there is nothing but zeros
        }
        assertEquals(
                expected,
                ReplyText.number(ask(List.of("BITPOS", key, "" + wanted), range)),
                () -> "BITPOS " + wanted + " " + bits + " " + range);
    }

    private void combine(String target) {
        String operation = List.of("AND", "OR", "XOR", "NOT").get(random.nextInt(4));
        List<String> sources = new ArrayList<>();
        for (int i = operation.equals("NOT") ? 1 : 1 + random.nextInt(4); i > 0; i--) {
            sources.add(key());
        }
        int length =
                sources.stream().mapToInt(source -> bits(source).length()).max().orElseThrow();
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < length; i++) {
            int at = i;
            long ones = sources.stream()
                    .filter(source -> grown(bits(source), length).charAt(at) == '1')
                    .count();
            boolean one = switch (operation) {
                case "AND" -> ones == sources.size();
                case "OR" -> ones > 0;
                case "XOR" -> ones % 2 == 1;
                default -> ones == 0;
            };
            result.append(one ? '1' : '0');
        }
        List<String> words = new ArrayList<>(List.of("BITOP", operation, target));
        words.addAll(sources);
        assertEquals(":" + length / 8 + "\r\n", bench.ask(words.toArray(String[]::new)));
        model.put(target, result.toString());
    }

    // ---- fields

    /** A kind of number: so many bits, perhaps with a sign. */
    private record Kind(int bits, boolean signed) {
        BigInteger least() {
            return signed ? BigInteger.ONE.shiftLeft(bits - 1).negate() : BigInteger.ZERO;
        }

        BigInteger most() {
            return BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits).subtract(BigInteger.ONE);
        }

        boolean holds(BigInteger number) {
            return number.compareTo(least()) >= 0 && number.compareTo(most()) <= 0;
        }

        BigInteger wrapped(BigInteger number) {
            BigInteger rest = number.mod(BigInteger.ONE.shiftLeft(bits));
            return holds(rest) ? rest : rest.subtract(BigInteger.ONE.shiftLeft(bits));
        }

        @Override
        public String toString() {
            return (signed ? "i" : "u") + bits;
        }
    }

    private Kind kind() {
        boolean signed = random.nextBoolean();
        int most = signed ? 64 : 63;
        int bits = random.nextInt(3) == 0 ? most - random.nextInt(3) : 1 + random.nextInt(most);
        return new Kind(bits, signed);
    }

    private static BigInteger field(String bits, int offset, Kind kind) {
        String all = grown(bits, offset + kind.bits());
        return kind.wrapped(new BigInteger(all.substring(offset, offset + kind.bits()), 2));
    }

    private static String withField(String bits, int offset, Kind kind, BigInteger number) {
        String digits = number.mod(BigInteger.ONE.shiftLeft(kind.bits())).toString(2);
        String field = "0".repeat(kind.bits() - digits.length()) + digits;
        return bits.substring(0, offset) + field + bits.substring(offset + kind.bits());
    }

    /** One of those at which something turns over, or any. */
    private long operand(Kind kind) {
        BigInteger edge = List.of(
                        kind.least(),
                        kind.most(),
                        BigInteger.ZERO,
                        BigInteger.valueOf(Long.MAX_VALUE),
                        BigInteger.valueOf(Long.MIN_VALUE))
                .get(random.nextInt(5))
                .add(BigInteger.valueOf(random.nextInt(5) - 2));
        return random.nextBoolean() && edge.bitLength() < Long.SIZE
                ? edge.longValue()
                : random.nextLong() >> random.nextInt(64);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void fieldsAreNumbersThatWrapStopOrFail(long seed) {
        random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            fields(key());
        }
    }

    private void fields(String key) {
        List<String> words = new ArrayList<>(List.of("BITFIELD", key));
        List<Runnable> effects = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        String overflow = "WRAP";
        int longest = 0;
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            Kind kind = kind();
            boolean byNumber = random.nextBoolean();
            int place = random.nextInt(byNumber ? 5 : 300);
            int offset = byNumber ? place * kind.bits() : place;
            String at = (byNumber ? "#" : "") + place;
            int sort = random.nextInt(4);
            if (sort == 0) {
                words.addAll(List.of("GET", kind.toString(), at));
                effects.add(() -> expected.add(field(bits(key), offset, kind).toString()));
                continue;
            }
            if (random.nextBoolean()) {
                overflow = List.of("WRAP", "SAT", "FAIL").get(random.nextInt(3));
                words.addAll(List.of("OVERFLOW", overflow));
            }
            long operand = operand(kind);
            boolean sets = sort == 1;
            words.addAll(List.of(sets ? "SET" : "INCRBY", kind.toString(), at, "" + operand));
            String rule = overflow;
            effects.add(() -> expected.add(changed(key, kind, offset, sets, operand, rule)));
            longest = Math.max(longest, offset + kind.bits());
        }
        String before = bits(key);
        model.put(key, grown(before, longest));
        wrote = false;
        effects.forEach(Runnable::run);
        if (!wrote) {
            model.put(key, before); // nothing succeeded, so the string has not grown either
        }
        List<String> seen = ReplyText.leaves(bench.ask(words.toArray(String[]::new)));
        assertEquals(expected, seen, () -> String.join(" ", words));
        check(key);
    }

    /** Changes a field of the model; what is answered. */
    private String changed(String key, Kind kind, int offset, boolean sets, long operand, String rule) {
        BigInteger old = field(bits(key), offset, kind);
        BigInteger given = BigInteger.valueOf(operand);
        if (sets && !kind.signed()) {
            given = given.mod(BigInteger.ONE.shiftLeft(Long.SIZE)); // a negative number is a large one
        }
        BigInteger wanted = sets ? given : old.add(given);
        BigInteger kept = wanted;
        if (!kind.holds(wanted)) {
            if (rule.equals("FAIL")) {
                return "(nil)";
            }
            // Redis takes the distance to the upper bound in 64 bits.
            boolean small = wanted.signum() < 0
                    && !(sets && kind.most().subtract(wanted).bitLength() > Long.SIZE - 1);
            kept = rule.equals("WRAP") ? kind.wrapped(wanted) : small ? kind.least() : kind.most();
        }
        wrote = true;
        model.put(key, withField(bits(key), offset, kind, kept));
        return (sets ? old : kept).toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"u64", "i65", "u0", "i0", "x8", "u"})
    void whatIsNoFieldIsRefusedAndChangesNothing(String kind) {
        bench.ask("SET", "k", "value");
        for (String form : List.of("GET", "SET", "INCRBY")) {
            List<String> words =
                    new ArrayList<>(Arrays.asList("BITFIELD", "k", "SET", "u8", "0", "1", form, kind, "0"));
            if (!form.equals("GET")) {
                words.add("1");
            }
            String reply = bench.ask(words.toArray(String[]::new));
            assertEquals(
                    "-ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.\r\n",
                    reply);
        }
        assertEquals("$5\r\nvalue\r\n", bench.ask("GET", "k"));
    }
}
