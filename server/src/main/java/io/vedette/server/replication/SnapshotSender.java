package io.vedette.server.replication;

import io.vedette.rdb.RdbOutput;
import io.vedette.rdb.RdbWriter;
import io.vedette.replication.MasterEffect.StartSnapshot;
import io.vedette.replication.MasterEvent;
import io.vedette.replication.NoteLevel;
import io.vedette.replication.SnapshotContent;
import io.vedette.replication.SnapshotTarget;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.keyspace.Snapshot;
import io.vedette.server.persistence.Progress;
import io.vedette.server.persistence.SnapshotWriter;
import io.vedette.server.persistence.TemporaryFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots for replicas: freezes the keyspace on the loop, writes it beside the loop to the sockets of those who wait, or
 * to a file that is then sent to each at its own speed. One snapshot at a time; files may still be on their way while the
 * next is written.
 *
 * <p>Owner loop; what happened is told as {@link MasterEvent}s, never from inside a call.
 */
final class SnapshotSender {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotSender.class);

    private final ReplicationHost host;
    private final Consumer<MasterEvent> events;
    /** Everything that is being written to sockets at the moment. */
    private final List<SocketFan> fans = new ArrayList<>();

    /** The file that was written last and is for those who wait; kept until the next one. */
    private Optional<Path> file = Optional.empty();
    /** The snapshot that runs; a snapshot that ends and is not this one was abandoned. */
    private Optional<Object> running = Optional.empty();

    private long startedMillis;

    private Optional<SocketFan> runningFan = Optional.empty();

    SnapshotSender(ReplicationHost host, Consumer<MasterEvent> events) {
        this.host = host;
        this.events = events;
    }

    void start(StartSnapshot wanted) {
        Object token = new Object();
        running = Optional.of(token);
        startedMillis = host.wallMillis();
        Snapshot frozen = freeze(wanted.content());
        ReplicationSettings settings = host.settings();
        SnapshotWriter.Head head = new SnapshotWriter.Head(
                settings.redisVersion(),
                host.wallMillis() / 1000,
                host.usedMemoryBytes(),
                Optional.of(wanted.replication()),
                false);
        if (wanted.target() == SnapshotTarget.SOCKETS) {
            SocketFan fan = new SocketFan(host, wanted.replicas());
            fans.add(fan);
            runningFan = Optional.of(fan);
            background(() -> write(frozen, head, settings, fan), (ignored, failure) -> {
                frozen.close();
                fans.remove(fan);
                streamed(token, fan, wanted.mark(), failure);
            });
        } else {
            Path target = TemporaryFiles.snapshotForReplicas(settings.folder());
            background(() -> writeFile(frozen, head, settings, target), (totalBytes, failure) -> {
                frozen.close();
                stored(token, target, totalBytes, failure);
            });
        }
    }

    /** By the wall clock; nothing if no snapshot is being written. */
    Optional<Long> writingSinceMillis() {
        return running.map(token -> startedMillis);
    }

    /** Nobody waits for the running snapshot any more. */
    void abandon() {
        if (runningFan.isPresent()) {
            host.note(NoteLevel.WARNING, "Diskless rdb transfer, last replica dropped, killing fork child.");
        }
        running = Optional.empty();
        runningFan.ifPresent(SocketFan::abandon);
        runningFan = Optional.empty();
    }

    /** Sends the stored snapshot to one replica. */
    void sendFile(long replica) {
        SocketFan fan = new SocketFan(host, List.of(replica));
        fans.add(fan);
        Path source = file.orElseThrow();
        InputStream in;
        try {
            // Opened at once: the file may be deleted before the thread begins, an open one stays readable.
            in = Files.newInputStream(source);
        } catch (IOException e) {
            LOG.warn("Cannot open the snapshot {} for a replica: {}", source, e.toString());
            host.client(replica).ifPresent(client -> client.close());
            return;
        }
        background(
                () -> {
                    try (in) {
                        byte[] buffer = new byte[256 * 1024];
                        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                            fan.write(buffer, 0, read);
                        }
                    }
                    return 0L;
                },
                (ignored, failure) -> {
                    fans.remove(fan);
                    if (failure.isPresent()) {
                        LOG.warn("Sending the snapshot to a replica failed: {}", failure.get());
                        host.client(replica).ifPresent(client -> client.close());
                    } else {
                        events.accept(new MasterEvent.FileSent(replica));
                    }
                });
    }

    void leave(long replica) {
        for (SocketFan fan : List.copyOf(fans)) {
            fan.leave(replica);
        }
    }

    void tick() {
        long timeoutMillis = host.masterSettings().timeoutSeconds() * 1000L;
        List.copyOf(fans).forEach(fan -> fan.closeStuck(timeoutMillis));
    }

    /** The file of a snapshot is needed only while replicas wait for it. */
    void deleteFile() {
        file.ifPresent(this::deleteBesideTheLoop);
        file = Optional.empty();
    }

    private Snapshot freeze(SnapshotContent content) {
        if (content == SnapshotContent.EVERYTHING) {
            return host.keyspace().backgroundSnapshot();
        }
        Keyspace part = host.freshKeyspace();
        if (content == SnapshotContent.FUNCTIONS) {
            part.functionLibraries(host.keyspace().functionLibraries());
        }
        return part.snapshot();
    }

    private void streamed(Object token, SocketFan fan, String mark, Optional<String> failure) {
        if (!running.equals(Optional.of(token))) {
            return;
        }
        running = Optional.empty();
        runningFan = Optional.empty();
        if (failure.isPresent()) {
            events.accept(new MasterEvent.SnapshotFailed(failure.get()));
        } else {
            host.note(
                    NoteLevel.WARNING,
                    "Diskless rdb transfer, done reading from pipe, " + fan.size() + " replicas still up.");
            fan.sendLast(mark.getBytes(StandardCharsets.US_ASCII));
            events.accept(new MasterEvent.SnapshotStreamed());
        }
    }

    private void stored(Object token, Path target, long totalBytes, Optional<String> failure) {
        if (!running.equals(Optional.of(token)) || failure.isPresent()) {
            deleteBesideTheLoop(target);
        }
        if (!running.equals(Optional.of(token))) {
            return;
        }
        running = Optional.empty();
        if (failure.isPresent()) {
            events.accept(new MasterEvent.SnapshotFailed(failure.get()));
        } else {
            file = Optional.of(target);
            events.accept(new MasterEvent.SnapshotStored(totalBytes));
            deleteFile();
        }
    }

    private static long write(Snapshot frozen, SnapshotWriter.Head head, ReplicationSettings settings, RdbOutput output)
            throws IOException {
        RdbWriter writer = new RdbWriter(output, settings.compress(), settings.checksum());
        SnapshotWriter.write(frozen, head, writer, Progress.ofKeys(0));
        return writer.bytesWritten();
    }

    private static long writeFile(Snapshot frozen, SnapshotWriter.Head head, ReplicationSettings settings, Path target)
            throws IOException {
        try (OutputStream out = Files.newOutputStream(target)) {
            return write(frozen, head, settings, out::write);
        }
    }

    private void deleteBesideTheLoop(Path path) {
        try {
            host.background().execute(() -> delete(path));
        } catch (RejectedExecutionException ended) {
            delete(path); // the process ends, and nobody is held up any more
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("Cannot delete {}: {}", path, e.toString());
        }
    }

    private interface Work {
        long run() throws IOException;
    }

    private interface Result {
        /** @param failure why it failed, if it did */
        void told(long value, Optional<String> failure);
    }

    private void background(Work work, Result result) {
        host.background().execute(() -> {
            long value = 0;
            Optional<String> failure = Optional.empty();
            try {
                value = work.run();
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                failure = Optional.of(e.toString());
            }
            long told = value;
            Optional<String> toldFailure = failure;
            host.loop().execute(() -> result.told(told, toldFailure));
        });
    }
}
