package io.vedette.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CalmTest {
    private final Calm calm = Calm.ofStream();
    private long end;

    /** How many ticks pass until it is calm, if so much is written from one to the next. */
    private int ticks(long bytesATick, long lagBytes) {
        int ticks = 0;
        boolean isCalm = false;
        while (!isCalm) {
            end += bytesATick;
            isCalm = calm.isNow(end, lagBytes);
            ticks++;
        }
        return ticks;
    }

    @Test
    void aLinkWithLittleInItIsWatchedForAMoment() {
        assertEquals(Calm.QUIET_TICKS + 1, ticks(1_000, 0));
    }

    /** It may have got its snapshot and the history before it just now. */
    @Test
    void aLogThatHasJustBegunSomewhereIsNoStream() {
        end = 1L << 40;
        assertEquals(Calm.QUIET_TICKS + 2, ticks(1_000, 0));
    }

    @Test
    void whoCatchesUpIsLeftAloneUntilItHas() {
        for (int i = 0; i < 20; i++) {
            assertEquals(false, calm.isNow(end, 10 << 20));
        }
        assertEquals(Calm.QUIET_TICKS + 1, ticks(1_000, 0));
    }

    @Test
    void aStreamThatNeverEbbsIsNotWaitedForForEver() {
        assertEquals(Calm.MOST_TICKS + 1, ticks(1 << 20, 0));
        assertEquals(false, calm.isQuiet());
    }

    @Test
    void clientsAreWaitedForUntilTheyAskLittle() {
        Calm clients = Calm.ofClients();
        long commands = 0;
        for (int i = 0; i < 20; i++) {
            commands += 2 * Calm.QUIET_COMMANDS;
            assertEquals(false, clients.isNow(commands, 0));
        }
        for (int i = 0; i < Calm.QUIET_TICKS; i++) {
            assertEquals(false, clients.isNow(commands, 0));
        }
        assertEquals(true, clients.isNow(commands, 0));
        assertEquals(true, clients.isQuiet());
    }
}
