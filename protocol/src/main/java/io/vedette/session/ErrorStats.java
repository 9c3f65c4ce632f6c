package io.vedette.session;

import io.vedette.resp.RespException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** How many errors were answered, by code word: INFO errorstats. Owned by the loop. */
public final class ErrorStats {
    /** Code words that are counted singly, so that no client can fill the memory with new ones. Ours; Redis 7.2 has 128. */
    private static final int MAX_CODES = 128;

    private final SortedMap<String, Long> counts = new TreeMap<>();
    private long total;
    private long unexpected;

    ErrorStats() {}

    public void count(RespException error) {
        total++;
        String code = error.code();
        if (counts.size() < MAX_CODES || counts.containsKey(code)) {
            counts.merge(code, 1L, Long::sum);
        }
    }

    public long total() {
        return total;
    }

    /** A command failed that should have gone well: of a master's stream. It stands among {@link #total} already. */
    public void noteUnexpected() {
        unexpected++;
    }

    public long unexpected() {
        return unexpected;
    }

    public SortedMap<String, Long> counts() {
        return Collections.unmodifiableSortedMap(counts);
    }

    void reset() {
        total = 0;
        unexpected = 0;
        counts.clear();
    }
}
