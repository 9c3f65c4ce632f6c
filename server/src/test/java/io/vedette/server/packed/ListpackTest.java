package io.vedette.server.packed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ListpackTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] letters(int length) {
        byte[] text = new byte[length];
        Arrays.fill(text, (byte) 'x');
        return text;
    }

    private static List<String> forward(byte[] pack) {
        List<String> all = new ArrayList<>();
        for (int at = Listpack.first(pack); at != Listpack.NONE; at = Listpack.next(pack, at)) {
            all.add(new String(Listpack.text(pack, at), StandardCharsets.ISO_8859_1));
        }
        return all;
    }

    private static List<String> backward(byte[] pack) {
        List<String> all = new ArrayList<>();
        for (int at = Listpack.last(pack); at != Listpack.NONE; at = Listpack.previous(pack, at)) {
            all.addFirst(new String(Listpack.text(pack, at), StandardCharsets.ISO_8859_1));
        }
        return all;
    }

    @Test
    void everyEntryHasTheBytesThatRedisGivesIt() {
        assertEquals("0001", entry("0"));
        assertEquals("7f01", entry("127"));
        assertEquals("c08002", entry("128"));
        assertEquals("dfff02", entry("-1"));
        assertEquals("d00002", entry("-4096"));
        assertEquals("f1001003", entry("4096"));
        assertEquals("f1ffef03", entry("-4097"));
        assertEquals("f200800004", entry("32768"));
        assertEquals("f200008004", entry("-8388608"));
        assertEquals("f30000800005", entry("8388608"));
        assertEquals("f4000000800000000009", entry("2147483648"));
        assertEquals("f4000000000000008009", entry("-9223372036854775808"));
        assertTrue((entry("9223372036854775808")).startsWith("9339"));
        assertTrue((entry("9223372036854775808")).endsWith("3814"));
        assertEquals("8330303704", entry("007"));
        assertEquals("822d3003", entry("-0"));
        assertEquals("8001", entry(""));
    }

    private static String entry(String text) {
        byte[] pack = Listpack.of(bytes(text));
        return HexFormat.of().formatHex(pack, Listpack.HEAD_BYTES, Listpack.end(pack));
    }

    @Test
    void theWayBackIsLongerForLongerTexts() {
        assertEquals("bf", entry("x".repeat(63)).substring(0, 2));
        assertTrue((entry("x".repeat(64))).startsWith("e040"));
        assertTrue((entry("x".repeat(64))).endsWith("42"));
        assertTrue((entry("x".repeat(126))).endsWith("0180"));
        assertEquals(2 * (2 + 126 + 2), entry("x".repeat(126)).length());
        assertTrue((entry("x".repeat(4096))).startsWith("f000100000"));
        assertEquals(7 + 5 + 16_377 + 2, Listpack.of(letters(16_377)).length);
        assertEquals(7 + 5 + 16_378 + 3, Listpack.of(letters(16_378)).length);
        assertEquals(7 + 5 + 2_097_145 + 3, Listpack.of(letters(2_097_145)).length);
        assertEquals(7 + 5 + 2_097_146 + 4, Listpack.of(letters(2_097_146)).length);
    }

    @Test
    void anyEditGivesAValidListpackThatHoldsWhatAListWould() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            byte[] pack = Listpack.empty();
            List<String> model = new ArrayList<>();
            for (int step = 0; step < 60; step++) {
                byte[] before = pack.clone();
                byte[] old = pack;
                pack = edited(pack, model, random);
                assertArrayEquals(before, old);
                assertTrue(Listpack.isValid(pack));
                assertEquals(model, forward(pack));
                assertEquals(model, backward(pack));
                assertEquals(model.size(), Listpack.count(pack));
            }
            assertArrayEquals(
                    pack, Listpack.of(model.stream().map(ListpackTest::bytes).toArray(byte[][]::new)));
        }
    }

    private static byte[] edited(byte[] pack, List<String> model, Random random) {
        int index = random.nextInt(model.size() + 1);
        int at = index == model.size() ? Listpack.end(pack) : Listpack.seek(pack, index);
        String text = text(random);
        switch (random.nextInt(6)) {
            case 0 -> {
                model.addFirst(text);
                return Listpack.prepend(pack, bytes(text));
            }
            case 1 -> {
                model.addAll(List.of(text, "y"));
                return Listpack.append(pack, bytes(text), bytes("y"));
            }
            case 2 -> {
                model.add(index, text);
                return Listpack.insert(pack, at, bytes(text));
            }
            case 3 -> {
                long number = random.nextLong() >> random.nextInt(64);
                model.add(index, Long.toString(number));
                return Listpack.insert(pack, at, number);
            }
            case 4 -> {
                if (index == model.size()) {
                    return pack;
                }
                model.set(index, text);
                return Listpack.replace(pack, at, bytes(text));
            }
            default -> {
                int many = random.nextInt(4);
                model.subList(index, Math.min(model.size(), index + many)).clear();
                return Listpack.deleteRange(pack, index, many);
            }
        }
    }

    private static String text(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Long.toString(random.nextLong() >> random.nextInt(64));
            case 1 -> "x".repeat(random.nextInt(70));
            case 2 -> "y".repeat(random.nextInt(300));
            default -> "z".repeat(random.nextInt(40) == 0 ? random.nextInt(20_000) : 3);
        };
    }

    @Test
    void anEntryIsFoundAtEveryStepButNotBetween() {
        byte[] pack = Listpack.of(bytes("a"), bytes("1"), bytes("1"), bytes("b"), bytes("b"), bytes("c"));
        int first = Listpack.first(pack);
        assertEquals(Listpack.seek(pack, 2), Listpack.find(pack, first, 2, bytes("1")));
        assertEquals(Listpack.seek(pack, 4), Listpack.find(pack, first, 2, bytes("b")));
        assertEquals(Listpack.NONE, Listpack.find(pack, first, 2, bytes("c")));
        assertEquals(Listpack.seek(pack, -1), Listpack.find(pack, first, 1, bytes("c")));
        assertEquals(Listpack.NONE, Listpack.find(pack, first, 1, bytes("01")));
        assertEquals(Listpack.NONE, Listpack.find(Listpack.empty(), Listpack.NONE, 1, bytes("c")));
        assertTrue(Listpack.matches(pack, Listpack.seek(pack, 1), bytes("1")));
        assertFalse(Listpack.matches(pack, Listpack.seek(pack, 0), bytes("1")));
    }

    @Test
    void partsAndSumsAreListpacksToo() {
        byte[] pack = Listpack.of(bytes("a"), bytes("1"), bytes("b"), bytes("2"));
        byte[] middle = Listpack.slice(pack, Listpack.seek(pack, 1), Listpack.seek(pack, 3));
        assertEquals(List.of("1", "b"), forward(middle));
        assertEquals(List.of("1", "b", "a", "1", "b", "2"), forward(Listpack.concat(middle, pack)));
        assertTrue(Listpack.isValid(Listpack.concat(middle, pack)));
        assertArrayEquals(
                pack,
                new ListpackBuilder()
                        .add(bytes("a"))
                        .add(1)
                        .copy(pack, Listpack.seek(pack, 2))
                        .add(2)
                        .take());
    }

    @Test
    void moreEntriesThanTheHeaderCanSayAreCounted() {
        ListpackBuilder builder = new ListpackBuilder();
        for (int i = 0; i < 65_540; i++) {
            builder.add(i & 7);
        }
        byte[] pack = builder.take();
        assertEquals(65_540, Listpack.count(pack));
        assertTrue(Listpack.isValid(pack));
        assertEquals(65_534, Listpack.count(Listpack.deleteRange(pack, 0, 6)));
    }

    @Test
    void noDamagedListpackIsTakenForOneThatCannotBeWalked() {
        Random random = new Random(3);
        byte[] sound = Listpack.of(bytes("a"), bytes("12345"), letters(100), bytes("-7"), letters(5000));
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = sound.clone();
            for (int j = 0; j <= random.nextInt(3); j++) {
                damaged[random.nextInt(random.nextBoolean() ? 20 : damaged.length)] = (byte) random.nextInt();
            }
            if (Listpack.isValid(damaged)) {
                assertEquals(Listpack.count(damaged), forward(damaged).size());
                assertEquals(backward(damaged), forward(damaged));
            }
        }
        for (int length = 0; length < sound.length; length++) {
            assertFalse(Listpack.isValid(Arrays.copyOf(sound, length)));
        }
    }
}
