package io.vedette.server.appendonly;

import io.vedette.rdb.RdbReplication;
import io.vedette.server.disk.Disk;
import io.vedette.server.disk.DiskFile;
import io.vedette.server.persistence.Progress;
import io.vedette.server.persistence.TemporaryFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The append-only file at the start of the server: clears away what crashes have left, takes over a file of an older version,
 * reads everything, and completes what is missing, so that there is a base and an increment to write to. Made on the loop,
 * {@link #run} on any one thread beside it.
 */
final class Opening {
    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

    /** @param baseBytes of the base alone */
    record Opened(
            Manifest manifest,
            DiskFile increment,
            long incrementBytes,
            long baseBytes,
            long totalBytes,
            Optional<RdbReplication> place) {}

    private final AppendOnlyFolder folder;
    private final Disk disk;
    private final Recovery recovery;
    private final FirstPart emptyBase;
    private final Consumer<Progress> follower;

    /** @param follower hears, on another thread, how far it is */
    Opening(AppendOnlyHost host, AppendOnlyFolder folder, Consumer<Progress> follower) {
        this.folder = folder;
        this.disk = folder.disk();
        this.follower = follower;
        this.recovery = new Recovery(host, folder, host.loop());
        this.emptyBase = FirstPart.of(host, folder, host.freshKeyspace().snapshot());
    }

    /** @throws IOException why the server cannot start, in one sentence */
    Opened run() throws IOException, InterruptedException {
        for (String name : TemporaryFiles.sweep(folder.dir())) {
            LOG.info("Removed {}, which a process that has ended left behind.", name);
        }
        for (String name : folder.sweep()) {
            LOG.info("Removed {}, which a process that has ended left behind.", name);
        }
        if (folder.upgrade()) {
            LOG.info(
                    "Successfully migrated an old-style AOF file ({}) into the AOF directory ({}).",
                    folder.fileName(),
                    folder.folderName());
        }
        Manifest manifest = folder.read();
        removeUnfinished(manifest);
        Progress progress = Progress.ofBytes(Recovery.totalBytes(folder, manifest));
        follower.accept(progress);
        Recovery.Recovered recovered = manifest.isEmpty()
                ? new Recovery.Recovered(manifest, 0, 0, Optional.empty())
                : recovery.run(manifest, progress);
        return complete(recovered);
    }

    /** What a crash just before it was listed has left of a rewrite: the next rewrite would write over it. */
    private void removeUnfinished(Manifest manifest) throws IOException {
        if (manifest.isEmpty()) {
            return;
        }
        String fileName = folder.fileName();
        List<Path> bases = List.of(
                folder.file(manifest.nextBase(fileName, true)), folder.file(manifest.nextBase(fileName, false)));
        Path increment = folder.file(manifest.nextIncrement(fileName));
        for (Path file : List.of(bases.get(0), bases.get(1), increment)) {
            if (disk.exists(file) && (bases.contains(file) || disk.size(file) == 0)) {
                LOG.info("Removing {}, which stands in no manifest", file.getFileName());
                disk.delete(file);
            }
        }
    }

    private Opened complete(Recovery.Recovered recovered) throws IOException {
        Manifest manifest = recovered.manifest();
        long baseBytes = recovered.baseBytes();
        folder.makeFolder();
        boolean changed = false;
        if (manifest.isEmpty()) {
            Manifest.Part base = manifest.nextBase(folder.fileName(), emptyBase.isSnapshot());
            LOG.info("Creating AOF base file {} on server start", base.name());
            baseBytes = emptyBase.writeAs(base);
            manifest = new Manifest(Optional.of(base), manifest.history(), List.of());
            changed = true;
        }
        if (manifest.increments().isEmpty()) {
            Manifest.Part increment = manifest.nextIncrement(folder.fileName());
            LOG.info("Creating AOF incr file {} on server start", increment.name());
            setAside(increment);
            disk.create(folder.file(increment)).close();
            manifest = manifest.with(increment);
            changed = true;
        } else {
            LOG.info(
                    "Opening AOF incr file {} on server start",
                    manifest.increments().getLast().name());
        }
        if (changed) {
            folder.persist(manifest);
        }
        manifest = deleteHistory(folder, manifest);
        DiskFile file = disk.open(folder.file(manifest.increments().getLast()));
        return new Opened(
                manifest, file, file.size(), baseBytes, Math.max(recovered.totalBytes(), baseBytes), recovered.place());
    }

    /** A file that no manifest lists is no part of the data and must not become one, nor be lost. */
    private void setAside(Manifest.Part increment) throws IOException {
        Path file = folder.file(increment);
        if (disk.exists(file) && disk.size(file) > 0) {
            LOG.warn("{} stands in no manifest; it is kept as {}.unlisted", increment.name(), increment.name());
            disk.rename(file, folder.file(increment.name() + ".unlisted"));
        }
    }

    /** Deletes what was replaced; what cannot be deleted stays listed, for the next time. */
    static Manifest deleteHistory(AppendOnlyFolder folder, Manifest manifest) {
        if (manifest.history().isEmpty()) {
            return manifest;
        }
        try {
            for (Manifest.Part part : manifest.history()) {
                LOG.info("Removing the history file {} in the background", part.name());
                folder.disk().delete(folder.file(part));
            }
            Manifest rest = manifest.withoutHistory();
            folder.persist(rest);
            return rest;
        } catch (IOException e) {
            LOG.warn("Cannot remove the history files: {}", e.getMessage());
            return manifest;
        }
    }
}
