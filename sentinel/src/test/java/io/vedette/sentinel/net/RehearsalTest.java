package io.vedette.sentinel.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RehearsalTest {
    @Test
    void eachRoundLeadsOneFailoverObservesAnotherAndHandsOver() {
        assertEquals(30, Rehearsal.play(false, 10));
    }

    /** The first ballot comes before them. */
    @Test
    void theSameByBallot() {
        assertEquals(31, Rehearsal.play(true, 10));
    }
}
