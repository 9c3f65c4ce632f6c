package io.vedette.server.appendonly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.server.TestConnection;
import io.vedette.server.TestEngine;
import io.vedette.server.disk.MemoryDisk;
import io.vedette.server.persistence.Loading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The power, or the process, goes at each step that the disk takes in a life with everything in it, and nothing that was promised is lost. */
class PowerLossTest {
    private static final int MOST_STEPS = 500;

    @TempDir
    Path folder;

    /** What a client was told is written. */
    private final Map<String, String> promised = new LinkedHashMap<>();

    private final Map<String, TestConnection> writing = new LinkedHashMap<>();

    private TestEngine started(MemoryDisk disk, Map<String, String> settings, boolean on) {
        TestEngine test = new TestEngine();
        test.disk = disk;
        test.settings.dir.assign(folder.toString());
        settings.forEach(test::set);
        if (on) {
            assertTrue(start(test), "does not start");
        }
        return test;
    }

    private static boolean start(TestEngine test) {
        test.settings.appendOnly.enabled.assign(true);
        Executor nextTurn = test.loop;
        test.loop = Runnable::run;
        AtomicReference<Loading.Outcome> outcome = new AtomicReference<>(new Loading.Outcome.Failed());
        test.appendOnly.start(outcome::set);
        test.workBesideTheLoop();
        test.loop = nextTurn;
        return outcome.get() instanceof Loading.Outcome.Whole;
    }

    private void work(TestEngine test) {
        for (int i = 0; i < 8; i++) {
            step(test);
        }
    }

    /** On a connection of its own, so that nobody else's answer is taken for its own. */
    private void write(TestEngine test, String key) {
        TestConnection client = test.connect();
        client.tell("SET", key, "value of " + key);
        writing.put(key, client);
        step(test);
    }

    /** What was begun beside the loop is done, once, and who is told is believed. */
    private void step(TestEngine test) {
        test.workBesideTheLoop();
        writing.forEach((key, client) -> {
            if (client.taken().equals("+OK\r\n")) {
                promised.put(key, "value of " + key);
            }
        });
    }

    /** Writes before, during and after a rewrite and another one. */
    private void live(TestEngine test) {
        TestConnection client = test.connect();
        write(test, "before");
        for (int i = 0; i < 2; i++) {
            client.tell("BGREWRITEAOF");
            write(test, "while it begins " + i);
            write(test, "while it runs " + i);
            work(test);
            client.taken();
            write(test, "after it " + i);
        }
    }

    private void judge(MemoryDisk disk, int step) {
        for (MemoryDisk.Names names : MemoryDisk.Names.values()) {
            String where = "without power from step " + step + " on, with " + names + " names: ";
            judgeWhatIsLeft(disk.afterPowerLoss(names), where);
        }
    }

    private void judgeWhatIsLeft(MemoryDisk left, String where) {
        TestEngine again = new TestEngine();
        again.disk = left;
        again.settings.dir.assign(folder.toString());
        assertTrue(start(again), where + left.list(folder.resolve("appendonlydir")));
        TestConnection client = again.connect();
        promised.forEach((key, value) ->
                assertEquals("$" + value.length() + "\r\n" + value + "\r\n", client.ask("GET", key), where + key));
        List<String> temporary = new ArrayList<>(left.list(folder.resolve("appendonlydir")));
        temporary.removeIf(name -> !name.startsWith("temp-"));
        assertEquals(List.of(), temporary, where);
    }

    @Test
    void noStepOfARewriteMayLoseAWrite() {
        for (String preamble : List.of("yes", "no")) {
            Map<String, String> settings = Map.of("appendfsync", "always", "aof-use-rdb-preamble", preamble);
            boolean ended = false;
            int step = 0;
            while (!ended) {
                step++;
                assertTrue(step < MOST_STEPS);
                promised.clear();
                writing.clear();
                MemoryDisk disk = new MemoryDisk();
                TestEngine test = started(disk, settings, true);
                disk.powerLostAt = disk.steps() + step;
                live(test);
                ended = !disk.isWithoutPower();
                judge(disk, step);
            }
            assertTrue(promised.size() == 7, promised::toString);
        }
    }

