package io.vedette.server.appendonly;

import io.vedette.replication.WriteQuorum;
import io.vedette.resp.Errors;
import io.vedette.server.config.FsyncPolicy;
import io.vedette.server.disk.DiskFile;
import io.vedette.server.keyspace.Snapshot;
import io.vedette.server.persistence.Loading;
import io.vedette.server.persistence.Progress;
import io.vedette.server.session.ReplyHold;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The append-only file of a server. Owner loop.
 *
 * <pre>
 * off --start, everything loaded--> on
 * off --switched on--> switching --first base is there--> on
 * on --the data was replaced by a master's--> switching
 * switching, on --switched off--> off
 * </pre>
 *
 * <p>While switching, the old files stay as they were: what is written goes into a file that no manifest lists, until there is a
 * base for it. One rewrite at a time; whoever wants the files changed waits until it has ended.
 */
public final class AppendOnly implements Increment.Hearer {
    private static final Logger LOG = LoggerFactory.getLogger(AppendOnly.class);
    private static final long EVERY_INCREMENT = Long.MAX_VALUE;

    private enum State {
        OFF,
        SWITCHING,
        ON
    }

    private final AppendOnlyHost host;
    private final Loading loading;
    private final RewriteSchedule schedule = new RewriteSchedule();
    private State state = State.OFF;
    private Manifest manifest = Manifest.EMPTY;
    private Optional<Increment> increment = Optional.empty();
    /** What is being written as a base. */
    private Optional<FirstPart> base = Optional.empty();

    private Optional<Snapshot> frozen = Optional.empty();
    /** Something beside the loop may change the files. */
    private int busy;

    /** The one before, which may still be at work. */
    private Optional<Increment> leaving = Optional.empty();

    /** A bringing-down has failed in this life: nobody is told of the disk any more, though it may be well again. */
    private boolean distrusted;

    private boolean switchWanted;
    private long baseBytes;
    /** Bytes of all parts, but for what {@link #increment} has written. */
    private long settledBytes;

    private long delayedSyncs;

    public AppendOnly(AppendOnlyHost host, Loading loading) {
        this.host = host;
        this.loading = loading;
    }

    // --- start ---

