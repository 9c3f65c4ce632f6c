package io.vedette.launcher.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CheckRdbCommandTest {
    private static final Path FILES = Path.of("..", "replication", "src", "test", "resources", "rdb");

    /**
     * Damaged where only a server sees it: a key twice, a database that it does not have, a library that does not run; and one that Redis
     * takes and then stumbles over.
     */
    private static final Set<String> PASS =
            Set.of("bad-dup-key.rdb", "bad-db-out-of-range.rdb", "bad-function-code.rdb");

    record Outcome(int code, String text) {}

    static Outcome run(String... arguments) throws IOException {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            return new Outcome(CheckRdbCommand.run(arguments), out.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
        }
    }

    @Test
    void aSoundFileIsToldAsRedisTellsIt() throws IOException {
        String file = FILES.resolve("small-all-types.rdb").toString();
        assertEquals(new Outcome(0, """
                        [offset 0] Checking RDB file %s
                        [offset 27] AUX FIELD redis-ver = '7.0.15'
                        [offset 41] AUX FIELD redis-bits = '64'
                        [offset 53] AUX FIELD ctime = '1795227631'
                        [offset 68] AUX FIELD used-mem = '1540648'
                        [offset 80] AUX FIELD aof-base = '0'
                        [offset 170] Selecting DB ID 0
                        [offset 2190] Selecting DB ID 3
                        [offset 2209] Checksum OK
                        [offset 2209] \\o/ RDB looks OK! \\o/
                        [info] 13 keys read
                        [info] 1 expires
                        [info] 0 already expired
                        """.formatted(file)), run(file));
    }

    @Test
    void aDamagedFileIsToldAsRedisTellsIt() throws IOException {
        String file = FILES.resolve("bad-crc.rdb").toString();
        assertEquals(new Outcome(1, """
                        [offset 0] Checking RDB file %s
                        [offset 11] Selecting DB ID 0
                        --- RDB ERROR DETECTED ---
                        [offset 25] RDB CRC error
                        [additional info] While doing: check-sum
                        [info] 1 keys read
                        [info] 0 expires
                        [info] 0 already expired
                        """.formatted(file)), run(file));
        String magic = FILES.resolve("bad-magic.rdb").toString();
        assertEquals(new Outcome(1, """
                        [offset 0] Checking RDB file %s
                        --- RDB ERROR DETECTED ---
                        [offset 9] Wrong signature trying to load DB from file
                        [additional info] While doing: start
                        [additional info] Reading type 0 (string)
                        [info] 0 keys read
                        [info] 0 expires
                        [info] 0 already expired
                        """.formatted(magic)), run(magic));
    }

    @Test
    void everyDamagedFileEndsWithOneAndEverySoundOneWithNought() throws IOException {
        List<String> wrong = new ArrayList<>();
        try (Stream<Path> files = Files.list(FILES)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".rdb")).toList()) {
                String name = file.getFileName().toString();
                // Fields that expire are sound, but no server of ours would load them.
                boolean refused =
                        name.startsWith("bad-") && !PASS.contains(name) || name.equals("r74-hash-field-ttl.rdb");
                if (run(file.toString()).code() != (refused ? 1 : 0) && !name.equals("bad-listpack-odd.rdb")) {
                    wrong.add(name);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void whatIsInAFileIsCountedAndToldToPrograms() throws IOException {
        String file = FILES.resolve("small-all-types.rdb").toString();
        String told = run("--stats", file).text();
        assertTrue(told.contains("[stats] type string: "), told);
        assertTrue(told.contains("[stats] prefix (no prefix): "), told);
        String json = run("--json", "--stats", file).text();
        assertTrue(json.startsWith("{\"file\":\""), json);
        assertTrue(json.contains("\"ok\":true,\"offset\":2209,\"keys\":13,\"expires\":1,\"expired\":0"), json);
        assertTrue(json.contains("\"stats\":{"), json);
        String damaged = run("--json", FILES.resolve("bad-crc.rdb").toString()).text();
        assertTrue(damaged.contains("\"error\":{\"message\":\"RDB CRC error\",\"doing\":\"check-sum\""), damaged);
    }

    @Test
    void theDataCanBeTakenOut() throws IOException {
        String file = FILES.resolve("small-all-types.rdb").toString();
        Outcome json = run("--export", "json", file);
        assertEquals(0, json.code());
        assertTrue(json.text().startsWith("{\"function\":\"#!lua name="), json.text());
        assertEquals(
                13,
                json.text().lines().filter(line -> line.startsWith("{\"db\":")).count(),
                json.text());
        Outcome resp = run("--export", "resp", file);
        assertEquals(0, resp.code());
        assertTrue(resp.text().startsWith("*"), resp.text());
        assertEquals(1, run("--export", "xml", file).code());
        Outcome damaged = run("--export", "json", FILES.resolve("bad-crc.rdb").toString());
        assertEquals(1, damaged.code());
        assertEquals(1, damaged.text().lines().count());
    }

    @Test
    void withoutAFileThereIsTheUsageAndTheCodeOfAFault() throws IOException {
        assertEquals(1, run().code());
        assertEquals(1, run("one", "two").code());
        assertEquals(1, run(FILES.resolve("not-there.rdb").toString()).code());
    }
}
