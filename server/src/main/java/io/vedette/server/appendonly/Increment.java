package io.vedette.server.appendonly;

import io.vedette.server.config.FsyncPolicy;
import io.vedette.server.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log on its way into the increment that is being written. Owner loop. Files are touched beside it, by one piece of work at a
 * time, and what is written meanwhile goes together into the next one; a bringing-down ({@code everysec}) runs beside them. The
 * exception is a short write where the disk need not be waited for: that is a copy into the memory of the system, quicker than
 * handing it over, so the loop does it, unless a bringing-down is under way or the disk was slow a moment ago
 * ({@link DiskPace}).
 *
 * <p>Two places in the log are kept, each with the length that the file has there: {@code written}, what the system was given, and
 * {@code durable}, what the disk has. Clients are told of what was written, or, with {@code always}, of what is durable. What lies behind {@code durable} is not let go of by the log. So a failure loses nothing: a
 * write that failed is cut off and done again from {@code written}; after a bringing-down that failed nothing is known of the pages
 * since {@code durable}, so the file is cut there and written again from there.
 *
 * <pre>
 * well --write or bringing-down failed--> troubled --the same done again, about ten times a second--> well
 * </pre>
 *
 * <p>Invariants: a piece of work begins between commands, so that a file holds whole records, and whole transactions, up to
 * each place; no record is in two files, and none in neither.
 */
final class Increment {
    private static final Logger LOG = LoggerFactory.getLogger(Increment.class);
    /** What the loop writes by itself. */
    private static final long SHORT_BYTES = 1 << 20;

    /** How often a trouble that stays is told; the number is Redis'. */
    private static final long TELL_EVERY_MILLIS = 30_000;

    /** Why a next file is not begun when this one is not written any more. */
    static final String GIVEN_UP = "the file is not written any more";

    /** Who is told, on the loop. */
    interface Hearer {
        /** Of the log up to {@code offset} clients may be told. */
        void kept(long offset);

        /** The disk has the log up to {@code offset}. */
        void fsynced(long offset);

        /** @param ofSync the disk may have lost what the system had taken */
        void troubled(String reason, boolean ofSync);

        void healed();

        /** The log has started over: what is read of it has no connection to what was written. */
        void lost();
    }

    /** A next file, which begins where this one ends. Its methods are called on the loop, but for {@link #register}. */
    interface Successor {
        Path path();

        /** Beside the loop: the new file is there, and is to be listed behind the old one, which is still written, when this returns. */
        void register() throws IOException;

        /** The old file will end, and the new one begin, with the log as it stands now. */
        void begins();

        /** @param failure nothing if what comes now goes into the new file */
        void ended(Optional<String> failure);
    }

    private final AppendOnlyHost host;
    private final AppendOnlyFolder folder;
    private final Supplier<FsyncPolicy> policy;
    private final Hearer hearer;
    private final Composer composer;
    private final DiskPace pace;
    private Optional<DiskFile> file;
    private Composer.Place written;
    private Composer.Place durable;
    private long fsyncedOffset;
    private Optional<CompletableFuture<Runnable>> working = Optional.empty();
    private Optional<CompletableFuture<Runnable>> syncing = Optional.empty();
    private final Deque<Successor> successors = new ArrayDeque<>();
    private Optional<String> trouble = Optional.empty();
    /** A bringing-down failed while a write went on: what it wrote stands behind pages of which nothing is known. */
    private Optional<Failure> distrust = Optional.empty();

    private boolean finishes;
    private Optional<CompletableFuture<Runnable>> preparing = Optional.empty();
    /** The file of the first of {@link #successors}. */
    private Optional<DiskFile> made = Optional.empty();

    private boolean syncsFirst;
    private Optional<Successor> succeeding = Optional.empty();
    /** What the files before the present one have. */
    private long closedBytes;

    /** The file may have more than {@code written} says. */
    private boolean cutFirst;

    private boolean ended;
    private long toldMillis;

    /**
     * @param file what to go on with; nothing if the first file is still to come, as a {@link Successor}
     * @param bytes how long it is
     */
    Increment(
            AppendOnlyHost host,
            AppendOnlyFolder folder,
            Supplier<FsyncPolicy> policy,
            Optional<DiskFile> file,
            long bytes,
            Hearer hearer) {
        this.host = host;
        this.folder = folder;
        this.policy = policy;
        this.file = file;
        this.hearer = hearer;
        this.composer = new Composer(host);
        this.pace = new DiskPace(host);
        this.written = new Composer.Place(host.recordLog(), host.selectedDatabase(), bytes, false);
        this.durable = written;
        this.fsyncedOffset = written.cursor().position();
    }

