package io.vedette.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class OutputLimitsTest {
    private final OutputLimits.Limit limit = new OutputLimits.Limit(100, 50, 10);
    private final OutputLimits.Watch watch = new OutputLimits.Watch();

    @Test
    void theHardLimitCountsAtOnce() {
        assertFalse(watch.isExceeded(limit, 99, 0));
        assertTrue(watch.isExceeded(limit, 100, 0));
    }

    @Test
    void theSoftLimitCountsWhenItIsExceededOnEnd() {
        assertFalse(watch.isExceeded(limit, 60, 1_000));
        assertFalse(watch.isExceeded(limit, 60, 11_000));
        assertFalse(watch.isExceeded(limit, 10, 11_500));
        assertFalse(watch.isExceeded(limit, 60, 12_000));
        assertTrue(watch.isExceeded(limit, 60, 22_001));
    }

    @Test
    void noughtIsNoLimit() {
        assertFalse(watch.isExceeded(OutputLimits.DEFAULT.normal(), Long.MAX_VALUE, 0));
    }

    @Test
    void sizesHaveUnits() throws Exception {
        assertEquals(1000, MemorySize.parse("1k").orElseThrow());
        assertEquals(3L << 30, MemorySize.parse("3GB").orElseThrow());
        assertEquals(Long.MAX_VALUE, MemorySize.parse("9999999999gb").orElseThrow());
        assertEquals(0, MemorySize.parse("gb").orElseThrow());
        assertTrue(MemorySize.parse("1x").isEmpty());
        assertTrue(MemorySize.parse("-1").isEmpty());
        assertEquals("3gb", MemorySize.format(3L << 30));
        assertEquals("0", MemorySize.format(0));
    }
}
