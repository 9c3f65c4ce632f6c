package io.vedette.server.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.server.memory.RecordTable;
import io.vedette.server.memory.ScoreNodes;
import io.vedette.server.memory.SipHash;
import io.vedette.server.memory.Slabs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree beside a sorted set of the JDK; the seed is the name of the history. */
class ScoreTreeTest {
    private record Element(double score, String member) {}

    private final Slabs slabs = new Slabs();
    private RecordTable members = new RecordTable(slabs, new SipHash(1, 2));
    private ScoreTree tree = new ScoreTree(new ScoreNodes(slabs), members);
    private TreeSet<Element> model =
            new TreeSet<>(Comparator.comparingDouble(Element::score).thenComparing(Element::member));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void ranksAndRangesAreThoseOfASortedSet(long seed) {
        Random random = new Random(seed);
        Map<ScoreTree, List<Element>> forked = new HashMap<>();
        for (int step = 0; step < 30_000; step++) {
            // Waves, so that the tree grows three levels high and shrinks to nothing, again and again.
            boolean growing = Math.sin(step / 3000.0) > 0;
            if (random.nextInt(10) < (growing ? 9 : 2)) {
                add(new Element(random.nextInt(50), "m" + random.nextInt(100_000)));
            } else if (!model.isEmpty()) {
                int from = random.nextInt(model.size());
                int length = random.nextInt(100) == 0 ? random.nextInt(model.size() - from) : 1;
                removeRange(from, from + length);
            }
            if (step % 500 == 0) {
                check(random);
            }
            if (step % 5_000 == 2_500) {
                slabs.openSnapshot();
                forked.put(tree, new ArrayList<>(model));
                members = members.fork();
                tree = tree.fork(members);
            }
        }
        forked.forEach((old, content) -> assertEquals(content, content(old, 0, old.size(), false)));
    }

    @Test
    void ascendingAndDescendingLoadsLeaveLittleAir() {
        for (int i = 0; i < 100_000; i++) {
            add(new Element(i, "m"));
            add(new Element(-i - 1, "m"));
        }
        assertTrue(tree.bytes() < 15 * 200_000, "bytes for an element: " + tree.bytes() / 200_000.0);
        check(new Random(1));
    }

    @Test
    void nodesLeavePagesThatAreNearlyEmpty() {
        for (int i = 0; i < 20_000; i++) {
            add(new Element(i, "m"));
        }
        for (int from = 0; from + 300 < model.size(); from += 300) {
            removeRange(from, from + 300); // with whole leaves
        }
        List<Element> left = new ArrayList<>(model);
        assertTrue(slabs.beginLeaving() > 0);
        int[] moved = {0};
        long cursor = 0;
        do {
            cursor = tree.relocate(cursor, node -> moved[0]++);
        } while (cursor != 0);
        slabs.endLeaving();
        assertTrue(moved[0] > 0);
        assertEquals(left, content(tree, 0, tree.size(), false));
        check(new Random(2));
    }

    @Test
    void allNodesAreGivenBack() {
        long before = slabs.blobs();
        ScoreTree other = new ScoreTree(new ScoreNodes(slabs), members);
        int record = members.record(bytes("m"), new byte[0], 0, 0);
        for (int i = 0; i < 50_000; i++) {
            other.add(i % 2 == 0 ? i : -i, bytes("m"), record);
        }
        other.removeRange(100, 40_000, gone -> {});
        other.release();
        slabs.free(record);
        assertEquals(before, slabs.blobs());
    }

    private void add(Element element) {
        if (model.add(element)) {
            byte[] member = bytes(element.member());
            byte[] key = bytes(element.score() + " " + element.member());
            // Elements of one member and several scores are told apart by the table's key, not by the record.
            int record = members.record(member, new byte[0], 0, 0);
            members.add(members.hash(key), record);
            tree.add(element.score(), member, record);
        }
    }

    private void removeRange(int from, int to) {
        List<Element> doomed = new ArrayList<>(model).subList(from, to);
        if (to == from + 1) {
            tree.remove(doomed.getFirst().score(), bytes(doomed.getFirst().member()));
        } else {
            List<String> told = new ArrayList<>();
            tree.removeRange(from, to, handle -> told.add(text(members.key(handle))));
            assertEquals(doomed.stream().map(Element::member).toList(), told);
        }
        doomed.forEach(model::remove);
    }

    private void check(Random random) {
        List<Element> all = new ArrayList<>(model);
        assertEquals(all.size(), tree.size());
        assertEquals(all, content(tree, 0, all.size(), false));
        for (int i = 0; i < 20; i++) {
            int from = random.nextInt(all.size() + 1);
            int to = from + random.nextInt(all.size() - from + 1);
            List<Element> range = new ArrayList<>(all.subList(from, to));
            assertEquals(range, content(tree, from, to, false));
            Collections.reverse(range);
            assertEquals(range, content(tree, from, to, true));
            double score = random.nextInt(52) - 1;
            assertEquals(
                    all.stream().filter(e -> e.score() < score).count(), tree.rank(new Border.AtScore(score, false)));
            assertEquals(
                    all.stream().filter(e -> e.score() <= score).count(), tree.rank(new Border.AtScore(score, true)));
        }
        for (int i = 0; i < all.size(); i += 1 + all.size() / 50) {
            Element element = all.get(i);
            assertEquals(i, tree.rank(new Border.BeforeElement(element.score(), bytes(element.member()))));
        }
        assertEquals(0, tree.rank(Border.Edge.BEGIN));
        assertEquals(all.size(), tree.rank(Border.Edge.END));
    }

    private List<Element> content(ScoreTree of, int from, int to, boolean reverse) {
        List<Element> content = new ArrayList<>();
        of.forEach(from, to, reverse, (score, handle) -> content.add(new Element(score, text(members.key(handle)))));
        return content;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
