package io.vedette.server.appendonly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.replication.Marker;
import io.vedette.server.Shutdown;
import io.vedette.server.TestConnection;
import io.vedette.server.TestEngine;
import io.vedette.server.config.ServerSettings.DebugAccess;
import io.vedette.server.disk.Disk;
import io.vedette.server.disk.MemoryDisk;
import io.vedette.server.persistence.Loading;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendOnlyTest {
    private static final String NO_SPACE = "-MISCONF Errors writing to the AOF file: No space left on device\r\n";

    @TempDir
    Path folder;

    private final MemoryDisk disk = new MemoryDisk();
    private TestEngine test = new TestEngine();
    private TestConnection client = test.connect();

    /** A server with these settings in which all has been read. */
    private void start(Disk from, Map<String, String> settings) {
        test = new TestEngine();
        test.disk = from;
        test.settings.dir.assign(folder.toString());
        test.settings.enableDebugCommand.assign(DebugAccess.YES);
        settings.forEach(test::set);
        test.settings.appendOnly.enabled.assign(true);
        var nextTurn = test.loop;
        test.loop = Runnable::run; // what loads waits for the loop
        AtomicReference<Loading.Outcome> outcome = new AtomicReference<>(new Loading.Outcome.Failed());
        test.appendOnly.start(outcome::set);
        test.workBesideTheLoop();
        test.loop = nextTurn;
        assertTrue(outcome.get() instanceof Loading.Outcome.Whole, "did not start");
        client = test.connect();
    }

    private void start(String... settings) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        start(disk, map);
    }

    /** Everything that was begun beside the loop is done, and what comes of it. */
    private void work() {
        for (int i = 0; i < 12; i++) {
            test.workBesideTheLoop();
        }
    }

    private String digest() {
        client.tell("DEBUG", "DIGEST");
        work();
        return client.taken();
    }

    private Path file(String name) {
        return folder.resolve("appendonlydir").resolve(name);
    }

    private String text(String name) {
        return disk.text(file(name));
    }

    private String manifest() {
        return text("appendonly.aof.manifest");
    }

    private List<String> files() {
        return disk.list(folder.resolve("appendonlydir"));
    }

    private String info(String field) {
        client.tell("INFO", "persistence");
        work();
        return client.taken()
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .findFirst()
                .orElse("");
    }

    private void fill() {
        client.ask("SET", "a", "1");
        client.ask("RPUSH", "list", "x", "y");
        client.ask("HSET", "hash", "f", "v");
        client.ask("SADD", "set", "1", "b");
        client.ask("ZADD", "zset", "1.5", "m");
        client.ask("XADD", "stream", "1-1", "f", "v");
        client.ask("XADD", "stream", "2-1", "f", "v");
        client.ask("XGROUP", "CREATE", "stream", "g", "0");
        client.ask("XREADGROUP", "GROUP", "g", "me", "COUNT", "1", "STREAMS", "stream", ">");
        client.ask("XGROUP", "CREATECONSUMER", "stream", "g", "idle");
        client.ask("SET", "expiring", "1", "PXAT", "4000000000000");
        client.ask("SELECT", "3");
        client.ask("MULTI");
        client.ask("SET", "in three", "3");
        client.ask("INCR", "counter");
        client.ask("EXEC");
        client.ask("SELECT", "0");
        work();
        client.taken();
    }

    @Test
    void whatIsWrittenIsThereAtTheNextStart() {
        start();
        assertEquals(
                "file appendonly.aof.1.base.rdb seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n",
                manifest());
        fill();
        String before = digest();
        assertEquals("aof_enabled:1", info("aof_enabled"));
        assertEquals("aof_buffer_length:0", info("aof_buffer_length"));
        start();
        assertEquals(before, digest());
        client.ask("SET", "more", "1");
        work();
        String more = digest();
        start();
        assertEquals(more, digest());
    }

    @Test
    void aFileBeginsWithItsDatabaseAndHoldsNoMessages() {
        start();
        client.ask("PUBLISH", "channel", "message");
        client.ask("SELECT", "2");
        client.ask("SET", "a", "1");
        work();
        assertEquals(
                "*2\r\n$6\r\nSELECT\r\n$1\r\n2\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n",
                text("appendonly.aof.1.incr.aof").replace("*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n", ""));
        assertEquals("+Background append only file rewriting started\r\n", client.ask("BGREWRITEAOF"));
        work();
        client.ask("SET", "b", "1");
        work();
        assertEquals(
                "*2\r\n$6\r\nSELECT\r\n$1\r\n2\r\n*3\r\n$3\r\nSET\r\n$1\r\nb\r\n$1\r\n1\r\n",
                text("appendonly.aof.2.incr.aof"));
    }

    @Test
    void withAlwaysNobodyIsToldBeforeTheDiskHasIt() {
        start("appendfsync", "always");
        TestConnection reader = test.connect();
        client.tell("SET", "a", "1");
        reader.tell("GET", "a");
        assertEquals("", client.taken());
        assertEquals("", reader.taken());
        test.workBesideTheLoop();
        assertEquals("+OK\r\n", client.taken());
        assertEquals("$1\r\n1\r\n", reader.taken());
        assertTrue(disk.afterPowerLoss(MemoryDisk.Names.OLD)
                .text(file("appendonly.aof.1.incr.aof"))
                .endsWith("$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n"));
        assertEquals("$1\r\n1\r\n", reader.ask("GET", "a")); // nothing to wait for
    }

    @Test
    void writesThatComeWhileTheDiskIsAtWorkGoTogether() {
        start("appendfsync", "always");
        client.tell("SET", "a", "1");
        int before = disk.steps();
        TestConnection other = test.connect();
        for (int i = 0; i < 50; i++) {
            other.tell("INCR", "n");
        }
        test.workBesideTheLoop();
        assertEquals("+OK\r\n", client.taken());
        assertEquals("", other.taken());
        test.workBesideTheLoop();
        assertTrue(other.taken().endsWith(":50\r\n"));
        assertEquals(before + 4, disk.steps()); // two times written and brought down
    }

    @Test
    void withEverysecNobodyIsToldBeforeTheFileHasIt() {
        start();
        TestConnection reader = test.connect();
        assertEquals("+OK\r\n", client.ask("SET", "a", "1")); // in the turn of the command
        assertTrue(text("appendonly.aof.1.incr.aof").endsWith("$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n"));
        test.pass(1_100); // a bringing-down begins, and the loop is not to wait for it
        client.tell("SET", "a", "2");
        reader.tell("GET", "a");
        client.tell("GET", "a");
        assertEquals("", client.taken());
        assertEquals("$1\r\n2\r\n", reader.taken()); // nothing was promised to it
        test.workBesideTheLoop();
        assertTrue(text("appendonly.aof.1.incr.aof").endsWith("$3\r\nSET\r\n$1\r\na\r\n$1\r\n2\r\n"));
        assertEquals("+OK\r\n$1\r\n2\r\n", client.taken());
    }

    @Test
    void whileASnapshotIsWrittenTheDiskIsSparedIfThatIsWanted() {
        for (String spared : List.of("yes", "no")) {
            start("appendfsync", "always", "no-appendfsync-on-rewrite", spared);
            client.ask("BGSAVE"); // goes on beside the loop until there is work
            assertEquals(spared.equals("yes") ? "+OK\r\n" : "", client.ask("SET", "a", "1"), spared);
            work();
            client.taken();
            assertEquals("", client.ask("SET", "b", "1"), "it is over");
            work();
            assertEquals("+OK\r\n", client.taken());
        }
    }

    @Test
    void aBringingDownThatTakesLongIsCounted() {
        start();
        client.ask("SET", "a", "1");
        test.pass(1_100);
        for (int seconds = 0; seconds < 5; seconds++) {
            client.tell("INCR", "n");
            test.workBesideTheLoopBut(1);
            assertEquals(":" + (seconds + 1) + "\r\n", client.taken());
            test.standStill(1_000);
        }
        assertEquals(
                "aof_delayed_fsync:1",
                info("aof_delayed_fsync")); // 2 s, and another 2 s that begin with the next write
    }

    @Test
    void aQuickDiskGetsItsWorkInSmallPortionsAndASlowOneOnceASecond() {
        start();
        for (long syncMillis : new long[] {0, 100}) {
            client.ask("SET", "a", "1");
            test.pass(1_000); // now a bringing-down is under way
            test.standStill(syncMillis);
            work();
            for (int i = 0; i < 5; i++) {
                client.ask("SET", "portion", "x".repeat(1_000_000));
            }
            work(); // and no time passes
            String kept = disk.afterPowerLoss(MemoryDisk.Names.OLD).text(file("appendonly.aof.1.incr.aof"));
            int left = text("appendonly.aof.1.incr.aof").length() - kept.length();
            assertEquals(syncMillis == 0, left < 1 << 20, syncMillis + " ms: " + left);
        }
    }

    @Test
    void withAlwaysAFullDiskIsAnErrorForTheWriteAndNothingElse() {
        start("appendfsync", "always");
        client.ask("SET", "kept", "1");
        work();
        client.taken();
        disk.room = 10;
        TestConnection reader = test.connect();
        client.tell("SET", "a", "1");
        client.tell("GET", "kept");
        client.tell("INCR", "n");
        reader.tell("GET", "kept");
        test.workBesideTheLoop();
        assertEquals(NO_SPACE + "$1\r\n1\r\n" + NO_SPACE, client.taken());
        assertEquals("$1\r\n1\r\n", reader.taken());
        assertEquals(NO_SPACE, client.ask("SET", "b", "1"));
        assertEquals("$1\r\n1\r\n", client.ask("GET", "kept"));
        assertEquals("aof_last_write_status:err", info("aof_last_write_status"));
        disk.room = Long.MAX_VALUE;
        test.pass(200);
        work();
        assertEquals("aof_last_write_status:ok", info("aof_last_write_status"));
        client.tell("SET", "b", "1");
        work();
        assertEquals("+OK\r\n", client.taken());
        String before = digest();
        start(disk.afterPowerLoss(MemoryDisk.Names.OLD), Map.of());
        assertEquals(before, digest());
    }

    @Test
    void withEverysecAFullDiskRefusesWritesUntilThereIsRoomAndLosesNone() {
        start();
        disk.room = 30;
        assertEquals(NO_SPACE + "$1\r\n1\r\n", client.ask("SET", "a", "1") + client.ask("GET", "a"));
        assertEquals(NO_SPACE, client.ask("SET", "b", "1"));
        assertEquals("", text("appendonly.aof.1.incr.aof")); // no half of a record
        test.pass(500);
        work();
        assertEquals(NO_SPACE, client.ask("SET", "b", "1"));
        disk.room = Long.MAX_VALUE;
        test.pass(200);
        work();
        assertEquals("+OK\r\n", client.ask("SET", "b", "1"));
        String before = digest();
        start();
        assertEquals(before, digest());
        assertEquals(":2\r\n", client.ask("DBSIZE"));
    }

    @Test
    void whatABringingDownLostIsWrittenAgain() {
        for (String policy : List.of("always", "everysec")) {
            MemoryDisk fresh = new MemoryDisk();
            start(fresh, Map.of("appendfsync", policy));
            client.ask("SET", "a", "1");
            work();
            test.pass(1_100);
            work();
            assertEquals(test.endOffset(), test.fsynced);
            fresh.syncFails = true;
            client.ask("SET", "b", "2");
            work();
            test.pass(1_100);
            work();
            client.taken();
            assertTrue(client.ask("SET", "c", "3").contains("MISCONF"));
            fresh.syncFails = false;
            test.pass(200);
            work();
            assertEquals(-1, test.fsynced, "the disk is not believed again");
            String before = digest();
            start(fresh.afterPowerLoss(MemoryDisk.Names.OLD), Map.of());
            assertEquals(before, digest());
            assertEquals("$1\r\n2\r\n", client.ask("GET", "b"));
        }
    }

    @Test
    void aRewriteReplacesEverythingByABaseAndAnEmptyFile() {
        for (String preamble : List.of("yes", "no")) {
            MemoryDisk fresh = new MemoryDisk();
            start(fresh, Map.of("aof-use-rdb-preamble", preamble));
            fill();
            assertEquals("+Background append only file rewriting started\r\n", client.ask("BGREWRITEAOF"));
            assertEquals(
                    "-ERR Background append only file rewriting already in progress\r\n", client.ask("BGREWRITEAOF"));
            client.ask("SET", "while", "it runs");
            work();
            String base = "appendonly.aof.2.base." + (preamble.equals("yes") ? "rdb" : "aof");
            assertEquals(
                    List.of("appendonly.aof.2.incr.aof", base, "appendonly.aof.manifest").stream()
                            .sorted()
                            .toList(),
                    fresh.list(folder.resolve("appendonlydir")));
            assertEquals(
                    "file " + base + " seq 2 type b\nfile appendonly.aof.2.incr.aof seq 2 type i\n",
                    fresh.text(file("appendonly.aof.manifest")));
            assertEquals("aof_last_bgrewrite_status:ok", info("aof_last_bgrewrite_status"));
            assertEquals("aof_rewrites:1", info("aof_rewrites"));
            String before = digest();
            String groups = client.ask("XINFO", "STREAM", "stream", "FULL");
            start(fresh, Map.of());
            assertEquals(before, digest());
            assertEquals(normal(groups), normal(client.ask("XINFO", "STREAM", "stream", "FULL")));
        }
    }

    /** Without the times at which consumers were seen. */
    private static String normal(String groups) {
        return groups.replaceAll(":1[5-9]\\d{11}", ":time");
    }

    @Test
    void aRewriteThatFailsLeavesAllFilesThatAreNeeded() {
        start();
        fill();
        disk.room = 120;
        client.ask("BGREWRITEAOF");
        work();
        assertEquals("aof_last_bgrewrite_status:err", info("aof_last_bgrewrite_status"));
        assertEquals("aof_rewrites_consecutive_failures:1", info("aof_rewrites_consecutive_failures"));
        assertTrue(files().stream().noneMatch(name -> name.startsWith("temp-")), files()::toString);
        disk.room = Long.MAX_VALUE;
        test.pass(200);
        work();
        client.ask("SET", "after", "1");
        String before = digest();
        start();
        assertEquals(before, digest());
    }

    @Test
    void oneFileAtATime() {
        start();
        fill();
        assertEquals("+Background saving started\r\n", client.ask("BGSAVE"));
        assertEquals("+Background append only file rewriting scheduled\r\n", client.ask("BGREWRITEAOF"));
        assertEquals("aof_rewrite_scheduled:1", info("aof_rewrite_scheduled")); // this works beside the loop
        test.pass(200);
        assertEquals("aof_rewrite_in_progress:1", firstInfo("aof_rewrite_in_progress"));
        assertEquals(
                "-ERR Another child process is active (AOF?): can't BGSAVE right now. Use BGSAVE SCHEDULE in order to"
                        + " schedule a BGSAVE whenever possible.\r\n",
                client.ask("BGSAVE"));
        assertEquals("+Background saving scheduled\r\n", client.ask("BGSAVE", "SCHEDULE"));
        work();
        test.pass(200);
        assertEquals("rdb_bgsave_in_progress:1", firstInfo("rdb_bgsave_in_progress"));
        work();
    }

    @Test
    void aSwitchDuringASaveIsScheduledAndSwitchingOffForgetsIt() {
        start();
        fill();
        client.ask("CONFIG", "SET", "appendonly", "no");
        work();
        assertEquals("+Background saving started\r\n", client.ask("BGSAVE"));
        client.ask("CONFIG", "SET", "appendonly", "yes");
        assertEquals("aof_rewrite_scheduled:1", info("aof_rewrite_scheduled"));
        client.ask("CONFIG", "SET", "appendonly", "no");
        assertEquals("aof_rewrite_scheduled:0", info("aof_rewrite_scheduled"));
        client.ask("CONFIG", "SET", "appendonly", "yes");
        work();
        test.pass(200);
        work();
        assertEquals("aof_rewrite_scheduled:0", info("aof_rewrite_scheduled"));
    }

    private String firstInfo(String field) {
        return client.ask("INFO", "persistence")
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .findFirst()
                .orElse("");
    }

    @Test
    void theFileIsRewrittenWhenItHasGrown() {
        start("auto-aof-rewrite-min-size", "1000");
        for (int i = 0; i < 50; i++) {
            client.ask("SET", "a", "a value of some length " + i);
        }
        work();
        test.pass(200);
        work();
        assertEquals("aof_rewrites:1", info("aof_rewrites"));
        assertTrue(manifest().contains("appendonly.aof.2.base.rdb"), manifest());
        test.pass(5_000);
        work();
        assertEquals("aof_rewrites:1", info("aof_rewrites"));
    }

    @Test
    void switchedOnItHoldsWhatThereWasAndWhatCameMeanwhile() {
        test.disk = disk;
        test.settings.dir.assign(folder.toString());
        test.settings.enableDebugCommand.assign(DebugAccess.YES);
        fill();
        assertEquals("+OK\r\n", client.ask("CONFIG", "SET", "appendonly", "yes"));
        assertEquals("aof_enabled:1", firstInfo("aof_enabled"));
        test.workBesideTheLoop();
        client.ask("SET", "meanwhile", "1");
        work();
        assertEquals(
                "file appendonly.aof.1.base.rdb seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n",
                manifest());
        client.ask("SET", "after", "1");
        work();
        String before = digest();
        assertEquals("+OK\r\n", client.ask("CONFIG", "SET", "appendonly", "no"));
        client.ask("SET", "not", "kept");
        work();
        assertEquals("aof_enabled:0", firstInfo("aof_enabled"));
        start();
        assertEquals(before, digest());
        client.ask("CONFIG", "SET", "appendonly", "no");
        client.ask("CONFIG", "SET", "appendonly", "yes");
        work();
        test.pass(200);
        work();
        client.ask("SET", "again", "1");
        work();
        String again = digest();
        start();
        assertEquals(again, digest());
    }

    @Test
    void dataOfAMasterGetsFilesOfItsOwn() {
        start();
        fill();
        test.replicationLog.startOver(test.replicationLog.history(), 1_000, Marker.NONE);
        test.engine.keyspace().replaceWith(test.freshKeyspace());
        test.appendOnly.dataReplaced();
        client.ask("SET", "of the master", "1");
        work();
        test.pass(200);
        work();
        assertEquals(":1\r\n", client.ask("DBSIZE"));
        String before = digest();
        start();
        assertEquals(before, digest());
    }

    @Test
    void timestampsStandBeforeTheFirstRecordOfASecond() {
        start("aof-timestamp-enabled", "yes");
        client.ask("SET", "a", "1");
        work();
        client.ask("SET", "a", "2");
        work();
        test.pass(2_000);
        client.ask("SET", "a", "3");
        work();
        String[] parts = text("appendonly.aof.1.incr.aof").split("#TS:\\d+\r\n", -1);
        assertEquals(3, parts.length);
        assertEquals("", parts[0]);
        assertTrue(parts[1].contains("$1\r\n2\r\n"), parts[1]);
        assertTrue(parts[2].contains("$1\r\n3\r\n"), parts[2]);
        start();
        assertEquals("$1\r\n3\r\n", client.ask("GET", "a"));
    }

    @Test
    void withCheckSumsDamageThatStillReadsWellIsFoundAndLocated() throws IOException {
        for (String preamble : List.of("yes", "no")) {
            MemoryDisk fresh = new MemoryDisk();
            start(fresh, Map.of("aof-checksum", "yes", "aof-use-rdb-preamble", preamble));
            fill();
            client.ask("BGREWRITEAOF");
            work();
            for (int i = 0; i < 3; i++) {
                client.ask("SET", "key" + i, "some value");
                work();
            }
            String before = digest();
            start(fresh, Map.of("aof-checksum", "yes"));
            assertEquals(before, digest());
            client.ask("SET", "after", "the start");
            work();
            before = digest();
            start(fresh, Map.of());
            assertEquals(before, digest());
            client.ask("SET", "not", "summed");
            work();
            before = digest();
            start(fresh, Map.of("aof-checksum", "yes"));
            client.ask("SET", "summed", "again");
            work();
            start(fresh, Map.of());
            assertEquals(":1\r\n", client.ask("EXISTS", "summed"));

            String name = "appendonly.aof.2.incr.aof";
            String sound = fresh.text(file(name));
            int damage = sound.indexOf("some value", sound.indexOf("key1"));
            byte[] bytes = sound.getBytes(StandardCharsets.ISO_8859_1);
            bytes[damage] = 'S';
            RecordReader reader = new RecordReader(new ByteArrayInputStream(bytes), 0, bytes.length);
            RecordReader.Item item = reader.next();
            while (item instanceof RecordReader.Item.Command || item instanceof RecordReader.Item.Annotation) {
                item = reader.next();
            }
            assertTrue(item instanceof RecordReader.Item.Malformed, item.toString());
            assertTrue(reader.validBytes() < damage, item.toString());
            assertTrue(sound.substring(0, (int) reader.validBytes()).contains("key0"), item.toString());
            assertTrue(reader.faultPosition() > damage, item.toString());
        }
    }

    @Test
    void theFilesCanBeReadInPlaceOfTheData() {
        start();
        fill();
        String before = digest();
        assertEquals("+OK\r\n", client.ask("DEBUG", "LOADAOF"));
        assertEquals(before, digest());
        client.ask("SET", "after", "1");
        work();
        before = digest();
        start();
        assertEquals(before, digest());
    }

    @Test
    void whatARewriteIsAboutToReplaceIsNotRead() {
        start();
        fill();
        String before = digest();
        client.ask("BGREWRITEAOF");
        assertEquals("-ERR\r\n", client.ask("DEBUG", "LOADAOF"));
        assertEquals(before, digest());
        work();
        assertEquals("+OK\r\n", client.ask("DEBUG", "LOADAOF"));
        assertEquals(before, digest());
    }

    @Test
    void aBaseThatWasWrittenWhileTheFileWasOffCanBeReadToo() {
        start();
        fill();
        client.ask("CONFIG", "SET", "appendonly", "no");
        client.ask("BGREWRITEAOF");
        work();
        String before = digest();
        client.ask("SET", "after", "1");
        assertEquals("+OK\r\n", client.ask("DEBUG", "LOADAOF"));
        assertEquals(before, digest());
    }

    @Test
    void aProcessThatEndsHasBroughtEverythingDown() {
        start();
        client.ask("SET", "a", "1");
        work(); // written, and not yet brought down
        test.shutdown.signal("SIGTERM", new Shutdown.Wish(Shutdown.Save.NO, true, false));
        assertEquals(0, test.exited.orElseThrow());
        start(disk.afterPowerLoss(MemoryDisk.Names.OLD), Map.of());
        assertEquals("$1\r\n1\r\n", client.ask("GET", "a"));
    }

    @Test
    void aProcessThatCannotKeepWhatItWasGivenGoesOn() {
        start();
        disk.room = 5;
        client.ask("SET", "a", "1");
        work();
        test.shutdown.signal("SIGTERM", new Shutdown.Wish(Shutdown.Save.NO, true, false));
        assertTrue(test.exited.isEmpty());
        test.shutdown.signal("SIGTERM", new Shutdown.Wish(Shutdown.Save.NO, true, true));
        assertFalse(test.exited.isEmpty());
    }
}
