package io.vedette.server.persistence;

import io.vedette.rdb.RdbReplication;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.Keyspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server finds on its disk when it starts. Owner loop; the file is read beside it into a fresh keyspace, which takes
 * the place of the empty one when it is whole.
 *
 * <pre>
 * loading --no file | loaded--> done
 *        \--damaged, unreadable--> failed: the process ends
 * </pre>
 *
 * <p>A part is never taken for the whole: a server that came back with half of its data would give that half to its
 * replicas.
 */
public final class Loading {
    private static final Logger LOG = LoggerFactory.getLogger(Loading.class);
    private static final double BYTES_PER_MEGABYTE = 1_048_576;

    /** How it ended. */
    public sealed interface Outcome {
        /** There was no file. */
        record Nothing() implements Outcome {}

        /**
         * Everything stands in its place.
         *
         * @param position where in a replication stream the data stands, if the file says so
         * @param dropped keys that were not loaded since their time has passed
         */
        record Whole(Optional<RdbReplication> position, List<KeyspaceLoader.Dropped> dropped) implements Outcome {}

        /** The reason was written to the log. */
        record Failed() implements Outcome {}
    }

    /** What a file held. */
    private record Read(Keyspace fresh, KeyspaceLoader loader, long begunMillis) {}

    private final SavingHost host;
    /** False: DEBUG asks for files to be taken without a look at their check sum. */
    private boolean checksums = true;

    private boolean isLoading = true;
    private volatile Progress progress = Progress.ofBytes(0);
    private long startedMillis;
    private long loadedKeys;
    private long droppedKeys;

    public Loading(SavingHost host) {
        this.host = host;
        this.startedMillis = host.wallMillis();
    }

    /** Begins; {@code ended} is told once, on the loop, in a later turn. */
    public void start(Consumer<Outcome> ended) {
        startedMillis = host.wallMillis();
        long begunMillis = startedMillis;
        SavingSettings settings = host.savingSettings();
        Keyspace fresh = host.freshKeyspace();
        boolean replica = host.isReplica();
        host.background().execute(() -> {
            Outcome failure = new Outcome.Failed();
            Optional<Read> read = Optional.empty();
            try {
                sweep(settings.folder());
                read = read(settings, fresh, replica, begunMillis);
                failure = new Outcome.Nothing();
            } catch (IOException e) {
                LOG.warn("Fatal error loading the DB from {}: {}. Exiting.", settings.file(), e.getMessage());
            } catch (RuntimeException | OutOfMemoryError e) {
                LOG.warn("Fatal error loading the DB from " + settings.file() + ". Exiting.", e);
            }
            Outcome otherwise = failure;
            Optional<Read> whole = read;
            host.loop()
                    .execute(() -> ended.accept(whole.map(this::takeOver).orElseGet(() -> {
                        isLoading = false;
                        return otherwise;
                    })));
        });
    }

    /** For a server that is to begin with nothing. */
    public void skip() {
        isLoading = false;
    }

    /** The data is read from elsewhere, an append-only file: how far that is. From any thread. */
    public void follow(Progress elsewhere) {
        progress = elsewhere;
    }

    /** What was followed has begun, or ended. */
    public void elsewhere(boolean begins) {
        isLoading = begins;
        if (begins) {
            startedMillis = host.wallMillis();
        }
    }

    /**
     * Throws everything away and loads the file in its place, while everything stands still.
     *
     * @return false if the file cannot be loaded: the data is as it was
     */
    public boolean reload() {
        try {
            Optional<Read> read =
                    read(host.savingSettings(), host.freshKeyspace(), host.isReplica(), host.wallMillis());
            read.ifPresent(this::takeOver);
            return read.isPresent();
        } catch (IOException e) {
            LOG.warn("Error loading {}: {}", host.savingSettings().file(), e.getMessage());
            return false;
        }
    }

    /** Sets whether the check sums of files are looked at, where the settings have them. */
    public void checksums(boolean on) {
        checksums = on;
    }

