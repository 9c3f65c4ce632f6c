package io.vedette.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShutdownTest {
    private static final Shutdown.Wish PLAIN = new Shutdown.Wish(Shutdown.Save.BY_RULE, false, false);

    private final TestEngine test = new TestEngine();
    private final TestConnection client = test.connect();

    @Test
    void withNobodyBehindTheProcessEndsAtOnceAndWithoutAReply() {
        assertEquals("", client.ask("SHUTDOWN"));
        assertEquals(Optional.of(0), test.exited);
    }

    @Test
    void replicasAreWaitedForWhileWritesArePaused() {
        test.replicasBehind = 1;
        assertEquals("", client.ask("SHUTDOWN", "NOSAVE"));
        assertTrue(test.askedForAcknowledgements);
        TestConnection other = test.connect();
        assertEquals("", other.ask("SET", "a", "1"));
        test.pass(3_000);
        assertEquals(Optional.empty(), test.exited);
        assertTrue(test.connect().ask("INFO", "server").contains("shutdown_in_milliseconds:7000\r\n"));
        test.replicasBehind = 0;
        test.pass(100);
        assertEquals(Optional.of(0), test.exited);
        assertEquals("", other.taken());
    }

    @Test
    void aPauseOfAllCommandsMeanwhileEndsInItsTimeAndThatOfWritesGoesOn() {
        test.replicasBehind = 1;
        client.ask("SHUTDOWN", "NOSAVE");
        TestConnection reader = test.connect();
        TestConnection writer = test.connect();
        assertEquals("+OK\r\n", test.connect().ask("CLIENT", "PAUSE", "500", "ALL"));
        assertEquals("", reader.ask("GET", "a"));
        assertEquals("", writer.ask("SET", "a", "1"));
        test.pass(700);
        assertEquals("$-1\r\n", reader.taken());
        assertEquals("$-1\r\n", reader.ask("GET", "a"));
        assertEquals("", writer.taken());
        assertEquals("+OK\r\n", reader.ask("SHUTDOWN", "ABORT"));
        assertEquals("+OK\r\n", writer.taken());
    }

    @Test
    void theWaitHasAnEnd() {
        test.replicasBehind = 1;
        client.ask("SHUTDOWN");
        test.pass(9_900);
        assertEquals(Optional.empty(), test.exited);
        assertFalse(test.shutdown.hasWaitedInVain());
        test.pass(200);
        assertEquals(Optional.of(0), test.exited);
        assertTrue(test.shutdown.hasWaitedInVain()); // nothing waits for them any more
    }

    @Test
    void nowDoesNotWait() {
        test.replicasBehind = 1;
        client.ask("SHUTDOWN", "NOW");
        assertEquals(Optional.of(0), test.exited);
    }

    @Test
    void aReplicaWaitsForThoseUnderIt() {
        test.replica = true;
        test.replicasBehind = 1;
        client.ask("SHUTDOWN");
        assertEquals(Optional.empty(), test.exited);
        test.replicasBehind = 0;
        test.pass(200);
        assertEquals(Optional.of(0), test.exited);
    }

    @Test
    void abortCallsItOffAndTellsWhoAsked() {
        assertEquals("-ERR No shutdown in progress.\r\n", client.ask("SHUTDOWN", "ABORT"));
        test.replicasBehind = 1;
        client.ask("SHUTDOWN");
        TestConnection other = test.connect();
        assertEquals("", other.ask("SET", "a", "1"));
        assertEquals("+OK\r\n", test.connect().ask("SHUTDOWN", "ABORT"));
        assertEquals("-ERR Errors trying to SHUTDOWN. Check logs.\r\n", client.taken());
        assertEquals("+OK\r\n", other.taken());
        test.pass(20_000);
        assertEquals(Optional.empty(), test.exited);
        assertEquals("+PONG\r\n", client.ask("PING"));
    }

    private void mayBePassedOn() {
        test.set("shutdown-failover", "yes");
        test.onlineReplica = true;
    }

    @Test
    void whereTheOperatorAllowsItAReplicaTakesOverFirst() {
        mayBePassedOn();
        client.ask("SHUTDOWN");
        assertEquals(Optional.of(10_000L), test.passedOn);
        test.pass(1_000);
        assertEquals(Optional.empty(), test.exited);
        test.failingOver = false;
        test.replica = true;
        test.pass(100);
        assertEquals(Optional.empty(), test.exited, "clients are told first");
        test.pass(500);
        assertEquals(Optional.of(0), test.exited);
    }

    @Test
    void abortKeepsThePlaceThatWasBeingPassedOnButNotOneThatAnybodyElsePassesOn() {
        mayBePassedOn();
        client.ask("SHUTDOWN");
        assertTrue(test.passedOn.isPresent());
        assertEquals("+OK\r\n", test.connect().ask("SHUTDOWN", "ABORT"));
        assertFalse(test.failingOver);
        test.failingOver = true; // by an operator
        client.taken();
        client.ask("SHUTDOWN");
        assertEquals("+OK\r\n", test.connect().ask("SHUTDOWN", "ABORT"));
        assertTrue(test.failingOver);
    }

    @Test
    void withoutTheSettingOrWithNowNobodyTakesOver() {
        test.onlineReplica = true;
        client.ask("SHUTDOWN");
        assertEquals(Optional.of(0), test.exited);

        TestEngine hurried = new TestEngine();
        hurried.set("shutdown-failover", "yes");
        hurried.onlineReplica = true;
        hurried.connect().ask("SHUTDOWN", "NOW");
        assertEquals(Optional.of(0), hurried.exited);
        assertEquals(Optional.empty(), hurried.passedOn);
    }

    @Test
    void sentinelsAreAskedOneAfterTheOtherBeforeTheMasterDoesItItself() {
        mayBePassedOn();
        TestConnection first = sentinel("sentinel-0123abcd-pubsub");
        TestConnection second = sentinel("sentinel-4567abcd-pubsub");
        sentinel("sentinel-89ababcd-cmd");
        test.pass(Succession.SETTLED_MILLIS);
        client.ask("SHUTDOWN");
        assertTrue(first.taken().contains("hand-over,0123abcd"));
        assertFalse(second.taken().contains("4567abcd"));
        test.pass(1_100);
        assertTrue(second.taken().contains("hand-over,4567abcd"));
        assertEquals(Optional.empty(), test.passedOn);
        test.pass(1_100);
        assertTrue(test.passedOn.isPresent());
    }

    @Test
    void aSentinelThatBeginsIsLeftToFinish() {
        mayBePassedOn();
        sentinel("sentinel-0123abcd-pubsub");
        sentinel("sentinel-4567abcd-pubsub");
        test.pass(Succession.SETTLED_MILLIS);
        client.ask("SHUTDOWN");
        test.failingOver = true;
        test.pass(2_000);
        assertEquals(Optional.empty(), test.passedOn);
        test.failingOver = false;
        test.replica = true;
        test.pass(1_000);
        assertEquals(Optional.of(0), test.exited);
    }

    @Test
    void whoHasJustComeSettlesFirstWhileClientsWriteOn() {
        mayBePassedOn();
        TestConnection sentinel = sentinel("sentinel-0123abcd-pubsub");
        sentinel.taken();
        test.pass(Succession.SETTLED_MILLIS - 1_000);
        client.ask("SHUTDOWN");
        test.pass(900);
        assertFalse(sentinel.taken().contains("hand-over"));
        assertEquals("+OK\r\n", test.connect().ask("SET", "a", "1"));
        test.pass(200);
        assertTrue(sentinel.taken().contains("hand-over,0123abcd"));
    }

    @Test
    void nobodyWaitsForWhoSettlesHalfTheTimeThereIs() {
        mayBePassedOn();
        test.set("shutdown-timeout", "4");
        TestConnection sentinel = sentinel("sentinel-0123abcd-pubsub");
        sentinel.taken();
        client.ask("SHUTDOWN");
        test.pass(1_900);
        assertFalse(sentinel.taken().contains("hand-over"));
        test.pass(200);
        assertTrue(sentinel.taken().contains("hand-over,0123abcd"));
    }

    @Test
    void whoHasNoReplicaAnyMoreEndsAtOnce() {
        mayBePassedOn();
        sentinel("sentinel-0123abcd-pubsub");
        client.ask("SHUTDOWN");
        test.pass(100);
        assertEquals(Optional.empty(), test.exited);
        test.onlineReplica = false;
        test.pass(100);
        assertEquals(Optional.of(0), test.exited);
        assertEquals(Optional.empty(), test.passedOn);
    }

    private TestConnection sentinel(String name) {
        TestConnection sentinel = test.connect();
        sentinel.ask("CLIENT", "SETNAME", name);
        sentinel.ask("SUBSCRIBE", "__sentinel__:hello");
        return sentinel;
    }

    @Test
    void whereNobodyTakesOverReplicasAreWaitedForAsWithoutIt() {
        mayBePassedOn();
        client.ask("SHUTDOWN");
        test.replicasBehind = 1;
        test.failingOver = false; // aborted
        test.pass(500);
        assertEquals(Optional.empty(), test.exited);
        test.replicasBehind = 0;
        test.pass(500);
        assertEquals(Optional.of(0), test.exited);
    }

    @Test
    void aShutdownThatIsPassingOnCanBeCalledOff() {
        mayBePassedOn();
        client.ask("SHUTDOWN");
        assertEquals("+OK\r\n", test.connect().ask("SHUTDOWN", "ABORT"));
        test.failingOver = false;
        test.replica = true;
        test.pass(20_000);
        assertEquals(Optional.empty(), test.exited);
    }

    @Test
    void wordsThatExcludeEachOtherAreRefused() {
        assertEquals("-ERR syntax error\r\n", client.ask("SHUTDOWN", "SAVE", "NOSAVE"));
        assertEquals("-ERR syntax error\r\n", client.ask("SHUTDOWN", "ABORT", "NOW"));
        assertEquals("-ERR syntax error\r\n", client.ask("SHUTDOWN", "PLEASE"));
        assertEquals(Optional.empty(), test.exited);
    }

    @Test
    void whatCannotBeSavedIsNotPromised() {
        test.settings.dir.assign("/surely/not/here");
        assertEquals("-ERR Errors trying to SHUTDOWN. Check logs.\r\n", client.ask("SHUTDOWN", "SAVE"));
        assertEquals(Optional.empty(), test.exited);
        client.ask("SHUTDOWN", "SAVE", "FORCE");
        assertEquals(Optional.of(0), test.exited);
    }

    @Test
    void withRulesTheDataIsSavedAtTheEndUnlessToldNotTo(@TempDir Path folder) {
        test.settings.dir.assign(folder.toString());
        client.ask("SET", "a", "1");
        client.ask("SHUTDOWN", "NOSAVE");
        assertFalse(Files.exists(folder.resolve("dump.rdb")));

        TestEngine ruled = new TestEngine();
        ruled.settings.dir.assign(folder.toString());
        ruled.settings.save.assign(List.of("3600", "1"));
        ruled.connect().ask("SET", "a", "1");
        ruled.shutdown.signal("SIGTERM", PLAIN);
        assertEquals(Optional.of(0), ruled.exited);
        assertTrue(Files.exists(folder.resolve("dump.rdb")));
    }

    @Test
    void aFinalSaveThatFailsAfterTheWaitCallsTheShutdownOff() {
        test.settings.dir.assign("/surely/not/here");
        test.settings.save.assign(List.of("3600", "1"));
        test.replicasBehind = 1;
        client.ask("SHUTDOWN");
        TestConnection other = test.connect();
        assertEquals("", other.ask("SET", "a", "1"));
        test.replicasBehind = 0;
        test.pass(100);
        assertEquals(Optional.empty(), test.exited);
        assertEquals("-ERR Errors trying to SHUTDOWN. Check logs.\r\n", client.taken());
        assertEquals("+OK\r\n", other.taken());
    }

    @Test
    void anInterruptAfterAnotherSignalEndsTheProcessAtOnce() {
        assertFalse(test.signals.insists("SIGINT"));
        assertFalse(test.signals.insists("SIGTERM"));
        assertTrue(test.signals.insists("SIGINT"));

        EndSignals terminated = new EndSignals();
        assertFalse(terminated.insists("SIGTERM"));
        assertTrue(terminated.insists("SIGINT"));
    }

    @Test
    void whenTheShutdownWasCalledOffTheNextInterruptIsAFirstOne() {
        test.replicasBehind = 1;
        assertFalse(test.signals.insists("SIGINT"));
        test.shutdown.signal("SIGINT", PLAIN);
        assertEquals("+OK\r\n", client.ask("SHUTDOWN", "ABORT"));
        assertFalse(test.signals.insists("SIGINT"));
        assertTrue(test.signals.insists("SIGINT"));
    }
}
