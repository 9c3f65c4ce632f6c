package io.vedette.server.appendonly;

import io.vedette.rdb.RdbReader;
import io.vedette.rdb.RdbReplication;
import io.vedette.resp.Argv;
import io.vedette.resp.RequestParser;
import io.vedette.resp.RespException;
import io.vedette.resp.StringRun;
import io.vedette.server.disk.DiskFile;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.persistence.KeyspaceLoader;
import io.vedette.server.persistence.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all parts of an append-only file. {@link #run} blocks and works on any one thread beside the loop; what it reads is run
 * on the loop, in order and in small portions, at most {@value #PORTIONS_AHEAD} of them ahead.
 *
 * <p>Transactions are run when their EXEC was read, so that half of one never is. A file that ends inside of a record or of a
 * transaction is cut there, if the settings allow it and no other file follows; one that ends inside of a piece of a group that confirms
 * from its disks is cut before the piece, so that the place of the data is known.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final byte[] SNAPSHOT_MAGIC = "REDIS".getBytes(StandardCharsets.US_ASCII);
    private static final int PORTIONS_AHEAD = 4;
    private static final int PORTION_COMMANDS = 512;
    /** Characters of a command that are told. */
    private static final int MOST_TOLD = 80;

    /** What was read. Sizes in bytes, of what is valid. */
    record Recovered(Manifest manifest, long baseBytes, long totalBytes, Optional<RdbReplication> place) {}

    /** What is to be run; it begins at {@code offset} in its file. */
    private sealed interface Entry {
        long offset();

        record Single(int database, Argv argv, long offset) implements Entry {}

        record Sets(int database, StringRun run, long offset) implements Entry {}
    }

    private final AppendOnlyHost host;
    private final AppendOnlyFolder folder;
    private final Executor loop;
    private final boolean loadsTruncated;
    private final boolean verifiesSnapshot;
    private final Keyspace fresh;
    private final int databases;
    private final long nowMillis;
    private final Semaphore portionsAhead = new Semaphore(PORTIONS_AHEAD);
    /** On the loop: what is run next. */
    private final Argv[] ahead = new Argv[RequestParser.MOST_AHEAD];
    /** Why a command was refused. */
    private final AtomicReference<Optional<String>> refused = new AtomicReference<>(Optional.empty());

    private final PlaceFound place = new PlaceFound();
    private Progress progress = Progress.ofBytes(0);
    private List<Entry> portion = new ArrayList<>();
    private int portionCommands;
    /** Commands so far. */
    private long given;

    /**
     * To be made on the loop.
     *
     * @param loop where what was read is run
     */
    Recovery(AppendOnlyHost host, AppendOnlyFolder folder, Executor loop) {
        this.host = host;
        this.loop = loop;
        this.folder = folder;
        this.loadsTruncated = host.appendOnlySettings().loadsTruncated();
        this.verifiesSnapshot = host.savingSettings().checksum();
        this.fresh = host.freshKeyspace();
        this.databases = host.keyspace().databases();
        this.nowMillis = host.wallMillis();
    }

    /** How much there is to read. */
    static long totalBytes(AppendOnlyFolder folder, Manifest manifest) throws IOException {
        long total = 0;
        for (Manifest.Part part : manifest.parts()) {
            if (!folder.disk().exists(folder.file(part))) {
                throw new IOException(
                        "Unable to obtain the AOF file " + part.name() + " length. stat: No such file or directory");
            }
            total += folder.disk().size(folder.file(part));
        }
        return total;
    }

    /**
     * Reads and runs everything.
     *
     * @param told counts the bytes
     * @throws IOException why it cannot be done, in one sentence; the data of the server is then in no state to be used
     */
    Recovered run(Manifest manifest, Progress told) throws IOException, InterruptedException {
        progress = told;
        long begun = host.nanos();
        long baseBytes = 0;
        long totalBytes = 0;
        List<Manifest.Part> parts = manifest.parts();
        for (int i = 0; i < parts.size(); i++) {
            Manifest.Part part = parts.get(i);
            boolean isBase = manifest.base().equals(Optional.of(part));
            long partBegun = host.nanos();
            long bytes = folder.disk().size(folder.file(part)) == 0 ? 0 : read(part, i == 0, isEmptyBehind(parts, i));
            baseBytes = isBase ? bytes : baseBytes;
            totalBytes += bytes;
            if (bytes > 0) {
                LOG.info(
                        "DB loaded from {} file {}: {} seconds",
                        isBase ? "base" : "incr",
                        part.name(),
                        seconds(host.nanos() - partBegun));
            }
        }
        settle();
        LOG.info("DB loaded from append only file: {} seconds", seconds(host.nanos() - begun));
        return new Recovered(manifest, baseBytes, totalBytes, place.known());
    }

    /** Nothing was written behind it: it is the last, also if the next one was made already when a crash came. */
    private boolean isEmptyBehind(List<Manifest.Part> parts, int index) throws IOException {
        for (Manifest.Part later : parts.subList(index + 1, parts.size())) {
            if (folder.disk().size(folder.file(later)) > 0) {
                return false;
            }
        }
        return true;
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e9);
    }

    /** Returns how many bytes of it are valid. */
    private long read(Manifest.Part part, boolean isFirst, boolean isLast) throws IOException, InterruptedException {
        long size = folder.disk().size(folder.file(part));
        long from = isFirst && isSnapshot(part) ? snapshot(part) : 0;
        try (InputStream in = folder.disk().read(folder.file(part))) {
            in.skipNBytes(from);
            RecordReader reader = new RecordReader(in, from, size);
            return commands(reader, part, isLast, size);
        }
    }

    private boolean isSnapshot(Manifest.Part part) throws IOException {
        try (InputStream in = folder.disk().read(folder.file(part))) {
            return Arrays.equals(in.readNBytes(SNAPSHOT_MAGIC.length), SNAPSHOT_MAGIC);
        }
    }

    /** The data begins with what the snapshot holds; returns where it ends. */
    private long snapshot(Manifest.Part part) throws IOException, InterruptedException {
        LOG.info("Reading RDB base file on AOF loading...");
        KeyspaceLoader loader = new KeyspaceLoader(fresh, KeyspaceLoader.Expired.KEEP, nowMillis);
        loader.fileBytes(folder.disk().size(folder.file(part)));
        long end;
        try (InputStream in = folder.disk().read(folder.file(part))) {
            end = RdbReader.read(
                    (target, offset, length) -> {
                        int read = in.read(target, offset, length);
                        progress.bytes(Math.max(0, read));
                        return read;
                    },
                    loader,
                    verifiesSnapshot);
        } catch (IOException e) {
            throw new IOException(
                    "Error reading the RDB preamble of the file " + part.name() + ": " + e.getMessage(), e);
        }
        place.base(loader.replication());
        LOG.info("Done loading RDB, keys loaded: {}, keys expired: 0.", loader.loaded());
        onLoop(() -> host.keyspace().replaceWith(fresh));
        return end;
    }

    private long commands(RecordReader reader, Manifest.Part part, boolean isLast, long size)
            throws IOException, InterruptedException {
        Optional<List<Entry>> transaction = Optional.empty();
        long beforeMulti = 0;
        long told = reader.position();
        int database = 0;
        String lastTime = "";
        Optional<Entry> last = Optional.empty();
        Optional<Entry> lastSummed = Optional.empty();
        while (true) {
            long valid = reader.validBytes();
            Optional<StringRun> sets = transaction.isPresent() ? Optional.empty() : reader.sets(PORTION_COMMANDS);
            if (sets.isPresent()) {
                place.commands();
                last = Optional.of(new Entry.Sets(database, sets.get(), valid));
                give(last.get(), sets.get().count(), part);
                progress.bytes((int) (reader.position() - told));
                told = reader.position();
                continue;
            }
            switch (reader.next()) {
                case RecordReader.Item.Annotation(byte[] line) -> {
                    if (isLast
                            && place.known().isPresent()
                            && reader.position() + Annotations.pieceOf(line).orElse(0) > size) {
                        hand(part);
                        LOG.warn("The last piece of {} was not written whole; nobody was told of it", part.name());
                        return cut(part, valid, true, "the last piece was not written whole");
                    }
                    place.annotation(line);
                    if (Annotations.isSum(line)) {
                        lastSummed = last;
                    }
                    OptionalLong seconds = Annotations.timeOf(line);
                    if (seconds.isPresent()) {
                        lastTime = " (written after " + Instant.ofEpochSecond(seconds.getAsLong()) + ")";
                    }
                }
                case RecordReader.Item.Command(Argv argv) -> {
                    place.command(argv);
                    Entry entry = new Entry.Single(database, argv, valid);
                    last = Optional.of(entry);
                    if (argv.is(0, "multi")) {
                        transaction = Optional.of(new ArrayList<>());
                        beforeMulti = valid;
                    } else if (argv.is(0, "exec")) {
                        for (Entry queued : transaction.orElse(List.of())) {
                            give(queued, 1, part);
                        }
                        transaction = Optional.empty();
                    } else if (argv.is(0, "select")) {
                        database = database(argv, part, valid);
                    } else if (transaction.isPresent()) {
                        transaction.get().add(entry);
                    } else {
                        give(entry, 1, part);
                    }
                }
                case RecordReader.Item.End end -> {
                    hand(part);
                    if (transaction.isPresent()) {
                        LOG.warn("Revert incomplete MULTI/EXEC transaction in AOF file {}", part.name());
                        return cut(part, beforeMulti, isLast, "a transaction has no EXEC");
                    }
                    if (isLast && reader.position() > valid) {
                        cutSilently(part, valid); // behind half an annotation no record would be understood
                    }
                    return valid;
                }
                case RecordReader.Item.Short(String reason) -> {
                    hand(part);
                    if (transaction.isPresent()) {
                        LOG.warn("Revert incomplete MULTI/EXEC transaction in AOF file {}", part.name());
                    }
                    String why = reason.isEmpty() ? "unexpected end" : reason;
                    return cut(part, transaction.isPresent() ? beforeMulti : valid, isLast, why);
                }
                case RecordReader.Item.Malformed(String reason) -> {
                    Optional<Entry> summed = lastSummed;
                    throw new IOException("Bad file format reading the append only file " + part.name()
                            + ": make a backup of your AOF file, then use ./redis-check-aof --fix <filename.manifest>"
                            + " (at byte " + reader.faultPosition() + ": " + reason + "; valid up to byte "
                            + reader.validBytes()
                            + lastGood(last.filter(good -> good.offset() < reader.validBytes())
                                    .or(() -> summed))
                            + ")" + lastTime);
                }
            }
            progress.bytes((int) (reader.position() - told));
            told = reader.position();
        }
    }

    private int database(Argv argv, Manifest.Part part, long offset) throws IOException {
        try {
            long number = argv.size() == 2 ? argv.asLong(1) : -1;
            if (number >= 0 && number < databases) {
                return (int) number;
            }
        } catch (RespException notANumber) {
            // Told below, as a number too large is.
        }
        throw new IOException("The append only file " + part.name() + " selects a database that does not exist here"
                + " (setting 'databases'): " + argv + " (at byte " + offset + ")");
    }

    /** The file ends in the middle: what comes behind {@code valid} is cut off, if that may be. */
    private long cut(Manifest.Part part, long valid, boolean isLast, String reason) throws IOException {
        if (!loadsTruncated) {
            throw new IOException("Unexpected end of file reading the append only file " + part.name()
                    + ". You can: 1) Make a backup of your AOF file, then use ./redis-check-aof --fix"
                    + " <filename.manifest>. 2) Alternatively you can set the 'aof-load-truncated' configuration option"
                    + " to yes and restart the server. (" + reason + "; valid up to byte " + valid + ")");
        }
        LOG.warn("!!! Warning: short read while loading the AOF file {}!!!", part.name());
        if (!isLast) {
            throw new IOException("the truncated file is not the last file: " + part.name() + " (" + reason
                    + "; valid up to byte " + valid + ")");
        }
        LOG.warn("!!! Truncating the AOF {} at offset {} !!!", part.name(), valid);
        cutSilently(part, valid);
        LOG.warn("AOF {} loaded anyway because aof-load-truncated is enabled", part.name());
        return valid;
    }

    private void cutSilently(Manifest.Part part, long valid) throws IOException {
        try (DiskFile file = folder.disk().open(folder.file(part))) {
            file.truncate(valid);
            file.sync();
        }
    }

    // --- running it ---

    private void give(Entry entry, int commands, Manifest.Part part) throws IOException, InterruptedException {
        fresh.tempo().loaded(given, commands);
        given += commands;
        portion.add(entry);
        portionCommands += commands;
        if (portionCommands >= PORTION_COMMANDS) {
            hand(part);
        }
    }

    /** At the latest at the end of each file. */
    private void hand(Manifest.Part part) throws IOException, InterruptedException {
        List<Entry> full = portion;
        portion = new ArrayList<>();
        portionCommands = 0;
        onLoop(() -> {
            for (int i = 0; i < full.size() && refused.get().isEmpty(); i++) {
                if (i % ahead.length == 0) {
                    lookAhead(full.subList(i, Math.min(full.size(), i + ahead.length)));
                }
                replay(full.get(i), part);
            }
        });
    }

    /** The processor fetches what these commands will look at from memory, side by side. */
    private void lookAhead(List<Entry> entries) {
        int database = 0;
        int count = 0;
        for (Entry entry : entries) {
            if (entry instanceof Entry.Single(int number, Argv argv, long offset)
                    && (count == 0 || number == database)) {
                database = number;
                ahead[count++] = argv;
            }
        }
        if (count > 0) {
            host.fetch(database, ahead, count);
        }
    }

    private void replay(Entry entry, Manifest.Part part) {
        try {
            switch (entry) {
                case Entry.Single(int database, Argv argv, long offset) -> host.replay(database, argv);
                case Entry.Sets(int database, StringRun run, long offset) -> host.replay(database, run);
            }
        } catch (RespException e) {
            String line = e.line();
            String what = line.startsWith("ERR unknown") ? "Unknown command '" : "Wrong number of words for command '";
            refuse(what + nameOf(entry) + "'", entry, part);
        } catch (OutOfMemoryError e) {
            refuse("No memory (" + e.getMessage() + ")", entry, part);
        }
    }

    private void refuse(String why, Entry entry, Manifest.Part part) {
        refused.set(Optional.of(
                why + " reading the append only file " + part.name() + " (at byte " + entry.offset() + ")"));
    }

    /** In a sentence: what to look for in the file. */
    private static String lastGood(Optional<Entry> last) {
        return last.map(entry -> switch (entry) {
                    case Entry.Single(int database, Argv argv, long offset) -> argv;
                    case Entry.Sets(int database, StringRun run, long offset) -> run.command(run.count() - 1);
                })
                .map(argv -> argv.size() == 1 ? argv.text(0) : argv.text(0) + " " + argv.text(1))
                .map(text -> "; the last good command is "
                        + text.substring(0, Math.min(text.length(), MOST_TOLD)).replaceAll("\\p{Cntrl}", "?"))
                .orElse("; no good command stands before it");
    }

    private static String nameOf(Entry entry) {
        return switch (entry) {
            case Entry.Single(int database, Argv argv, long offset) -> argv.text(0);
            case Entry.Sets sets -> "SET";
        };
    }

    private void onLoop(Runnable step) throws IOException, InterruptedException {
        throwIfRefused();
        portionsAhead.acquire();
        loop.execute(() -> {
            try {
                step.run();
            } finally {
                portionsAhead.release();
            }
        });
    }

    /** Waits until all was run. */
    private void settle() throws IOException, InterruptedException {
        portionsAhead.acquire(PORTIONS_AHEAD);
        portionsAhead.release(PORTIONS_AHEAD);
        throwIfRefused();
    }

    private void throwIfRefused() throws IOException {
        Optional<String> refusal = refused.get();
        if (refusal.isPresent()) {
            throw new IOException(refusal.get());
        }
    }
}
