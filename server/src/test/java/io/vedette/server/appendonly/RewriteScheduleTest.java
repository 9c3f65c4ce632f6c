package io.vedette.server.appendonly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.config.ConfigRefusal;
import io.vedette.server.config.ServerSettings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RewriteScheduleTest {
    private static final long MINUTE = 60_000;

    private final ServerSettings settings = new ServerSettings();
    private final RewriteSchedule schedule = new RewriteSchedule();

    private boolean isDue(long bytes, long baseBytes) {
        return schedule.isDue(bytes, baseBytes, AppendOnlySettings.of(settings.appendOnly), 0);
    }

    @Test
    void aFileIsDueWhenItIsLargeEnoughAndHasGrownByThePercentage() throws ConfigRefusal {
        settings.table().set(List.of("auto-aof-rewrite-min-size", "1000", "auto-aof-rewrite-percentage", "50"));
        assertFalse(isDue(1_000, 1), "not larger than the least size");
        assertTrue(isDue(1_001, 1));
        assertFalse(isDue(2_999, 2_000), "grown by less than half");
        assertTrue(isDue(3_000, 2_000));
        assertTrue(isDue(1_001, 0), "never rewritten");
        schedule.begun(0);
        assertFalse(isDue(3_000, 2_000), "one runs");
        schedule.succeeded(0);
        settings.table().set(List.of("auto-aof-rewrite-percentage", "0"));
        assertFalse(isDue(3_000, 1));
    }

    /** The numbers are those of Redis 7. */
    @Test
    void afterThreeFailuresTriesAreSpacedAndTheSpaceDoublesUpToAnHour() {
        List<Long> spaces = new ArrayList<>();
        for (int failure = 1; failure <= 11; failure++) {
            schedule.begun(0);
            schedule.failed(0);
            spaces.add(schedule.spaceMinutes());
        }
        assertEquals(List.of(0L, 0L, 1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L), spaces);
        schedule.want();
        assertFalse(schedule.isWantedNow(60 * MINUTE - 1));
        assertTrue(schedule.isWantedNow(60 * MINUTE));
        assertFalse(schedule.isLastGood());
        schedule.begun(60 * MINUTE);
        schedule.succeeded(61 * MINUTE);
        assertEquals(0, schedule.spaceMinutes());
        assertEquals(60, schedule.lastSpentSeconds());
        assertTrue(schedule.isLastGood());
    }

    @Test
    void oneRunsAtATimeAndOneThatIsGivenUpIsNoFailure() {
        schedule.begun(0);
        assertThrows(IllegalStateException.class, () -> schedule.begun(1));
        schedule.abandoned(2);
        assertTrue(schedule.isLastGood());
        assertEquals(0, schedule.failures());
        assertFalse(schedule.isRunning());
    }
}