    // --- what is asked ---

    /** Bytes that the present file has. */
    long bytes() {
        return written.bytes();
    }

    /** Bytes that the files before it have, of those that were begun here. */
    long closedBytes() {
        return closedBytes;
    }

    /** Bytes of the log that wait: {@code aof_buffer_length}. */
    long waitingBytes() {
        return written.cursor().isStale() ? 0 : written.cursor().lagBytes();
    }

    boolean isSyncing() {
        return syncing.isPresent();
    }

    long delayedSyncs() {
        return pace.delayedSyncs();
    }

    void resetCounts() {
        pace.resetCounts();
    }

    Optional<String> trouble() {
        return trouble;
    }

    /** Up to where clients may be told of the log. */
    long keptOffset() {
        return (policy.get() == FsyncPolicy.ALWAYS ? durable : written).cursor().position();
    }

    /** How far the log is on the disk: in this file, and before its beginning in the base. */
    long fsyncedOffset() {
        return fsyncedOffset;
    }

    // --- what happens ---

    /** The next file is begun as soon as may be. */
    void succeed(Successor next) {
        successors.add(next);
        pump();
    }

    /** Between commands: begins what is to be done. */
    void pump() {
        if (ended || working.isPresent() || trouble.isPresent()) {
            return;
        }
        work();
    }

    /** About ten times a second. */
    void tick() {
        if (ended || working.isPresent()) {
            return;
        }
        forgetRead();
        work();
    }

    private void work() {
        if (written.cursor().isStale()) {
            hearer.lost();
            return;
        }
        if (mayWriteAtOnce() && !writeAtOnce()) {
            return;
        }
        prepare();
        syncIfDue();
        if (syncing.isEmpty() && made.isPresent()) {
            goOnInNext();
        } else if (syncing.isEmpty() && finishes) {
            finishNow();
        } else if (file.isPresent() && (written.cursor().lagBytes() > 0 || trouble.isPresent())) {
            pace.writes(policy.get() == FsyncPolicy.EVERYSEC && syncing.isPresent());
            write();
        }
    }

    /** Whether a write is a matter of microseconds, as far as one can know. */
    private boolean mayWriteAtOnce() {
        long waiting = written.cursor().lagBytes();
        return file.isPresent()
                && waiting > 0
                && waiting <= SHORT_BYTES
                && policy.get() != FsyncPolicy.ALWAYS
                && syncing.isEmpty()
                && trouble.isEmpty()
                && !cutFirst
                && pace.isQuick();
    }

    private boolean writeAtOnce() {
        Composer.Piece chunk = gather();
        long begun = host.nanos();
        Optional<Failure> failure = chunk.bytes().put(file.orElseThrow(), written.bytes(), false, false);
        pace.wrote(host.nanos() - begun);
        if (failure.isPresent()) {
            failed(failure.get());
            return false;
        }
        written = chunk.end();
        if (policy.get() == FsyncPolicy.NO) {
            settled(written, false);
        } else {
            tell();
        }
        return true;
    }

    private void write() {
        Composer.Piece chunk = gather();
        FsyncPolicy now = policy.get();
        boolean syncs = now == FsyncPolicy.ALWAYS || trouble.isPresent();
        DiskFile target = file.orElseThrow();
        long from = written.bytes();
        boolean cuts = cutFirst;
        run(() -> chunk.bytes().put(target, from, cuts, syncs), result -> {
            Optional<Failure> failure = distrust.isPresent() ? distrust : result;
            distrust = Optional.empty();
            if (failure.isPresent()) {
                failed(failure.get());
                return;
            }
            cutFirst = false;
            written = chunk.end();
            if (syncs || now == FsyncPolicy.NO) {
                settled(written, syncs);
            } else {
                tell();
            }
            healed();
            pump();
        });
    }

