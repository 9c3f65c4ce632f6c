package io.vedette.sentinel.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RehearsalTest {
    @Test
    void eachRoundLeadsOneFailoverObservesAnotherAndHandsOver() {
        assertEquals(30, Rehearsal.play(10));
    }
}
