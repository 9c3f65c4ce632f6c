package io.vedette.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopWatchTest {
    @Test
    void longStepsAreCountedAndRestIsNone() {
        LoopWatch watch = new LoopWatch();
        List<Long> stalls = new ArrayList<>();
        watch.onStall(stalls::add);
        watch.step(1_000);
        watch.step(3_000);
        assertEquals(2_000, watch.longestNanos());
        watch.rests(4_000);
        watch.step(9_000_000);
        watch.step(9_001_000);
        assertEquals(2_000, watch.longestNanos());
        watch.step(14_001_000);
        watch.rests(17_001_000);
        assertEquals(5_000_000, watch.longestNanos());
        assertEquals(2, watch.stalls());
        assertEquals(List.of(5_000_000L, 3_000_000L), stalls);
        watch.reset();
        assertEquals(0, watch.longestNanos());
        assertEquals(0, watch.stalls());
    }
}
