package io.vedette.server.appendonly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.rdb.RdbReplication;
import io.vedette.replication.Ballot;
import io.vedette.replication.Marker;
import io.vedette.server.TestConnection;
import io.vedette.server.TestEngine;
import io.vedette.server.disk.MemoryDisk;
import io.vedette.server.persistence.Loading;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power of a member of a group goes when a part of what it had written is on the disk, however much: it knows afterwards where its data
 * stands, has no more and no less than that, and nothing that was brought down is missing.
 */
class TornPieceTest {
    private static final String ID = "b".repeat(40);
    private static final Marker MARKER = new Marker("g", new Ballot(5, "1"), ID, 0, List.of());

    @TempDir
    Path folder;

    /** Of which a part is on the disk. */
    private Path file;

    private final MemoryDisk disk = new MemoryDisk();
    private TestEngine test = new TestEngine();
    private TestConnection client = test.connect();
    /** Where the log ended behind each key. */
    private final Map<String, Long> keys = new LinkedHashMap<>();

    /** @param fromDisk {@code write-quorum-fsync} */
    private void begin(String fromDisk) {
        test = start(disk, fromDisk);
        test.position = Optional.of(new RdbReplication(0, ID, 0, Optional.of(MARKER.text())));
        client = test.connect();
        client.tell("BGREWRITEAOF"); // the base knows whose data it is
        work();
        file = folder.resolve("appendonlydir").resolve("appendonly.aof.2.incr.aof");
    }

    private void work() {
        for (int i = 0; i < 12; i++) {
            test.workBesideTheLoop();
        }
    }

    private TestEngine start(MemoryDisk from, String fromDisk) {
        TestEngine again = new TestEngine();
        again.disk = from;
        again.settings.dir.assign(folder.toString());
        again.settings.appendOnly.enabled.assign(true);
        again.set("write-quorum-fsync", fromDisk);
        Executor nextTurn = again.loop;
        again.loop = Runnable::run;
        AtomicReference<Loading.Outcome> outcome = new AtomicReference<>(new Loading.Outcome.Failed());
        again.appendOnly.start(outcome::set);
        again.workBesideTheLoop();
        again.loop = nextTurn;
        assertTrue(outcome.get() instanceof Loading.Outcome.Whole, "does not start");
        return again;
    }

    private void write(String key) {
        client.tell("MSET", key, "1", key + " too", "2");
        keys.put(key, test.replicationLog.endOffset());
    }

    /** Some of it is on the disk, and some may be. */
    private void live() {
        write("a");
        write("b");
        test.pass(1_100);
        work();
        write("c");
        client.tellAtOnce("SET d 1", "SET e 2", "LPUSH list x");
        write("f");
        assertTrue(disk.safeBytes(file) > 0 && disk.safeBytes(file) < length());
    }

    private int length() {
        return disk.text(file).length();
    }

    private void judge(TestEngine again, long place, String where) {
        TestConnection reader = again.connect();
        keys.forEach((key, end) ->
                assertEquals(end <= place ? ":2\r\n" : ":0\r\n", reader.ask("EXISTS", key, key + " too"), where + key));
        assertEquals(reader.ask("EXISTS", "d"), reader.ask("EXISTS", "list"), where + "they were one piece");
    }

    @Test
    void whereverItIsTornThePlaceIsKnownAndWhatWasBroughtDownIsThere() {
        begin("yes");
        live();
        for (int bytes = disk.safeBytes(file); bytes <= length(); bytes++) {
            String where = "torn at " + bytes + ": ";
            MemoryDisk left = disk.afterTearing(file, bytes);
            TestEngine again = start(left, "yes");
            long place = again.position.map(RdbReplication::offset).orElse(-1L);
            assertTrue(place >= keys.get("b"), where + place);
            judge(again, place, where);
            again.connect().tell("SET", "later", "1");
            TestEngine afterwards = start(left.afterKill(), "yes");
            assertTrue(afterwards.position.isPresent(), where);
            assertEquals(":1\r\n", afterwards.connect().ask("EXISTS", "later"), where);
        }
        assertEquals(
                keys.get("f"),
                start(disk.afterKill(), "yes")
                        .position
                        .map(RdbReplication::offset)
                        .orElse(-1L));
    }

    @Test
    void whereItIsTornNothingIsCutOffThatMayHaveBeenConfirmedFromMemory() {
        begin("no");
        live();
        int ofLast = disk.text(file).indexOf("*5", disk.text(file).indexOf("list"));
        int untold = disk.text(file).indexOf("#VEDETTE", ofLast);
        TestEngine again = start(disk.afterTearing(file, untold), "no");
        assertEquals(Optional.empty(), again.position);
        judge(again, Long.MAX_VALUE, "");
    }

    @Test
    void whatAnotherServerHasWrittenBehindIsNotCutOff() {
        begin("yes");
        live();
        String record = "*3\r\n$3\r\nSET\r\n$5\r\nother\r\n$1\r\n1\r\n";
        byte[] longer = (disk.text(file) + record).getBytes(StandardCharsets.ISO_8859_1);
        disk.put(file, longer);
        TestEngine again = start(disk, "yes");
        assertEquals(Optional.empty(), again.position);
        assertEquals(":1\r\n", again.connect().ask("EXISTS", "other"));
    }
}
