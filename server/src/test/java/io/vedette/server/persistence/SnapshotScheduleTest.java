package io.vedette.server.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnapshotScheduleTest {
    private static final long START = 1_700_000_000_000L;
    private static final SavePoint SELDOM = new SavePoint(3_600, 1);
    private static final SavePoint OFTEN = new SavePoint(60, 100);
    private static final List<SavePoint> POINTS = List.of(SELDOM, OFTEN);

    private final SnapshotSchedule schedule = new SnapshotSchedule(START);

    private Optional<SavePoint> due(long changes, long seconds) {
        return schedule.due(POINTS, changes, START + seconds * 1_000);
    }

    @Test
    void aRuleNeedsItsChangesAndMoreThanItsSeconds() {
        assertEquals(Optional.empty(), due(99, 61));
        assertEquals(Optional.empty(), due(100, 60));
        assertEquals(Optional.of(OFTEN), due(100, 61));
        assertEquals(Optional.empty(), due(0, 4_000));
        assertEquals(Optional.of(SELDOM), due(1, 3_601));
    }

    @Test
    void whatWasChangedMeanwhileStaysUnsaved() {
        schedule.begun(100, START + 61_000);
        assertEquals(Optional.empty(), due(1_000, 500));
        assertEquals(Optional.of(START + 61_000), schedule.runningSinceMillis());
        schedule.succeeded(START + 71_000);
        assertEquals(50, schedule.unsaved(150));
        assertEquals(START / 1_000 + 71, schedule.savedSeconds());
        assertEquals(10, schedule.lastSpentSeconds());
        assertEquals(Optional.empty(), schedule.runningSinceMillis());
    }

    @Test
    void afterAFailureTheNextTryWaitsForFiveSecondsAndAGoodOneHeals() {
        schedule.begun(100, START + 61_000);
        schedule.failed(START + 61_000);
        assertFalse(schedule.isLastGood());
        assertEquals(100, schedule.unsaved(100));
        schedule.want();
        assertFalse(schedule.isWantedNow(START + 66_000));
        assertEquals(Optional.empty(), due(100, 66));
        assertEquals(Optional.of(OFTEN), due(100, 67));
        assertTrue(schedule.isWantedNow(START + 67_000));
        schedule.saved(100, START + 68_000);
        assertTrue(schedule.isLastGood());
        assertEquals(0, schedule.unsaved(100));
    }

    @Test
    void oneThatIsAbandonedIsNoFailureAndSavesNothing() {
        schedule.begun(100, START + 61_000);
        schedule.abandoned();
        assertTrue(schedule.isLastGood());
        assertEquals(100, schedule.unsaved(100));
        assertEquals(START / 1_000, schedule.savedSeconds());
    }

    @Test
    void oneRunsAtATime() {
        schedule.want();
        schedule.begun(1, START);
        schedule.want();
        assertFalse(schedule.isWantedNow(START + 1_000));
        assertThrows(IllegalStateException.class, () -> schedule.begun(1, START));
        schedule.succeeded(START);
        assertTrue(schedule.isWantedNow(START + 1_000));
        assertEquals(1, schedule.saves());
    }
}
