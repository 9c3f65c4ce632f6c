package io.vedette.tests.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Data of all types, small and large, through rewrites, saves, reloads, ends of the process of every kind, and a change of whose
 * process it is, ours or the real one's: what is found on the disk is what was acknowledged, as a real server has it that saw the
 * same commands and was never disturbed.
 *
 * <p>{@code -Dcrash.seeds=FROM..TO} plays other histories than the fixed ones, and tells of the differences of all of them;
 * {@code -Plong} plays more.
 */
class CrashSoakTest {
    private static final long[] SEEDS = {3, 6};
    private static final int STEPS = 7;
    private static final long[] LONG_SEEDS = LongStream.rangeClosed(1, 60).toArray();
    private static final int LONG_STEPS = 40;

    @TempDir
    Path folder;

    @Test
    void whatWasAcknowledgedIsFoundWhateverHappened() {
        boolean isLong = Boolean.getBoolean("tests.long")
                || !System.getProperty("crash.seeds", "").isEmpty();
        List<String> differences = new ArrayList<>();
        try (Node twin = Node.server(Kind.REDIS, folder);
                Node reader = Node.server(Kind.REDIS, folder)) {
            for (long seed : seeds()) {
                try (CrashHistory history = new CrashHistory(seed, folder, twin, reader)) {
                    history.play(isLong ? LONG_STEPS : STEPS);
                } catch (AssertionError | RuntimeException e) {
                    differences.add("seed " + seed + ": " + e.getMessage());
                }
            }
        }
        assertEquals("", String.join("\n\n", differences));
    }

    private static long[] seeds() {
        String range = System.getProperty("crash.seeds", "");
        if (range.isEmpty()) {
            return Boolean.getBoolean("tests.long") ? LONG_SEEDS : SEEDS;
        }
        String[] ends = range.split("\\.\\.");
        return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[1]))
                .toArray();
    }
}
