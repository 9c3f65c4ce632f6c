package io.vedette.server.appendonly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.rdb.Crc64;
import io.vedette.server.TestEngine;
import io.vedette.server.keyspace.ExpiryEffort;
import io.vedette.server.persistence.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {
    /** What we do otherwise than Redis, with what stands on the disk after it, and why. */
    private static final Map<String, String> OTHERWISE = Map.of(
            // Half an annotation would swallow the first record that is written behind it.
            "mp-annotation-unterminated",
            "appendonlydir/appendonly.aof.1.incr.aof:165,appendonlydir/appendonly.aof.manifest:44",
            // Commands that were no part of the data would be at the next start.
            "no-manifest",
            "appendonlydir/appendonly.aof.1.base.rdb:89,appendonlydir/appendonly.aof.1.incr.aof:0,"
                    + "appendonlydir/appendonly.aof.1.incr.aof.unlisted:165,appendonlydir/appendonly.aof.manifest:88",
            // What expires later is written later.
            "mp-expired",
            "appendonlydir/appendonly.aof.1.incr.aof:165,appendonlydir/appendonly.aof.manifest:44");

    /** Where the transaction at the end of full.aof begins. */
    private static final int BEFORE_MULTI = 400;

    @TempDir
    Path folder;

    private static Opening.Opened open(TestEngine engine, Path dir) throws IOException, InterruptedException {
        engine.loop = Runnable::run;
        engine.settings.dir.assign(dir.toString());
        AppendOnlyFolder files = new AppendOnlyFolder(engine.disk, dir, "appendonlydir", "appendonly.aof");
        Opening.Opened opened = new Opening(engine, files, progress -> {}).run();
        opened.increment().close();
        return opened;
    }

    /** What clients see: keys whose time has passed are gone. */
    private static String seen(TestEngine engine) throws IOException {
        engine.engine.keyspace().expireStep(System.currentTimeMillis(), new ExpiryEffort(1), () -> true);
        return Content.of(engine.engine.keyspace());
    }

    @Test
    void everyFileStartsWithTheSameContentOrIsRefusedAsByRedis() throws IOException, InterruptedException {
        List<RecordedFiles.Case> cases = RecordedFiles.cases();
        assertTrue(cases.size() >= 58, () -> "only " + cases.size() + " cases were found");
        List<String> wrong = new ArrayList<>();
        for (RecordedFiles.Case each : cases) {
            Path dir = Files.createDirectories(folder.resolve(each.name()));
            RecordedFiles.copy(each.name(), dir);
            TestEngine engine = new TestEngine();
            engine.set("aof-load-truncated", each.loadsTruncated() ? "yes" : "no");
            String outcome;
            try {
                open(engine, dir);
                outcome = seen(engine);
            } catch (IOException refused) {
                outcome = "-";
            }
            if (!outcome.equals(each.content())) {
                wrong.add(each.name() + ": " + outcome);
            } else if (each.starts()) {
                String files = sizes(dir);
                if (!files.equals(sorted(OTHERWISE.getOrDefault(each.name(), each.filesAfter())))) {
                    wrong.add(each.name() + " leaves " + files);
                }
                String manifest = Files.readString(dir.resolve("appendonlydir/appendonly.aof.manifest"))
                        .replace("\r", "");
                if (!manifest.equals(each.manifestAfter())) {
                    wrong.add(each.name() + " has the manifest " + manifest);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    /** An empty base of ours is as long as one of Redis but for the digits in it. */
    private static String sizes(Path dir) throws IOException {
        return RecordedFiles.sizes(dir).replaceAll("(base.rdb):(8\\d|9\\d)(,|$)", "$1:89$3");
    }

    private static String sorted(String files) {
        return String.join(",", Stream.of(files.split(",")).sorted().toList());
    }

    @Test
    void aFileThatIsCutAnywhereIsTakenUpToItsLastWholeRecord() throws IOException, InterruptedException {
        byte[] whole = Files.readAllBytes(RecordedFiles.find("full.aof").orElseThrow());
        List<String> wrong = new ArrayList<>();
        for (RecordedFiles.Cut cut : RecordedFiles.cuts()) {
            Path dir = Files.createDirectories(folder.resolve("at" + cut.at()));
            Path parts = Files.createDirectories(dir.resolve("appendonlydir"));
            Files.writeString(
                    parts.resolve("appendonly.aof.manifest"), "file appendonly.aof.1.incr.aof seq 1 type i\n");
            Path increment = parts.resolve("appendonly.aof.1.incr.aof");
            Files.write(increment, Arrays.copyOf(whole, cut.at()));
            TestEngine engine = new TestEngine();
            open(engine, dir);
            engine.engine.keyspace().expireStep(System.currentTimeMillis(), new ExpiryEffort(1), () -> true);
            RecordedFiles.Cut seen = new RecordedFiles.Cut(
                    cut.at(),
                    (int) Files.size(increment),
                    (int) engine.engine.keyspace().database(0).size(),
                    (int) engine.engine.keyspace().database(5).size());
            // Redis leaves MULTI when the cut goes through a record behind it, and what it writes then is lost.
            boolean insideTransaction = cut.sizeAfter() > BEFORE_MULTI && cut.sizeAfter() < whole.length;
            RecordedFiles.Cut expected = insideTransaction
                    ? new RecordedFiles.Cut(cut.at(), BEFORE_MULTI, cut.keysInZero(), cut.keysInFive())
                    : cut;
            if (!seen.equals(expected)) {
                wrong.add(cut + " but " + seen);
            }
        }
        assertEquals(List.of(), wrong);
        assertEquals(486, RecordedFiles.cuts().size());
    }

    @Test
    void whatIsLeftIsOpenedAgainWithTheSameContent() throws IOException, InterruptedException {
        for (RecordedFiles.Case each : RecordedFiles.cases()) {
            if (each.starts()) {
                Path dir = Files.createDirectories(folder.resolve(each.name()));
                RecordedFiles.copy(each.name(), dir);
                open(new TestEngine(), dir);
                String files = sizes(dir);
                TestEngine again = new TestEngine();
                open(again, dir);
                assertEquals(each.content(), seen(again), each.name());
                assertEquals(files, sizes(dir), each.name());
            }
        }
    }

    private String refusal(String content) throws IOException {
        Path dir = Files.createTempDirectory(folder, "damaged");
        Files.writeString(dir.resolve("appendonly.aof"), content, StandardCharsets.ISO_8859_1);
        return assertThrows(IOException.class, () -> open(new TestEngine(), dir))
                .getMessage();
    }

    private static String command(String... words) {
        StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            text.append("$").append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        return text.toString();
    }

    private static String summed(String piece) {
        byte[] bytes = piece.getBytes(StandardCharsets.ISO_8859_1);
        return piece
                + new String(Annotations.sum(Crc64.update(0, bytes, 0, bytes.length)), StandardCharsets.ISO_8859_1);
    }

    @Test
    void damageIsToldOfWithItsPlaceAndTheLastCommandBeforeIt() throws IOException {
        String rpush = command("RPUSH", "list", "element");
        String other = rpush + command("SADD", "a\nset", "member");
        String place = "at byte " + other.length() + ":";
        assertTrue(refusal(other + "+\r\n").contains(place), () -> "not " + place);
        assertTrue(refusal(other + "+\r\n").endsWith("; the last good command is SADD a?set)"));
        assertTrue(refusal("*0\r\n").endsWith("valid up to byte 0; no good command stands before it)"));
        String run = "";
        for (int i = 0; i < 20; i++) {
            run += command("SET", "key" + i, "value");
        }
        assertTrue(refusal(run + "*1\r\n+").endsWith("; the last good command is SET key19)"));

        String sums = new String(Annotations.sumStart(), StandardCharsets.ISO_8859_1);
        String good = sums + summed(rpush);
        String time = "#TS:1700000000\r\n";
        String told = refusal(good + summed(time + run + other).replace("member", "m3mber"));
        assertTrue(told.contains("the check sum is wrong"), told);
        assertTrue(
                told.endsWith("valid up to byte " + good.length()
                        + "; the last good command is RPUSH list) (written after 2023-11-14T22:13:20Z)"),
                told);
    }
}
