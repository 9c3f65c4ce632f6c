package io.vedette.server.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.server.memory.SipHash;
import io.vedette.server.memory.Slabs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories of a sorted set beside a plain map that does the same; the seed is the name of the history. */
class SortedSetValueTest {
    private record Element(String member, double score) {}

    private static final double[] SCORES = {
        0, 1, -1, 127, 128, 4095, -4096, 4096, 70_000, 1e10, 0.1, -2.5, 1e19, 0x1p62, Double.POSITIVE_INFINITY, -1e300
    };

    private final Slabs slabs = new Slabs();
    private final Values values = new Values(slabs, new SipHash(3, 4), EncodingLimits.USUAL);
    private final Map<String, Double> model = new HashMap<>();
    private SortedSetValue value = new SortedSetValue(values);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aSortedSetHoldsWhatAMapWouldHold(long seed) {
        Random random = new Random(seed);
        Map<SortedSetValue, List<Element>> forked = new HashMap<>();
        for (int step = 0; step < 12_000; step++) {
            String member = member(random, step % 3_000 < 400 ? 60 : 1_500);
            int move = random.nextInt(100);
            if (move < 60) {
                double score = SCORES[random.nextInt(SCORES.length)];
                assertEquals(model.put(member, score) == null, value.put(bytes(member), score));
            } else if (move < 85) {
                assertEquals(model.remove(member) != null, value.remove(bytes(member)));
            } else if (move == 99 && random.nextInt(10) == 0) {
                startAnew();
            } else if (move > 96 && !model.isEmpty()) {
                int from = random.nextInt(model.size());
                int to = Math.min(model.size(), from + random.nextInt(20));
                sorted().subList(from, to).forEach(element -> model.remove(element.member()));
                value.removeRange(from, to);
            }
            if (step % 250 == 0) {
                check(random);
            }
            if (forked.isEmpty() && random.nextInt(1_000) == 0) {
                slabs.openSnapshot();
                forked.put(value, sorted());
                value = value.fork();
            } else if (!forked.isEmpty() && random.nextInt(1_000) == 0) {
                forked.forEach((old, content) -> assertEquals(content, content(old, 0, old.size(), false)));
                forked.clear();
                slabs.closeSnapshot();
            }
        }
        forked.forEach((old, content) -> assertEquals(content, content(old, 0, old.size(), false)));
        if (!forked.isEmpty()) {
            slabs.closeSnapshot();
        }
        value.release();
        while (slabs.giveBackDeferred(1_000)) {}
        assertEquals(0, slabs.blobs());
    }

    @Test
    void itIsLargeFromTheFirstMemberBeyondALimitOn() {
        for (int i = 0; i < 128; i++) {
            value.put(bytes("m" + i), i);
        }
        assertEquals("listpack", value.encoding());
        value.put(bytes("m0"), 5);
        assertEquals("listpack", value.encoding());
        value.put(bytes("one more"), 1);
        assertEquals("skiplist", value.encoding());
        assertEquals(129, value.size());
        SortedSetValue other = new SortedSetValue(values);
        other.put(bytes("x".repeat(64)), 1);
        assertEquals("listpack", other.encoding());
        other.put(bytes("x".repeat(65)), 1);
        assertEquals("skiplist", other.encoding());
    }

    @Test
    void aMillionMembersTakeLessThanSixtyFourBytesEach() {
        Random random = new Random(1);
        for (int i = 0; i < 1_000_000; i++) {
            value.put(bytes("member" + i), random.nextInt());
        }
        double each = value.memoryBytes() / 1_000_000.0;
        assertTrue(each < 64, "bytes a member: " + each);
        assertTrue(slabs.pageBytes() < 64_000_000, "bytes of slabs: " + slabs.pageBytes());
    }

    private void startAnew() {
        model.clear();
        value.release();
        value = new SortedSetValue(values);
    }

    /** Texts, numbers, and now and then a long one. */
    private static String member(Random random, int variety) {
        int number = random.nextInt(variety);
        return switch (number % 4) {
            case 0 -> Integer.toString(number * 37);
            case 1 -> "-" + (long) number * number * number * 1001;
            case 2 -> number > 200 && number % 100 == 2 ? "long".repeat(17 + number / 10) : "m" + number;
            default -> "\u00ff" + number;
        };
    }

    private void check(Random random) {
        List<Element> all = sorted();
        assertEquals(all.size(), value.size());
        assertEquals(all, content(value, 0, all.size(), false));
        assertEquals(all.size() > 128 ? "skiplist" : value.encoding(), value.encoding());
        Set<Element> scanned = new LinkedHashSet<>();
        long cursor = 0;
        do {
            cursor = value.scan(cursor, 10, (member, score) -> scanned.add(new Element(text(member), score)));
        } while (cursor != 0);
        assertEquals(Set.copyOf(all), scanned);
        for (int i = 0; i < 10; i++) {
            int from = random.nextInt(all.size() + 1);
            int to = from + random.nextInt(all.size() - from + 1);
            List<Element> range = new ArrayList<>(all.subList(from, to));
            assertEquals(range, content(value, from, to, false));
            Collections.reverse(range);
            assertEquals(range, content(value, from, to, true));
            double score = SCORES[random.nextInt(SCORES.length)];
            assertEquals(
                    all.stream().filter(e -> e.score() < score).count(), value.rank(new Border.AtScore(score, false)));
            assertEquals(
                    all.stream().filter(e -> e.score() <= score).count(), value.rank(new Border.AtScore(score, true)));
        }
        for (int i = 0; i < all.size(); i += 1 + all.size() / 20) {
            Element element = all.get(i);
            assertEquals(element.score(), value.score(bytes(element.member())));
            assertEquals(i, value.rank(bytes(element.member()), element.score()));
        }
        assertTrue(Double.isNaN(value.score(bytes("nobody"))));
    }

    private List<Element> sorted() {
        List<Element> elements = new ArrayList<>();
        model.forEach((member, score) -> elements.add(new Element(member, score)));
        elements.sort(Comparator.comparingDouble(Element::score).thenComparing(Element::member));
        return elements;
    }

    private static List<Element> content(SortedSetValue of, long from, long to, boolean reverse) {
        List<Element> content = new ArrayList<>();
        of.forEach(from, to, reverse, (member, score) -> content.add(new Element(text(member), score)));
        return content;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void aFewLongMembersLieInOneArrayAlthoughTheyAreToldAsATable() {
        byte[] member = bytes("m".repeat(65));
        value.put(member, -0.0);
        value.put(bytes("n"), 1e17 + 2);
        assertEquals("skiplist", value.encoding());
        assertTrue(value.array().length > 0);
        assertEquals(Double.doubleToRawLongBits(-0.0), Double.doubleToRawLongBits(value.score(member)));
        assertEquals(1e17 + 2, value.score(bytes("n")));
        for (int i = 0; i < 80; i++) {
            value.put(bytes(i + "m".repeat(65)), i);
        }
        assertEquals(0, value.array().length);
        assertEquals(82, value.size());
        assertEquals(3, value.rank(bytes("2" + "m".repeat(65)), 2));
    }
}
