package io.vedette.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.server.TestEngine;
import org.junit.jupiter.api.Test;

final class RehearsalTest {
    @Test
    void eachRoundHandsOverAndEndsWithAWriteThatTheNewMasterAccepts() {
        assertEquals(5, Rehearsal.play(new TestEngine(), 5));
    }

    @Test
    void eachRoundByBallotLeadsAndFollows() throws InterruptedException {
        assertEquals(5, BallotRehearsal.play(new TestEngine(), 5));
    }

    @Test
    void aReplicaTakesEverythingAndLoadsIt() throws InterruptedException {
        assertTrue(Rehearsal.playCopying(new TestEngine()));
    }

    @Test
    void aReplicaThatTakesMuchCatchesUpEachTime() throws InterruptedException {
        assertTrue(Rehearsal.playCopyingMuch(new TestEngine(), () -> true));
    }
}