    @Test
    void atNoStepOfARewriteMayTheEndOfTheProcessLoseAWriteWhateverThePolicy() {
        for (String policy : List.of("everysec", "no")) {
            boolean ended = false;
            int step = 0;
            while (!ended) {
                step++;
                assertTrue(step < MOST_STEPS);
                promised.clear();
                writing.clear();
                MemoryDisk disk = new MemoryDisk();
                TestEngine test = started(disk, Map.of("appendfsync", policy), true);
                disk.powerLostAt = disk.steps() + step;
                live(test);
                ended = !disk.isWithoutPower();
                judgeWhatIsLeft(disk.afterKill(), "killed at step " + step + ": ");
            }
            assertEquals(7, promised.size(), promised::toString);
        }
    }

    @Test
    void noStepOfSwitchingOnMayLoseWhatTheFilesHadOrHave() {
        boolean ended = false;
        int step = 0;
        while (!ended) {
            step++;
            assertTrue(step < MOST_STEPS);
            promised.clear();
            writing.clear();
            MemoryDisk disk = new MemoryDisk();
            TestEngine test = started(disk, Map.of("appendfsync", "always"), true);
            TestConnection client = test.connect();
            write(test, "first");
            disk.powerLostAt = disk.steps() + step;
            client.tell("CONFIG", "SET", "appendonly", "no");
            work(test);
            client.tell("CONFIG", "SET", "appendonly", "yes");
            work(test);
            test.pass(200);
            work(test);
            client.taken();
            // Until there is a base nothing is promised.
            RewriteSchedule schedule = test.appendOnly.schedule();
            boolean on = schedule.rewrites() == 1 && !schedule.isRunning() && schedule.isLastGood();
            if (on) {
                write(test, "second");
                work(test);
            }
            ended = !disk.isWithoutPower();
            judge(disk, step);
        }
        assertEquals(List.of("first", "second"), List.copyOf(promised.keySet()));
    }

    @Test
    void noStepOfASaveMayCostTheFileOfBefore() throws IOException {
        Path file = folder.resolve("dump.rdb");
        boolean ended = false;
        int step = 0;
        while (!ended) {
            step++;
            assertTrue(step < MOST_STEPS);
            MemoryDisk disk = new MemoryDisk();
            TestEngine test = started(disk, Map.of(), false);
            TestConnection client = test.connect();
            client.ask("SET", "a", "old");
            client.ask("SAVE");
            client.ask("SET", "a", "new");
            disk.powerLostAt = disk.steps() + step;
            client.tell("SAVE");
            boolean saved = client.taken().equals("+OK\r\n");
            ended = !disk.isWithoutPower();
            assertEquals(ended, saved);
            for (MemoryDisk.Names names : MemoryDisk.Names.values()) {
                byte[] left = disk.afterPowerLoss(names).read(file).readAllBytes();
                Path real = folder.resolve("real.rdb");
                Files.write(real, left);
                TestEngine again = new TestEngine();
                again.settings.dir.assign(folder.toString());
                again.settings.dbFileName.assign("real.rdb");
                assertTrue(again.loading.reload(), "step " + step + ", " + names);
                String value = again.connect().ask("GET", "a");
                assertTrue(value.equals("$3\r\nnew\r\n") || !saved && value.equals("$3\r\nold\r\n"), value);
            }
        }
    }

    @Test
    void noStepOfAStartMayLoseWhatWasThere() {
        promised.put("a", "1");
        boolean ended = false;
        int step = 0;
        while (!ended) {
            step++;
            assertTrue(step < MOST_STEPS);
            MemoryDisk disk = new MemoryDisk();
            disk.put(
                    folder.resolve("appendonly.aof"),
                    "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n*3\r\n$3\r\nSE".getBytes(StandardCharsets.US_ASCII));
            disk.powerLostAt = step;
            TestEngine test = new TestEngine();
            test.disk = disk;
            test.settings.dir.assign(folder.toString());
            start(test);
            ended = !disk.isWithoutPower();
            judge(disk, step);
        }
    }
}