    private void failed(Failure failure) {
        cutFirst = true;
        composer.anew();
        if (failure.ofSync()) {
            written = durable;
        }
        long now = host.wallMillis();
        if (trouble.isEmpty() || now - toldMillis >= TELL_EVERY_MILLIS) {
            toldMillis = now;
            LOG.warn("Error {} the AOF file: {}", failure.ofSync() ? "fsyncing" : "writing to", failure.reason());
        }
        trouble = Optional.of(failure.reason());
        hearer.troubled(failure.reason(), failure.ofSync());
    }

    private void healed() {
        if (trouble.isPresent()) {
            LOG.warn("AOF write error looks solved, Redis can write again.");
            trouble = Optional.empty();
            hearer.healed();
        }
    }

    /** @param synced false where the disk is left to the system ({@code no}), and its taking is enough */
    private void settled(Composer.Place place, boolean synced) {
        durable = place;
        forgetRead();
        if (synced) {
            fsyncedOffset = place.cursor().position();
            hearer.fsynced(fsyncedOffset);
        }
        tell();
    }

    /** The log need not keep what is safe. */
    private void forgetRead() {
        if (!durable.cursor().isStale()) {
            host.recordedUpTo(durable.cursor().position());
        }
    }

    private void tell() {
        hearer.kept(keptOffset());
    }

    // --- bringing down ---

    private void syncIfDue() {
        if (file.isEmpty() || !isBehind() || syncing.isPresent() || working.isPresent() || trouble.isPresent()) {
            return;
        }
        switch (policy.get()) {
            case ALWAYS -> sync();
            case EVERYSEC -> {
                if (pace.isSyncDue(written.bytes() - durable.bytes())) {
                    sync();
                }
            }
            case NO -> settled(written, false);
        }
    }

    /** Whether the system has what the disk has not. */
    private boolean isBehind() {
        return durable.cursor().position() < written.cursor().position();
    }

    private void sync() {
        Composer.Place place = written;
        DiskFile target = file.orElseThrow();
        long bytes = written.bytes() - durable.bytes();
        long begun = host.nanos();
        pace.syncBegins();
        CompletableFuture<Runnable> future = beside(
                () -> {
                    try {
                        target.sync();
                        return Optional.<Failure>empty();
                    } catch (IOException e) {
                        return Optional.of(new Failure(Failure.reason(e), true));
                    }
                },
                failure -> {
                    if (failure.isPresent() && working.isPresent()) {
                        distrust = failure;
                    } else if (failure.isPresent()) {
                        failed(failure.get());
                    } else {
                        pace.synced(host.nanos() - begun, bytes);
                        settled(place, true);
                        pump();
                    }
                });
        syncing = Optional.of(future);
        later(future);
    }

    // --- the next file ---

    /** The next file is made while this one is still written: what takes long is over when it takes its place. */
    private void prepare() {
        if (successors.isEmpty() || made.isPresent() || preparing.isPresent()) {
            return;
        }
        Successor next = successors.getFirst();
        Path path = next.path();
        CompletableFuture<Runnable> future = beside(() -> make(next, path), result -> {
            made = result.file();
            syncsFirst = true;
            if (made.isEmpty()) {
                successors.remove().ended(Optional.of(result.reason()));
            }
            pump();
        });
        preparing = Optional.of(future);
        later(future);
    }

    private record Made(Optional<DiskFile> file, String reason) {}

    private Made make(Successor next, Path path) {
        Optional<DiskFile> file = Optional.empty();
        try {
            file = Optional.of(folder.disk().create(path));
            next.register();
            return new Made(file, "");
        } catch (IOException e) {
            file.ifPresent(Increment::close);
            try {
                folder.disk().delete(path);
            } catch (IOException alsoFailed) {
                e.addSuppressed(alsoFailed); // it stands in no manifest
            }
            return new Made(Optional.empty(), Failure.reason(e));
        }
    }

    /** Goes on in the next file. Clients wait for the end of this one, so most of it is brought down before. */
    private void goOnInNext() {
        if (syncsFirst && file.isPresent() && trouble.isEmpty() && isBehind()) {
            syncsFirst = false;
            sync();
            return;
        }
        Successor next = successors.remove();
        succeeding = Optional.of(next);
        next.begins();
        Composer.Piece chunk = gather();
        Composer.Place begin = new Composer.Place(chunk.end().cursor(), host.selectedDatabase(), 0, false);
        Optional<DiskFile> old = file;
        DiskFile successor = made.orElseThrow();
        made = Optional.empty();
        long from = written.bytes();
        boolean cuts = cutFirst;
        run(() -> old.flatMap(target -> chunk.bytes().put(target, from, cuts, true)), failure -> {
            succeeding = Optional.empty();
            if (failure.isPresent()) {
                close(successor);
                failed(failure.get());
                next.ended(Optional.of(failure.get().reason()));
                return;
            }
            cutFirst = false;
            old.ifPresent(Increment::close);
            closedBytes += chunk.end().bytes();
            file = Optional.of(successor);
            written = begin;
            composer.anew();
            settled(begin, true);
            healed();
            next.ended(Optional.empty());
            pump();
        });
    }