    /** Reads what is on the disk and goes on with it; {@code ended} is told once, on the loop, in a later turn. */
    public void start(Consumer<Loading.Outcome> ended) {
        loading.elsewhere(true);
        AppendOnlyFolder folder = folder();
        Opening opening = new Opening(host, folder, loading::follow);
        host.background().execute(() -> {
            try {
                Opening.Opened opened = opening.run();
                host.loop().execute(() -> {
                    opened.place().ifPresent(host::recovered); // before there is a reader of the log
                    opened(opened);
                    ended.accept(new Loading.Outcome.Whole(Optional.empty(), List.of()));
                });
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                tell(e);
                host.loop().execute(() -> ended.accept(new Loading.Outcome.Failed()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the process ends
            }
        });
    }

    private static void tell(Throwable e) {
        switch (e) {
            case ManifestException fault -> {
                LOG.warn("\n*** FATAL AOF MANIFEST FILE ERROR ***\n");
                if (fault.line() > 0) {
                    LOG.warn("Reading the manifest file, at line {}\n", fault.line());
                    LOG.warn(">>> '{}'\n", fault.text());
                }
                LOG.warn(fault.getMessage());
            }
            case IOException fault ->
                LOG.warn("Fatal error loading the append only file: {}. Exiting.", fault.getMessage());
            default -> LOG.warn("Fatal error loading the append only file. Exiting.", e);
        }
    }

    private void opened(Opening.Opened opened) {
        manifest = opened.manifest();
        baseBytes = opened.baseBytes();
        settledBytes = opened.totalBytes() - opened.incrementBytes();
        increment = Optional.of(write(Optional.of(opened.increment()), opened.incrementBytes()));
        state = State.ON;
        fsynced(0); // who has not written waits for nothing
        loading.elsewhere(false);
        review();
    }

    private Increment write(Optional<DiskFile> file, long bytes) {
        return new Increment(host, folder(), this::policy, file, bytes, this);
    }

    private AppendOnlyFolder folder() {
        AppendOnlySettings settings = host.appendOnlySettings();
        return new AppendOnlyFolder(
                host.disk(), host.savingSettings().folder(), settings.folderName(), settings.fileName());
    }

    // --- what the engine calls ---

    /** {@code appendonly} was changed. */
    public void switched(boolean on) {
        if (on && state == State.OFF) {
            state = State.SWITCHING;
            switchWanted = true;
            if (isBusy()) {
                schedule.want();
            }
            host.endOfTurnWanted();
        } else if (!on && state != State.OFF) {
            state = State.OFF;
            switchWanted = false;
            schedule.wantNoMore();
            abandonRewrite();
            nothingIsFsynced();
            host.hold().release();
            increment.ifPresent(present -> {
                LOG.info("Calling fsync() on the AOF file.");
                present.finish();
            });
            forgetIncrement();
        }
    }

    private void forgetIncrement() {
        increment.ifPresent(present -> delayedSyncs += present.delayedSyncs());
        leaving = increment;
        increment = Optional.empty();
    }

    /** Whether something may still change the files. */
    private boolean isBusy() {
        return busy > 0
                || schedule.isRunning()
                || host.isSaving()
                || host.isLoading()
                || leaving.filter(present -> !present.isOver()).isPresent();
    }

    /** The data is a master's now: what the files hold is another history. */
    public void dataReplaced() {
        if (state == State.OFF) {
            return;
        }
        nothingIsFsynced();
        host.hold().release();
        abandonRewrite();
        Optional<Increment> given = increment;
        forgetIncrement();
        state = State.SWITCHING;
        switchWanted = true;
        given.ifPresent(Increment::end);
        host.endOfTurnWanted();
    }

    /** At the end of each turn in which something happened, before clients get what was written to them. */
    public void endOfTurn() {
        if (state == State.OFF) {
            return;
        }
        beginSwitchIfWanted();
        review();
        increment.ifPresent(Increment::pump);
    }

    /** About ten times a second. */
    public void tick() {
        long now = host.wallMillis();
        beginSwitchIfWanted();
        increment.ifPresent(Increment::tick);
        review();
        if (isBusy()) {
            return;
        }
        AppendOnlySettings settings = host.appendOnlySettings();
        if (schedule.isWantedNow(now)) {
            if (state == State.SWITCHING) {
                switchWanted = true;
                beginSwitchIfWanted();
            } else {
                rewrite();
            }
        } else if (state == State.ON && schedule.isDue(currentBytes(), baseBytes, settings, now)) {
            LOG.info(
                    "Starting automatic rewriting of AOF on {}% growth",
                    RewriteSchedule.growthPercent(currentBytes(), baseBytes));
            rewrite();
        }
    }

    /** Whether replies wait for the file is decided anew. */
    private void review() {
        ReplyHold hold = host.hold();
        boolean demands = state == State.ON
                && increment.filter(present -> present.trouble().isEmpty()).isPresent();
        boolean ofAll = policy() == FsyncPolicy.ALWAYS;
        if (demands && (!hold.isDemanded() || hold.isOfAll() != ofAll)) {
            hold.demand(increment.orElseThrow().keptOffset(), ofAll);
        } else if (!demands && hold.isDemanded()) {
            hold.release();
        }
    }

    private FsyncPolicy policy() {
        AppendOnlySettings settings = host.appendOnlySettings();
        boolean spares = settings.noFsyncOnRewrite() && (base.isPresent() || host.isSaving());
        return spares ? FsyncPolicy.NO : settings.fsync();
    }

    /**
     * Brings everything to the disk while everything stands still, for a process that ends.
     *
     * @param force whatever fails
     * @return false if it cannot be done, and the process is to go on
     */
    public boolean end(boolean force) {
        // Data that was given up for a master's is nothing that a file could lack.
        if (state == State.SWITCHING && !host.isLoading() && !force) {
            LOG.warn("Writing initial AOF, can't exit.");
            return false;
        }
        if (increment.isPresent()) {
            LOG.info("Calling fsync() on the AOF file.");
            Optional<String> failure = increment.get().drain();
            if (failure.isPresent() && !force) {
                LOG.warn("Error trying to write the AOF: {}. Can't exit.", failure.get());
                return false;
            }
        }
        return true;
    }

    /** Whether the files in force hold everything. */
    public boolean isWritten() {
        return state == State.ON
                && !distrusted
                && increment
                        .filter(present -> present.trouble().isEmpty() && present.waitingBytes() == 0)
                        .isPresent();
    }

    /** Ends the rewrite that is under way, if there is one: its base is not wanted any more. */
    public void abandonRewrite() {
        base.ifPresent(present -> {
            LOG.warn("The rewriting of the append only file is given up.");
            try {
                present.abandon();
            } catch (IOException e) {
                LOG.warn("Cannot remove its temporary file: {}", e.toString());
            }
        });
    }

    // --- what is heard of the file ---

    @Override
    public void kept(long offset) {
        host.hold().kept(offset);
    }

    /** Only what stands behind a base that is in force, and as long as no bringing-down has ever failed. */
    @Override
    public void fsynced(long offset) {
        if (state == State.ON && !distrusted) {
            host.fsynced(offset);
        }
    }

    private void nothingIsFsynced() {
        host.fsynced(WriteQuorum.NOTHING);
    }

    @Override
    public void troubled(String reason, boolean ofSync) {
        if (ofSync && !distrusted) {
            distrusted = true;
            nothingIsFsynced();
        }
        host.hold().refuse(Errors.misconfAppendOnly(reason));
    }

    @Override
    public void healed() {
        review();
    }

    @Override
    public void lost() {
        dataReplaced();
    }

    /**
     * Throws the data away and reads the files in its place, while everything stands still.
     *
     * @return false if there is no file in force, it cannot be brought up to date, or a rewrite is under way, which may delete at any
     *     moment what is to be read: the data is as it was
     * @throws IOException the files cannot be read, and the data is gone
     */
    public boolean reload() throws IOException {
        // While it is off there may be files all the same: BGREWRITEAOF writes a base.
        if (busy > 0
                || schedule.isRunning()
                || manifest.isEmpty()
                || increment.flatMap(Increment::drain).isPresent()) {
            return false;
        }
        Recovery recovery = new Recovery(host, folder(), Runnable::run);
        host.keyspace().replaceWith(host.freshKeyspace());
        try {
            recovery.run(manifest, Progress.ofBytes(0));
            return true;
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    // --- rewriting ---

    /** Whether a rewrite may begin at once. */
    public boolean mayRewrite() {
        return !isBusy() && state != State.SWITCHING;
    }

    /** Begins a rewrite; between commands, and only if one may begin. */
    public void rewrite() {
        schedule.begun(host.wallMillis());
        LOG.info("Background append only file rewriting started");
        if (state == State.ON) {
            Manifest.Part next = manifest.nextIncrement(folder().fileName());
            increment.orElseThrow().succeed(new Handover(folder().file(next), manifest.with(next), next.sequence()));
        } else {
            prepare(() -> write(freeze(), EVERY_INCREMENT));
        }
    }

    private FirstPart freeze() {
        frozen = Optional.of(host.keyspace().backgroundSnapshot());
        FirstPart writer = FirstPart.of(host, folder(), frozen.get());
        base = Optional.of(writer);
        return writer;
    }

    private void thaw() {
        frozen.ifPresent(Snapshot::close);
        frozen = Optional.empty();
        base = Optional.empty();
    }

    /** From the present increment to the next one, and a base of what was before it. */
    private final class Handover implements Increment.Successor {
        private final AppendOnlyFolder folder = folder();
        private final Path path;
        private final Manifest next;
        private final long first;

        Handover(Path path, Manifest next, long first) {
            this.path = path;
            this.next = next;
            this.first = first;
        }

        @Override
        public Path path() {
            return path;
        }

        @Override
        public void begins() {
            freeze();
        }

        @Override
        public void register() throws IOException {
            folder.persist(next);
        }

        @Override
        public void ended(Optional<String> failure) {
            if (failure.isPresent()) {
                failed(failure.get());
                return;
            }
            LOG.info("Creating AOF incr file {} on background rewrite", path.getFileName());
            manifest = next;
            write(base.orElseThrow(), first);
        }
    }

    /** What the files became. */
    private record Written(Manifest manifest, long baseBytes) {}

    /** Writes the base, puts it in force in place of everything before the increment {@code first}, deletes that. */
    private void write(FirstPart writer, long first) {
        AppendOnlyFolder folder = folder();
        Manifest before = manifest;
        boolean switching = state == State.SWITCHING;
        beside(
                () -> {
                    long bytes = writer.write();
                    Manifest.Part newBase = before.nextBase(folder.fileName(), writer.isSnapshot());
                    writer.rename(newBase);
                    Manifest after = before.rebased(newBase, first);
                    if (switching) {
                        Manifest.Part next = before.nextIncrement(folder.fileName());
                        folder.disk().rename(folder.temporaryIncrement(), folder.file(next));
                        after = after.with(next);
                    }
                    folder.persist(after);
                    return new Written(Opening.deleteHistory(folder, after), bytes);
                },
                this::written,
                this::failed);
    }

    private void written(Written result) {
        thaw();
        manifest = result.manifest();
        baseBytes = result.baseBytes();
        settledBytes = baseBytes - increment.map(Increment::closedBytes).orElse(0L);
        baseBytes = increment.isPresent() ? currentBytes() : baseBytes;
        schedule.succeeded(host.wallMillis());
        LOG.info("Background AOF rewrite terminated with success");
        if (state == State.SWITCHING && !switchWanted) {
            state = State.ON;
            increment.ifPresent(present -> fsynced(present.fsyncedOffset()));
        }
        LOG.info("Background AOF rewrite finished successfully");
        host.endOfTurnWanted();
    }

    private void failed(String reason) {
        boolean unwanted = reason.equals(Increment.GIVEN_UP)
                || base.filter(FirstPart::isAbandoned).isPresent();
        thaw();
        if (unwanted) {
            schedule.abandoned(host.wallMillis());
            host.endOfTurnWanted();
            return;
        }
        LOG.warn("Background AOF rewrite terminated with error: {}", reason);
        schedule.failed(host.wallMillis());
        if (schedule.spaceMinutes() > 0) {
            LOG.warn(
                    "Background AOF rewrite has repeatedly failed and triggered the limit, will retry in {} minutes",
                    schedule.spaceMinutes());
        }
        if (state == State.SWITCHING && !switchWanted) {
            Optional<Increment> given = increment;
            forgetIncrement();
            given.ifPresent(Increment::end);
            schedule.want();
        }
    }

    // --- switching on ---

    private void beginSwitchIfWanted() {
        if (!switchWanted || isBusy()) {
            return;
        }
        switchWanted = false;
        schedule.begun(host.wallMillis());
        prepare(this::switchOn);
    }

    private void switchOn() {
        AppendOnlyFolder folder = folder();
        increment = Optional.of(write(Optional.empty(), 0));
        increment.get().succeed(new Increment.Successor() {
            @Override
            public Path path() {
                return folder.temporaryIncrement();
            }

            @Override
            public void begins() {
                freeze();
            }

            @Override
            public void register() {
                // No manifest lists it until there is a base.
            }

            @Override
            public void ended(Optional<String> failure) {
                if (failure.isPresent()) {
                    failed(failure.get());
                } else {
                    write(base.orElseThrow(), EVERY_INCREMENT);
                }
            }
        });
    }

    /** Finds out what there is on the disk, then goes on, unless nobody wants it any more. */
    private void prepare(Runnable then) {
        AppendOnlyFolder folder = folder();
        State wanted = state;
        beside(
                () -> {
                    folder.makeFolder();
                    folder.disk().delete(folder.temporaryIncrement());
                    return folder.read();
                },
                found -> {
                    if (state == wanted && !switchWanted) {
                        manifest = found;
                        then.run();
                    } else {
                        schedule.abandoned(host.wallMillis());
                    }
                },
                this::failed);
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> void beside(Work<T> work, Consumer<T> onLoop, Consumer<String> failed) {
        busy++;
        host.background().execute(() -> {
            Runnable then;
            try {
                T result = work.run();
                then = () -> onLoop.accept(result);
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                String reason = String.valueOf(e.getMessage());
                then = () -> failed.accept(reason);
            }
            Runnable next = then;
            host.loop().execute(() -> {
                busy--;
                next.run();
            });
        });
    }

    // --- what is asked ---

    public RewriteSchedule schedule() {
        return schedule;
    }

    /** {@code aof_enabled}. */
    public boolean isOn() {
        return state != State.OFF;
    }

    /** How far the base is that is being written. */
    public Optional<Progress> progress() {
        return base.map(FirstPart::progress);
    }

    /** Why writes are not kept. */
    public Optional<String> trouble() {
        return increment.flatMap(Increment::trouble);
    }

    /** {@code aof_current_size}. */
    public long currentBytes() {
        return settledBytes
                + increment
                        .map(present -> present.closedBytes() + present.bytes())
                        .orElse(0L);
    }

    /** {@code aof_base_size}: how large the file was when it was last rewritten. */
    public long baseBytes() {
        return baseBytes;
    }

    /** {@code aof_buffer_length}. */
    public long waitingBytes() {
        return increment.map(Increment::waitingBytes).orElse(0L);
    }

    /** {@code aof_pending_bio_fsync}. */
    public boolean isSyncing() {
        return increment.filter(Increment::isSyncing).isPresent();
    }

    /** {@code aof_delayed_fsync}. */
    public long delayedSyncs() {
        return delayedSyncs + increment.map(Increment::delayedSyncs).orElse(0L);
    }

    /** CONFIG RESETSTAT. */
    public void resetCounts() {
        delayedSyncs = 0;
        increment.ifPresent(Increment::resetCounts);
        schedule.resetCounts();
    }
}
