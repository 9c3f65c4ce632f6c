package io.vedette.replication;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.resp.Argv;
import java.io.ByteArrayOutputStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicationLogTest {
    private static final String ID = "a".repeat(40);
    private static final String OTHER = "b".repeat(40);
    private static final int MOST_COLLECTIONS = 20;

    private final ReplicationLog log = new ReplicationLog(ReplicationHistory.of(ID), 16 * 1024);

    @Test
    void nothingIsAppendedWhileThereIsNoBacklog() {
        log.append(0, Argv.of("SET", "k", "v"));
        log.appendKeepalive(Argv.of("ping"));
        assertEquals(0, log.endOffset());
        assertEquals(0, log.backlogFirstByte());
    }

    @Test
    void theFirstCommandAndEveryChangeOfDatabaseBringTheirSelect() {
        log.openBacklog();
        Cursor cursor = log.cursorAt(0);
        log.append(0, Argv.of("SET", "x", "1"));
        log.append(0, Argv.of("SET", "y", "2"));
        log.append(3, Argv.of("SET", "y", "2"));
        log.append(ReplicationLog.NO_DATABASE, Argv.of("MULTI"));
        assertEquals(
                "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*3\r\n$3\r\nSET\r\n$1\r\nx\r\n$1\r\n1\r\n"
                        + "*3\r\n$3\r\nSET\r\n$1\r\ny\r\n$1\r\n2\r\n"
                        + "*2\r\n$6\r\nSELECT\r\n$1\r\n3\r\n*3\r\n$3\r\nSET\r\n$1\r\ny\r\n$1\r\n2\r\n*1\r\n$5\r\nMULTI\r\n",
                read(cursor));
        assertEquals(log.endOffset(), cursor.position());
    }

    /** Of a log that nobody records any more, and of one that nobody ever has. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatNoWindowAndNoReaderHoldsIsGarbage(boolean wasRecorded) {
        if (wasRecorded) {
            log.record();
        }
        log.openBacklog();
        if (wasRecorded) {
            log.endRecord();
        }
        append(1024);
        List<WeakReference<byte[]>> first = new ArrayList<>();
        log.cursorAt(0).read(1, (bytes, offset, length) -> first.add(new WeakReference<>(bytes)));
        append(64 * 1024);
        for (int i = 0; i < MOST_COLLECTIONS && !first.getFirst().refersTo(null); i++) {
            System.gc();
        }
        assertTrue(first.getFirst().refersTo(null), "the first block is still held");
    }

    private void append(int bytes) {
        log.appendVerbatim(new byte[bytes], 0, bytes, EntryKind.DATA);
    }

    /** Whatever is used again, and whoever else reads meanwhile. */
    @Test
    void aRecorderFindsAllThatItHasNotSaidItIsDoneWith() throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            ReplicationLog recorded = new ReplicationLog(ReplicationHistory.of(ID), 16 * 1024);
            Cursor kept = recorded.record();
            long begin = kept.position();
            ByteArrayOutputStream model = new ByteArrayOutputStream();
            for (int step = 0; step < 3_000; step++) {
                switch (random.nextInt(20)) {
                    case 0 -> recorded.openBacklog();
                    case 1 -> recorded.closeBacklog();
                    case 2, 3, 4 -> {
                        kept.read(random.nextInt(100_000), (bytes, offset, length) -> {});
                        recorded.recordedUpTo(kept.position());
                    }
                    default -> {
                        byte[] piece = new byte[random.nextInt(6_000)];
                        random.nextBytes(piece);
                        recorded.appendVerbatim(piece, 0, piece.length, EntryKind.DATA);
                        model.write(piece);
                    }
                }
                if (step % 50 == 0) {
                    byte[] left =
                            Arrays.copyOfRange(model.toByteArray(), (int) (kept.position() - begin), model.size());
                    assertArrayEquals(left, bytes(kept.copy()), "seed " + seed + ", step " + step);
                    if (recorded.isOpen()) {
                        int window = (int) (recorded.backlogFirstByte() - 1 - begin);
                        byte[] backlog = Arrays.copyOfRange(model.toByteArray(), window, model.size());
                        assertArrayEquals(backlog, bytes(recorded.cursorAt(begin + window)), "seed " + seed);
                    }
                }
            }
        }
    }

    /** Those who keep up and those who fall behind the window; with a recorder and without. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readersFindAllThatIsBehindTheirPlaces(boolean withRecorder) throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            ReplicationLog log = new ReplicationLog(ReplicationHistory.of(ID), 16 * 1024);
            List<Cursor> readers = new ArrayList<>();
            log.readers(() -> readers.stream().mapToLong(Cursor::position).min().orElse(Long.MAX_VALUE));
            log.openBacklog();
            Optional<Cursor> recorder = withRecorder ? Optional.of(log.record()) : Optional.empty();
            ByteArrayOutputStream model = new ByteArrayOutputStream();
            for (int step = 0; step < 3_000; step++) {
                switch (random.nextInt(20)) {
                    case 0 -> readers.add(log.cursorAt(log.backlogFirstByte() - 1));
                    case 1 -> {
                        if (!readers.isEmpty()) {
                            readers.remove(random.nextInt(readers.size()));
                        }
                    }
                    case 2, 3, 4, 5 -> {
                        recorder.ifPresent(its -> its.read(random.nextInt(100_000), (bytes, offset, length) -> {}));
                        recorder.ifPresent(its -> log.recordedUpTo(its.position()));
                        readers.forEach(its -> its.read(random.nextInt(50_000), (bytes, offset, length) -> {}));
                    }
                    default -> {
                        byte[] piece = new byte[random.nextInt(6_000)];
                        random.nextBytes(piece);
                        log.appendVerbatim(piece, 0, piece.length, EntryKind.DATA);
                        model.write(piece);
                    }
                }
                if (step % 50 == 0) {
                    byte[] all = model.toByteArray();
                    List<Cursor> places = new ArrayList<>(readers);
                    recorder.ifPresent(places::add);
                    for (Cursor place : places) {
                        byte[] left = Arrays.copyOfRange(all, (int) place.position(), all.length);
                        assertArrayEquals(left, bytes(place.copy()), "seed " + seed + ", step " + step);
                    }
                }
            }
        }
    }

    @Test
    void whatNobodyReadsAnyMoreIsUsedAgain() {
        log.openBacklog();
        Cursor reader = log.cursorAt(0);
        log.readers(reader::position);
        Set<byte[]> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 1_000; i++) {
            append(1024);
            reader.read(Long.MAX_VALUE, (bytes, offset, length) -> arrays.add(bytes));
        }
        assertTrue(arrays.size() <= 3, arrays.size() + " arrays");
    }

    @Test
    void whatARecorderIsDoneWithIsNotReadByMistake() {
        Cursor recorder = log.record();
        Cursor forgotten = recorder.copy();
        byte[] piece = new byte[100_000];
        log.appendVerbatim(piece, 0, piece.length, EntryKind.DATA);
        log.recordedUpTo(log.endOffset());
        assertThrows(IndexOutOfBoundsException.class, () -> bytes(forgotten));
    }

    private static byte[] bytes(Cursor cursor) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        cursor.read(Long.MAX_VALUE, out::write);
        return out.toByteArray();
    }

    @Test
    void aReaderMaySkipWhatOnlyKeepsTheLinkAlive() {
        log.openBacklog();
        Cursor all = log.cursorAt(0);
        Cursor data = all.copy();
        StringBuilder expected = new StringBuilder();
        Random random = new Random(3);
        for (int i = 0; i < 4000; i++) {
            if (random.nextBoolean()) {
                log.appendKeepalive(Argv.of("ping"));
            } else {
                log.append(ReplicationLog.NO_DATABASE, Argv.of("X" + i));
                String word = "X" + i;
                expected.append("*1\r\n$")
                        .append(word.length())
                        .append("\r\n")
                        .append(word)
                        .append("\r\n");
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        data.readData(out::write);
        assertEquals(expected.toString(), out.toString(StandardCharsets.US_ASCII));
        assertEquals(log.endOffset(), data.position());
        assertTrue(read(all).contains("ping"));
    }

    @Test
    void theBacklogKeepsAtLeastItsSizeAndNotMuchMore() {
        log.openBacklog();
        for (int i = 0; i < 20_000; i++) {
            log.append(0, Argv.of("SET", "key" + i, "value"));
            assertTrue(log.backlogBytes() >= Math.min(log.endOffset(), log.backlogSizeBytes()));
            assertTrue(log.backlogBytes() <= log.backlogSizeBytes() + 2 * 16 * 1024);
        }
        assertFalse(log.holds(1));
        assertTrue(log.holds(log.backlogFirstByte()));
        assertTrue(log.holds(log.endOffset() + 1));
        assertFalse(log.holds(log.endOffset() + 2));
        assertThrows(IllegalArgumentException.class, () -> log.cursorAt(0));
    }

    @Test
    void aSlowReaderStillGetsWhatTheBacklogHasLetGo() {
        log.openBacklog();
        Cursor slow = log.cursorAt(0);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        Cursor quick = log.cursorAt(0);
        for (int i = 0; i < 20_000; i++) {
            log.append(0, Argv.of("SET", "key" + i, "value"));
            quick.read(Long.MAX_VALUE, expected::write);
        }
        assertEquals(log.endOffset(), slow.lagBytes());
        Cursor joined = slow.copy();
        assertEquals(expected.toString(StandardCharsets.US_ASCII), read(slow));
        assertEquals(expected.toString(StandardCharsets.US_ASCII), read(joined));
    }

    @Test
    void readingStopsAtItsLimit() {
        log.openBacklog();
        Cursor cursor = log.cursorAt(0);
        log.append(0, Argv.of("SET", "k", "x".repeat(100_000)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(70_000, cursor.read(70_000, out::write));
        assertEquals(70_000, out.size());
        assertEquals(log.endOffset() - 70_000, cursor.lagBytes());
    }

    @Test
    void aLargerBacklogCountsFromNowOnAndASmallerOneAtOnce() {
        log.openBacklog();
        log.backlogSizeBytes(1 << 20);
        for (int i = 0; i < 20_000; i++) {
            log.append(0, Argv.of("SET", "key" + i, "value"));
        }
        long kept = log.backlogBytes();
        assertTrue(kept > 500_000);
        log.backlogSizeBytes(1);
        assertEquals(ReplicationLog.SMALLEST_BACKLOG_BYTES, log.backlogSizeBytes());
        assertTrue(log.backlogBytes() < kept / 4);
    }

    @Test
    void aPromotionKeepsTheBytesUnderBothNames() {
        log.openBacklog();
        log.append(0, Argv.of("SET", "k", "v"));
        long end = log.endOffset();
        log.continueAs(OTHER);
        ReplicationHistory history = log.history();
        assertEquals(end + 1, history.secondOffset());
        assertTrue(history.shares(ID, end + 1));
        assertFalse(history.shares(ID, end + 2));
        assertTrue(history.shares(OTHER.toUpperCase(java.util.Locale.ROOT), end + 100));
        assertFalse(history.shares("c".repeat(40), 1));
        assertTrue(log.holds(1));
    }

    @Test
    void noHistoryIsSharedThroughTheIdThatStandsForNone() {
        assertFalse(ReplicationHistory.of(ID).shares(ReplicationHistory.NO_ID, 1));
        assertFalse(ReplicationHistory.of(ID).shares(ReplicationHistory.NO_ID, 0));
        assertFalse(ReplicationHistory.of(ID).shares(ReplicationHistory.NO_ID, -1));
    }

    private static String read(Cursor cursor) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        cursor.read(Long.MAX_VALUE, out::write);
        return out.toString(StandardCharsets.US_ASCII);
    }
}