    private static void close(DiskFile target) {
        try {
            target.close();
        } catch (IOException e) {
            LOG.warn("Cannot close an AOF file: {}", e.getMessage());
        }
    }

    // --- the end ---

    /** Brings everything to the disk, then ends. What is written to the log meanwhile may go along or not. */
    void finish() {
        finishes = true;
        tick();
    }

    private void finishNow() {
        Composer.Piece chunk = gather();
        long from = written.bytes();
        boolean cuts = cutFirst;
        run(() -> file.flatMap(target -> chunk.bytes().put(target, from, cuts, true)), failure -> {
            failure.ifPresent(why -> LOG.warn("Error writing to the AOF file: {}", why.reason()));
            end();
        });
    }

    /** Whether it has ended and nothing of it is under way. */
    boolean isOver() {
        return ended && working.isEmpty() && syncing.isEmpty() && preparing.isEmpty();
    }

    /**
     * Brings everything to the disk while everything stands still. Nothing is written afterwards unless this failed.
     *
     * @return why it could not be done
     */
    Optional<String> drain() {
        syncing.ifPresent(this::await);
        while (working.isPresent()) {
            await(working.get());
            syncing.ifPresent(this::await);
        }
        if (file.isEmpty() || written.cursor().isStale()) {
            return Optional.empty();
        }
        Composer.Piece chunk = gather();
        Optional<Failure> failure = chunk.bytes().put(file.get(), written.bytes(), cutFirst, true);
        if (failure.isPresent()) {
            failed(failure.get());
            return Optional.of(failure.get().reason());
        }
        cutFirst = false;
        written = chunk.end();
        settled(written, true);
        return Optional.empty();
    }

    /** Nothing is written any more. What is not on the disk now is lost to this file. */
    void end() {
        ended = true;
        host.endRecording();
        file.ifPresent(Increment::close);
        made.ifPresent(Increment::close);
        made = Optional.empty();
        succeeding.ifPresent(successors::addFirst);
        succeeding = Optional.empty();
        while (!successors.isEmpty()) {
            successors.remove().ended(Optional.of(GIVEN_UP));
        }
    }

    private void await(CompletableFuture<Runnable> future) {
        future.join();
        finish(future);
    }

    // --- work beside the loop ---

    private <T> void run(Callable<T> work, Consumer<T> onLoop) {
        CompletableFuture<Runnable> future = beside(work, onLoop);
        working = Optional.of(future);
        later(future);
    }

    private <T> CompletableFuture<Runnable> beside(Callable<T> work, Consumer<T> onLoop) {
        CompletableFuture<Runnable> future = new CompletableFuture<>();
        host.writing().execute(() -> {
            try {
                T result = work.call();
                future.complete(() -> onLoop.accept(result));
            } catch (Exception | OutOfMemoryError e) {
                future.complete(() -> {
                    throw new IllegalStateException("writing the append-only file", e);
                });
            }
        });
        return future;
    }

    /** Comes to it when it is done, on the loop, unless {@link #await} was there before. */
    private void later(CompletableFuture<Runnable> future) {
        future.thenRun(() -> host.loop().execute(() -> finish(future)));
    }

    private void finish(CompletableFuture<Runnable> future) {
        boolean wasWorking = working.equals(Optional.of(future));
        boolean wasSyncing = syncing.equals(Optional.of(future));
        boolean wasPreparing = preparing.equals(Optional.of(future));
        if (wasWorking) {
            working = Optional.empty();
        } else if (wasSyncing) {
            syncing = Optional.empty();
        } else if (wasPreparing) {
            preparing = Optional.empty();
        } else {
            return;
        }
        Runnable result = future.join();
        if (!ended) {
            result.run();
        }
    }

    private Composer.Piece gather() {
        return composer.compose(written);
    }
}
