package io.vedette.launcher.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/** Who takes how much of a snapshot file. Memory is bounded whatever the file holds. */
final class Statistics {
    /** Largest keys that are named. */
    private static final int NAMED = 10;
    /** Prefixes that are told apart; what comes later counts together. */
    private static final int MOST_PREFIXES = 10_000;

    static final String OTHERS = "(others)";
    static final String NO_PREFIX = "(no prefix)";

    /** A key and what it takes. */
    record Sized(String name, String kind, long bytes) {}

    /** How many keys of a sort there are, and what they take together. */
    static final class Share {
        private long keys;
        private long bytes;

        private void add(long more) {
            keys++;
            bytes += more;
        }

        long keys() {
            return keys;
        }

        long bytes() {
            return bytes;
        }
    }

    private final Map<String, Share> types = new TreeMap<>();
    private final Map<String, Share> prefixes = new HashMap<>();
    private final PriorityQueue<Sized> largest = new PriorityQueue<>(Comparator.comparingLong(Sized::bytes));

    void add(String key, String kind, long bytes) {
        types.computeIfAbsent(kind, any -> new Share()).add(bytes);
        int colon = key.indexOf(':');
        String prefix = colon < 0 ? NO_PREFIX : key.substring(0, colon + 1);
        boolean room = prefixes.size() < MOST_PREFIXES || prefixes.containsKey(prefix);
        prefixes.computeIfAbsent(room ? prefix : OTHERS, any -> new Share()).add(bytes);
        largest.add(new Sized(key, kind, bytes));
        if (largest.size() > NAMED) {
            largest.remove();
        }
    }

    Map<String, Share> types() {
        return types;
    }

    /** The largest first. */
    List<Sized> largest() {
        return largest.stream()
                .sorted(Comparator.comparingLong(Sized::bytes).reversed())
                .toList();
    }

    /** Those that take most, the first of them first. */
    List<Map.Entry<String, Share>> prefixes() {
        return prefixes.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Share> entry) ->
                                entry.getValue().bytes())
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .limit(NAMED)
                .toList();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        types.forEach((type, share) ->
                lines.add("[stats] type " + type + ": " + share.keys() + " keys, " + share.bytes() + " bytes"));
        largest()
                .forEach(key ->
                        lines.add("[stats] key '" + key.name() + "' (" + key.kind() + "): " + key.bytes() + " bytes"));
        prefixes()
                .forEach(entry -> lines.add("[stats] prefix " + entry.getKey() + ": "
                        + entry.getValue().keys() + " keys, " + entry.getValue().bytes() + " bytes"));
        return lines;
    }
}
