package io.vedette.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class RedisLogTest {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLogTest.class);

    @TempDir
    Path directory;

    @AfterEach
    void backToStandardOutput() throws IOException {
        RedisLog.start(LogLevel.NOTICE, "", () -> 'C');
    }

    private static List<String> texts(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> line.replaceFirst(
                        "^\\d+:(.) \\d\\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \\d{4} \\d\\d:\\d\\d:\\d\\d\\.\\d{3} ",
                        "$1 "))
                .toList();
    }

    @Test
    void linesHaveRedisFormatAndLevelMarksAndTheRoleOfTheMoment() throws Exception {
        Path file = directory.resolve("a.log");
        AtomicReference<Character> role = new AtomicReference<>('C');
        RedisLog log = RedisLog.start(LogLevel.DEBUG, file.toString(), role::get);
        LOG.trace("debug");
        LOG.debug("verbose {}", 1);
        role.set('M');
        LOG.info("notice");
        LOG.warn("warning");
        LOG.error("error");
        assertEquals(List.of("C . debug", "C - verbose 1", "M * notice", "M # warning", "M # error"), texts(file));
        log.level(LogLevel.WARNING);
        LOG.info("left out");
        assertEquals(5, texts(file).size());
    }

    @Test
    void theLevelLeavesOutWhatIsBelowIt() throws Exception {
        Path file = directory.resolve("a.log");
        RedisLog log = RedisLog.start(LogLevel.NOTICE, file.toString(), () -> 'X');
        LOG.debug("no");
        LOG.info("yes");
        log.level(LogLevel.VERBOSE);
        LOG.debug("now");
        LOG.trace("no");
        assertEquals(List.of("X * yes", "X - now"), texts(file));
    }

    @Test
    void aFileThatWasMovedAwayIsMadeAnew() throws Exception {
        Path file = directory.resolve("a.log");
        RedisLog.start(LogLevel.NOTICE, file.toString(), () -> 'M');
        LOG.info("before");
        Files.move(file, directory.resolve("a.log.1"));
        LOG.info("after");
        assertEquals(List.of("M * after"), texts(file));
    }

    @Test
    void anErrorBringsItsStackTrace() throws Exception {
        Path file = directory.resolve("a.log");
        RedisLog.start(LogLevel.NOTICE, file.toString(), () -> 'M');
        LOG.error("broken", new IllegalStateException("why"));
        List<String> lines = texts(file);
        assertEquals("M # broken", lines.get(0));
        assertEquals("java.lang.IllegalStateException: why", lines.get(1));
        assertTrue(lines.get(2).contains("RedisLogTest"));
    }

    @Test
    void aFileThatCannotBeOpenedIsTold() {
        String file = directory.resolve("missing/a.log").toString();
        IOException failure = assertThrows(IOException.class, () -> RedisLog.start(LogLevel.NOTICE, file, () -> 'C'));
        assertEquals("Can't open the log file: No such file or directory", failure.getMessage());
    }
}
