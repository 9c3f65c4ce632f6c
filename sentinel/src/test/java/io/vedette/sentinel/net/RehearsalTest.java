package io.vedette.sentinel.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RehearsalTest {
    @Test
    void eachRoundLeadsOneFailoverAndObservesAnother() {
        assertEquals(20, Rehearsal.play(10));
    }
}
