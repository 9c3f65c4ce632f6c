package io.vedette.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class BatchTimeTest {
    private static final long MILLI = 1_000_000;

    private long nanos = 5 * MILLI;
    private long micros = 7_000_900;
    private int wallAsked;
    private final BatchTime time = new BatchTime(
            new SessionClock() {
                @Override
                public long wallMillis() {
                    wallAsked++;
                    return micros / 1_000;
                }

                @Override
                public long wallMicros() {
                    wallAsked++;
                    return micros;
                }

                @Override
                public long nanos() {
                    return nanos;
                }
            },
            new LoopWatch());

    @Test
    void batchesOfOneMillisecondAskTheWallClockOnceAndSeeItGoOn() {
        time.batch();
        assertEquals(7_000, time.wallMillis());
        time.batchEnds();
        pass(150_000);
        time.batch();
        assertEquals(7_001, time.wallMillis());
        assertEquals(1, wallAsked);
    }

    @Test
    void aWallClockThatWasSetIsNoticedAMillisecondLater() {
        time.batch();
        time.batchEnds();
        micros = 3_000_000;
        pass(MILLI);
        time.batch();
        assertEquals(3_001, time.wallMillis());
        assertEquals(2, wallAsked);
    }

    @Test
    void commandsOfABatchBeginWhereTheOneBeforeEnded() {
        time.batch();
        long begun = time.begin();
        pass(2 * MILLI);
        assertEquals(2 * MILLI, time.end(begun));
        assertEquals(7_002, time.wallMillis());
        assertEquals(begun + 2 * MILLI, time.begin());
    }

    @Test
    void outsideOfABatchEveryQuestionGoesToTheClocks() {
        time.batch();
        time.batchEnds();
        micros += 10;
        nanos += 1;
        assertEquals(micros / 1_000, time.wallMillis());
        assertEquals(nanos, time.begin());
        assertEquals(2, wallAsked);
    }

    private void pass(long passed) {
        nanos += passed;
        micros += passed / 1_000;
    }
}
