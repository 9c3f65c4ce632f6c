package io.vedette.server.values;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.server.SettingLimits;
import io.vedette.server.config.EncodingSettings;
import io.vedette.server.config.ServerSettings;
import io.vedette.server.list.ListNode;
import io.vedette.server.memory.SipHash;
import io.vedette.server.memory.Slabs;
import io.vedette.server.packed.Listpack;
import io.vedette.server.values.ListValue.End;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListValueTest {
    private final Slabs slabs = new Slabs();

    private ListValue list(int limit) {
        return list(limit, EncodingLimits.LIST_PLAIN_FROM_BYTES);
    }

    private ListValue list(int limit, long plainFromBytes) {
        EncodingSettings settings = new ServerSettings().encodings;
        settings.listSize.assign(limit);
        settings.listPlainFromBytes(plainFromBytes);
        return new ListValue(new Values(slabs, new SipHash(1, 2), new SettingLimits(settings)));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 11, 1073741824",
        "2, 12, 1073741824",
        "3, 13, 1073741824",
        "5, 14, 1073741824",
        "-1, 15, 1073741824",
        "0, 16, 1073741824",
        "128, 17, 1073741824",
        "-2, 18, 1",
        "-2, 19, 8",
        "3, 20, 12"
    })
    void aListDoesWhatAListDoesAndForksStayAsTheyWere(int limit, long seed, long plainFromBytes) {
        Random random = new Random(seed);
        ListValue list = list(limit, plainFromBytes);
        List<String> model = new ArrayList<>();
        for (int round = 0; round < 60; round++) {
            ListValue held = list;
            List<String> heldModel = List.copyOf(model);
            boolean holds = random.nextInt(3) > 0;
            if (holds) {
                slabs.openSnapshot();
                list = list.fork();
            }
            for (int i = 0; i < 50; i++) {
                change(list, model, random);
                assertEquals(model.size(), list.size());
            }
            check(list, model, random);
            if (holds) {
                assertEquals(heldModel, elements(held, 0, held.size(), false), "what a snapshot holds");
                slabs.closeSnapshot();
            }
        }
        list.release();
        while (slabs.giveBackDeferred(1000)) {
            assertTrue(slabs.blobs() > 0);
        }
        assertEquals(0, slabs.blobs());
    }

    @ParameterizedTest
    @CsvSource({"-2, 21", "-1, 22", "128, 23", "-3, 24"})
    void longRunsOfPushesAndPopsAtBothEndsChangeNodesInPlace(int limit, long seed) {
        Random random = new Random(seed);
        ListValue list = list(limit);
        ArrayDeque<String> model = new ArrayDeque<>();
        for (int round = 0; round < 40; round++) {
            ListValue held = list;
            List<String> heldModel = List.copyOf(model);
            boolean holds = random.nextInt(3) == 0;
            if (holds) {
                slabs.openSnapshot();
                list = list.fork();
            }
            int pushes = random.nextInt(model.size() < 20_000 ? 101 : 40);
            boolean mixed = random.nextBoolean();
            End pushed = random.nextBoolean() ? End.FIRST : End.LAST;
            End popped = random.nextBoolean() ? End.FIRST : End.LAST;
            for (int i = random.nextInt(4000); i > 0; i--) {
                End end = mixed && random.nextBoolean() ? End.FIRST : pushed;
                if (random.nextInt(100) < pushes) {
                    String element = element(random);
                    list.push(end, bytes(element));
                    if (end == End.FIRST) {
                        model.addFirst(element);
                    } else {
                        model.addLast(element);
                    }
                } else if (!model.isEmpty()) {
                    String expected = popped == End.FIRST ? model.removeFirst() : model.removeLast();
                    list.pop(popped, 1, (bytes, at, length) -> assertEquals(expected, text(bytes, at, length)));
                }
            }
            assertEquals(List.copyOf(model), elements(list, 0, list.size(), false));
            if (holds) {
                assertEquals(heldModel, elements(held, 0, held.size(), false), "what a snapshot holds");
                slabs.closeSnapshot();
            }
        }
        list.forEachNode(node -> assertTrue(Listpack.isValid(node.toBytes())));
        list.release();
        while (slabs.giveBackDeferred(1000)) {
            assertTrue(slabs.blobs() > 0);
        }
        assertEquals(0, slabs.blobs());
    }

    private static void change(ListValue list, List<String> model, Random random) {
        int size = model.size();
        End end = random.nextBoolean() ? End.FIRST : End.LAST;
        switch (random.nextInt(size == 0 ? 1 : 8)) {
            case 0, 1 -> {
                List<String> elements = new ArrayList<>();
                for (int i = random.nextInt(6); i >= 0; i--) {
                    elements.add(element(random));
                }
                list.push(end, elements.size(), i -> bytes(elements.get(i)));
                elements.forEach(element -> model.add(end == End.FIRST ? 0 : model.size(), element));
            }
            case 2 -> {
                int popped = 1 + random.nextInt(Math.min(size, 4));
                List<String> taken = new ArrayList<>();
                list.pop(end, popped, (bytes, at, length) -> taken.add(text(bytes, at, length)));
                for (String element : taken) {
                    assertEquals(end == End.FIRST ? model.removeFirst() : model.removeLast(), element);
                }
                assertEquals(popped, taken.size());
            }
            case 3 -> {
                int index = random.nextInt(size);
                String element = element(random);
                list.set(index, bytes(element));
                model.set(index, element);
            }
            case 4, 5 -> {
                int pivot = random.nextInt(size);
                boolean after = random.nextBoolean();
                String element = element(random);
                list.insert(pivot, after, bytes(element));
                model.add(pivot + (after ? 1 : 0), element);
            }
            case 6 -> {
                int from = random.nextInt(size);
                int many = random.nextInt(Math.min(size - from, random.nextInt(10) == 0 ? size : 3) + 1);
                list.remove(from, many);
                model.subList(from, from + many).clear();
            }
            default -> {
                String element = model.get(random.nextInt(size));
                boolean backwards = random.nextBoolean();
                int most = 1 + random.nextInt(3);
                if (backwards) {
                    Collections.reverse(model);
                }
                int removed = 0;
                while (removed < most && model.remove(element)) {
                    removed++;
                }
                if (backwards) {
                    Collections.reverse(model);
                }
                assertEquals(removed, list.removeEqual(bytes(element), backwards, most));
            }
        }
    }

    private static void check(ListValue list, List<String> model, Random random) {
        assertEquals(model, elements(list, 0, list.size(), false));
        assertEquals(model.reversed(), elements(list, list.size() - 1, list.size(), true));
        List<String> byNodes = new ArrayList<>();
        int[] nodes = {0};
        list.forEachNode(node -> {
            nodes[0]++;
            assertTrue(node.count() > 0 || model.isEmpty());
            assertTrue(node.isPlain() || Listpack.isValid(node.toBytes()));
            for (int i = 0; i < node.count(); i++) {
                byNodes.add(new String(node.get(i), StandardCharsets.ISO_8859_1));
            }
        });
        assertEquals(model, byNodes);
        assertEquals(list.nodes(), nodes[0]);
        if (model.isEmpty()) {
            return;
        }
        int index = random.nextInt(model.size());
        assertArrayEquals(bytes(model.get(index)), list.get(index));
        String element = model.get(index);
        boolean backwards = random.nextBoolean();
        int most = 1 + random.nextInt(model.size());
        int wanted = 1 + random.nextInt(3);
        List<Long> expected = new ArrayList<>();
        for (int i = 0; i < most && expected.size() < wanted; i++) {
            int at = backwards ? model.size() - 1 - i : i;
            if (model.get(at).equals(element)) {
                expected.add((long) at);
            }
        }
        List<Long> found = new ArrayList<>();
        list.search(bytes(element), backwards, most, at -> {
            found.add(at);
            return found.size() < wanted;
        });
        assertEquals(expected, found);
    }

    /** Short words that come again, numbers of all sizes, and now and then something long. */
    private static String element(Random random) {
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> Long.toString(random.nextLong() >> random.nextInt(64));
            case 3 -> "x".repeat(random.nextInt(200));
            case 4 ->
                random.nextInt(20) == 0 ? "y".repeat(70_000 + random.nextInt(100)) : "y".repeat(random.nextInt(5000));
            default -> "abcdef".substring(random.nextInt(6));
        };
    }

    private static List<String> elements(ListValue list, long from, long howMany, boolean backwards) {
        List<String> elements = new ArrayList<>();
        list.walk(from, howMany, backwards, (bytes, at, length) -> elements.add(text(bytes, at, length)));
        return elements;
    }

    @Test
    void plainNodesStayUntilTheirElementIsChanged() {
        ListValue list = list(-2);
        list.addNode(ListNode.plain(bytes("huge")));
        list.push(End.LAST, bytes("behind"));
        list.push(End.FIRST, bytes("before"));
        assertEquals(List.of("before", "huge", "behind"), elements(list, 0, 3, false));
        assertEquals(3, list.nodes());
        list.set(1, bytes("small"));
        list.insert(1, true, bytes("more"));
        assertEquals(List.of("before", "small", "more", "behind"), elements(list, 0, 4, false));
        list.release();
        assertEquals(0, slabs.blobs());
    }

    @Test
    void aListOfAMillionElementsIsChangedInItsMiddle() {
        ListValue list = list(-2);
        int size = 1_000_000;
        list.push(End.LAST, size, i -> bytes("element-" + i));
        for (int i = 0; i < 1000; i++) {
            list.insert(size / 2, false, bytes("new-" + i));
        }
        assertArrayEquals(bytes("new-999"), list.get(size / 2));
        assertArrayEquals(bytes("element-" + size / 2), list.get(size / 2 + 1000));
        list.remove(size / 2, 1000);
        assertEquals(1, list.removeEqual(bytes("element-777777"), true, 5));
        assertEquals(size - 1, list.size());
        list.remove(10, size - 21);
        assertArrayEquals(bytes("element-999990"), list.get(10));
        list.release();
        assertEquals(0, slabs.blobs());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes, int at, int length) {
        return new String(bytes, at, length, StandardCharsets.ISO_8859_1);
    }
}
