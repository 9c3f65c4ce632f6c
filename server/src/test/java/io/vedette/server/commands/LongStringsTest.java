package io.vedette.server.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command on parts of strings answers for a long one what it answers for a short one, which the long one has at its end. */
class LongStringsTest {
    private static final int BEFORE = 20_000;
    private static final int STEPS = 4_000;

    private final Bench bench = new Bench();

    private Random random = new Random();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theTailOfALongStringIsAShortOne(long seed) {
        random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            if (step % 500 == 0) {
                bench.ask("DEL", "short", "long");
                bench.ask("SETRANGE", "long", "" + (BEFORE - 1), "\0");
            }
            step();
        }
    }

    private void step() {
        int at = random.nextInt(400);
        int bit = random.nextInt(3_000);
        String type = (random.nextBoolean() ? "i" : "u") + (1 + random.nextInt(60));
        String number = "" + random.nextInt(-1_000, 1_000);
        String text = "x".repeat(random.nextInt(30));
        switch (random.nextInt(12)) {
            case 0 -> counted("APPEND", "K", text);
            case 1 -> {
                if (!text.isEmpty()) {
                    counted("SETRANGE", "K", "@" + at, text);
                }
            }
            case 2 -> counted("STRLEN", "K");
            case 3 -> same("GETRANGE", "K", "@" + at, "@" + (at + random.nextInt(50)));
            case 4 -> {
                if (length() > 0) {
                    same("GETRANGE", "K", "" + -(1 + random.nextInt(length())), "-1");
                }
            }
            case 5 -> same("SETBIT", "K", "#" + bit, "" + random.nextInt(2));
            case 6 -> same("GETBIT", "K", "#" + bit);
            case 7 -> same("BITCOUNT", "K", "@" + at, "-1");
            case 8 -> same("BITCOUNT", "K", "#" + bit, "#" + (bit + random.nextInt(500)), "BIT");
            case 9 -> firstBit(random.nextInt(2), at);
            default ->
                same(
                        "BITFIELD",
                        "K",
                        "SET",
                        type,
                        "#" + bit,
                        number,
                        "OVERFLOW",
                        "SAT",
                        "INCRBY",
                        type,
                        "#" + bit / 2,
                        number,
                        "GET",
                        "i64",
                        "#" + bit);
        }
        same("GETRANGE", "K", "@0", "-1");
        assertEquals(bench.ask("BITCOUNT", "short"), bench.ask("BITCOUNT", "long"));
        assertEquals("$3\r\nraw\r\n", bench.ask("OBJECT", "ENCODING", "long"));
    }

    private int length() {
        return (int) ReplyText.number(bench.ask("STRLEN", "short"));
    }

    /** @param words K for the key, @ before a place in bytes, # before one in bits */
    private void same(String... words) {
        assertEquals(bench.ask(of(false, words)), bench.ask(of(true, words)), () -> String.join(" ", words));
    }

    /** The same where a number of bytes is answered. */
    private void counted(String... words) {
        long expected = ReplyText.number(bench.ask(of(false, words)));
        assertEquals(expected + BEFORE, ReplyText.number(bench.ask(of(true, words))), () -> String.join(" ", words));
    }

    private void firstBit(int wanted, int at) {
        if (at < length()) {
            long expected = ReplyText.number(bench.ask(of(false, "BITPOS", "K", "" + wanted, "@" + at)));
            long found = ReplyText.number(bench.ask(of(true, "BITPOS", "K", "" + wanted, "@" + at)));
            assertEquals(expected < 0 ? expected : expected + 8L * BEFORE, found);
        }
    }

    private static String[] of(boolean isLong, String... words) {
        String[] now = new String[words.length];
        for (int i = 0; i < words.length; i++) {
            String word = words[i];
            char sign = word.isEmpty() ? ' ' : word.charAt(0);
            long more = !isLong ? 0 : sign == '@' ? BEFORE : 8L * BEFORE;
            now[i] = word.equals("K")
                    ? isLong ? "long" : "short"
                    : sign == '@' || sign == '#' ? "" + (Long.parseLong(word.substring(1)) + more) : word;
        }
        return now;
    }
}