    /**
     * Adds the keys of the snapshot file to those that are there, while everything stands still.
     *
     * @param mayReplace keys that both have are replaced; otherwise there must be none
     * @return false if that cannot be done: the data is as it was
     */
    public boolean add(boolean mayReplace) {
        SavingSettings settings = host.savingSettings();
        try {
            Optional<Read> sound = read(settings, host.freshKeyspace(), host.isReplica(), host.wallMillis());
            if (sound.isEmpty() || !mayReplace && meets(sound.get().fresh())) {
                return false;
            }
            KeyspaceLoader loader = new KeyspaceLoader(
                    host.keyspace(),
                    host.isReplica() ? KeyspaceLoader.Expired.KEEP : KeyspaceLoader.Expired.DROP,
                    KeyspaceLoader.Present.GIVES_WAY,
                    host.wallMillis());
            SnapshotFile.read(settings.file(), loader, checksums && settings.checksum(), Progress.ofBytes(0));
            return true;
        } catch (IOException e) {
            LOG.warn("Error loading {}: {}", settings.file(), e.getMessage());
            return false;
        }
    }

    /** Whether a key stands in both. */
    private boolean meets(Keyspace fresh) {
        for (int i = 0; i < fresh.databases(); i++) {
            Database present = host.keyspace().database(i);
            AtomicBoolean met = new AtomicBoolean();
            fresh.database(i)
                    .forEachKey(
                            key -> met.compareAndSet(false, present.inspect(key).exists()));
            if (met.get()) {
                LOG.warn(
                        "Database {} has a key already that {} has too",
                        i,
                        host.savingSettings().file());
                return true;
            }
        }
        return false;
    }

    private static void sweep(Path folder) throws IOException {
        for (String name : TemporaryFiles.sweep(folder)) {
            LOG.info("Removed {}, which a process that has ended left behind.", name);
        }
    }

    private Optional<Read> read(SavingSettings settings, Keyspace fresh, boolean replica, long begunMillis)
            throws IOException {
        if (!Files.exists(settings.file())) {
            return Optional.empty();
        }
        KeyspaceLoader loader = new KeyspaceLoader(
                fresh, replica ? KeyspaceLoader.Expired.KEEP : KeyspaceLoader.Expired.DROP, begunMillis);
        Progress reading = Progress.ofBytes(SnapshotFile.size(settings.file()));
        progress = reading;
        SnapshotFile.read(settings.file(), loader, checksums && settings.checksum(), reading);
        return Optional.of(new Read(fresh, loader, begunMillis));
    }

    private Outcome takeOver(Read read) {
        KeyspaceLoader loader = read.loader();
        host.keyspace().replaceWith(read.fresh());
        isLoading = false;
        loaded(loader.loaded(), loader.dropped().size());
        loader.aux("redis-ver").ifPresent(version -> LOG.info("Loading RDB produced by version {}", version));
        loader.auxNumber("ctime")
                .ifPresent(seconds -> LOG.info("RDB age {} seconds", Math.max(0, host.wallMillis() / 1_000 - seconds)));
        loader.auxNumber("used-mem")
                .ifPresent(bytes -> LOG.info(
                        "RDB memory usage when created {} Mb",
                        String.format(Locale.ROOT, "%.2f", bytes / BYTES_PER_MEGABYTE)));
        LOG.info(
                "Done loading RDB, keys loaded: {}, keys expired: {}.",
                loader.loaded(),
                loader.dropped().size());
        LOG.info(
                "DB loaded from disk: {} seconds",
                String.format(Locale.ROOT, "%.3f", (host.wallMillis() - read.begunMillis()) / 1e3));
        return new Outcome.Whole(loader.replication(), loader.dropped());
    }

    /** Data came from elsewhere, a master's snapshot: it counts as the last load. */
    public void loaded(long keys, long dropped) {
        loadedKeys = keys;
        droppedKeys = dropped;
    }

    /** Clients are told to wait. */
    public boolean isLoading() {
        return isLoading;
    }

    public Progress progress() {
        return progress;
    }

    /** Wall clock, milliseconds. */
    public long startedMillis() {
        return startedMillis;
    }

    /** {@code rdb_last_load_keys_loaded}. */
    public long loadedKeys() {
        return loadedKeys;
    }

    /** {@code rdb_last_load_keys_expired}. */
    public long droppedKeys() {
        return droppedKeys;
    }
}
