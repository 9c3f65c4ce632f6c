package io.vedette.server.replication;

import io.vedette.rdb.RdbInput;
import io.vedette.rdb.RdbReader;
import io.vedette.rdb.RdbReplication;
import io.vedette.rdb.RdbWriter;
import io.vedette.replication.Marker;
import io.vedette.replication.MasterConnections;
import io.vedette.resp.HeapRoom;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.persistence.KeyspaceLoader;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One full resynchronisation on its way into a fresh keyspace: the loop hands over bytes as they come, a thread beside it
 * parses them. The link is paused while the parser lags.
 *
 * <p>Loop: begin, {@link #bytes}*, then {@link #end} or {@link #abort}. The outcome is told on the loop, once, when the
 * bytes have ended and the parser too; a failure of the parser is told at once; after an abort nothing is told.
 */
final class ResyncLoad {
    /** How the loading ended. */
    sealed interface Outcome {
        /**
         * Everything stands in {@code fresh}, which is the receiver's now.
         *
         * @param marker the last one that the data holds
         */
        record Whole(Keyspace fresh, int streamDatabase, Marker marker, long keys) implements Outcome {}

        record Failed(String reason) implements Outcome {}
    }

    /** Makes room for data, which may take a while. */
    interface Room {
        /**
         * @param taken whether the data does take so much here already; otherwise it did where it comes from
         * @param then told on the loop when the room is there, or why it cannot be
         */
        void make(long bytes, boolean taken, Consumer<Optional<String>> then);
    }

    private static final byte[] END = {};
    private static final byte[] ABORT = {};
    /**
     * What may wait for the parser before the link is paused, and where it is resumed. Not more than the collector can carry on in passing:
     * with 8 MB its pauses were 3 to 4 ms instead of 1, and loading was not faster.
     */
    private static final long HIGH_WATER_BYTES = 1 << 20;

    private static final long LOW_WATER_BYTES = 256 << 10;

    /** So much more is loaded before room is asked for again: a hand-over to the loop for each, and what the limit may be missed by. Ours. */
    private static final long ROOM_STEP_BYTES = 32 << 20;

    /** What one chunk may take of the Java heap, mostly for the tables that find keys. Ours. */
    private static final long HEAP_OF_CHUNK_BYTES = 1 << 20;

    private final long link;
    private final MasterConnections connections;
    private final ReplicationHost host;
    private final Room room;
    private final Consumer<Outcome> told;
    private final Keyspace fresh;
    private final KeyspaceLoader loader;
    private final boolean verifySum;
    private final LinkedBlockingQueue<byte[]> chunks = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();

    // Owner loop only.
    private boolean paused;
    private boolean ended;
    private boolean over;
    private Optional<Outcome> outcome = Optional.empty();

    // Parser thread only.
    private byte[] current = {};
    private int currentAt;
    private long askedBytes;

    /**
     * @param room told on the loop how many bytes the data will take, before its first key is parsed, if the snapshot says so; and how many it
     *     does take, again and again
     */
    ResyncLoad(long link, MasterConnections connections, ReplicationHost host, Room room, Consumer<Outcome> told) {
        this.link = link;
        this.connections = connections;
        this.host = host;
        this.room = room;
        this.told = told;
        this.fresh = host.freshKeyspace();
        this.loader = new KeyspaceLoader(fresh, KeyspaceLoader.Expired.KEEP, host.wallMillis());
        this.loader.onMemoryTold(bytes -> room(bytes, false));
        this.verifySum = host.settings().checksum();
        host.background().execute(this::parse);
    }

    long link() {
        return link;
    }

    /** What stands behind the end that the snapshot itself says is passed over, as Redis does. */
    void bytes(byte[] chunk) {
        if (over || outcome.isPresent()) {
            return;
        }
        chunks.add(chunk);
        if (waitingBytes.addAndGet(chunk.length) > HIGH_WATER_BYTES && !paused) {
            paused = true;
            connections.pause(link);
        }
    }

    void end() {
        ended = true;
        chunks.add(END);
        tellIfOver();
    }

    void abort() {
        over = true;
        chunks.clear();
        chunks.add(ABORT);
        if (outcome.isPresent()) {
            fresh.abandon();
        } // else when the parser has ended
    }

    private void parse() {
        Outcome result;
        try {
            RdbReader.read(asInput(), loader, verifySum);
            int database =
                    loader.replication().map(RdbReplication::streamDatabase).orElse(0);
            loader.database(database);
            Marker marker = loader.aux(RdbWriter.MARKER).flatMap(Marker::parse).orElse(Marker.NONE);
            result = new Outcome.Whole(fresh, database, marker, loader.loaded());
        } catch (IOException refused) {
            result = new Outcome.Failed(String.valueOf(refused.getMessage()));
        } catch (OutOfMemoryError none) {
            result = new Outcome.Failed("no memory: " + none.getMessage());
        } catch (RuntimeException ours) {
            result = new Outcome.Failed(ours.toString());
        }
        Outcome told = result;
        host.loop().execute(() -> parsed(told));
    }

    /** Why there is none, if so. */
    private Optional<String> room(long bytes, boolean taken) {
        CompletableFuture<Optional<String>> made = new CompletableFuture<>();
        host.loop().execute(() -> {
            if (over) {
                made.complete(Optional.empty());
            } else {
                room.make(bytes, taken, made::complete);
            }
        });
        return made.join();
    }

    private void askForRoom() throws IOException {
        HeapRoom.claim(HEAP_OF_CHUNK_BYTES);
        long taken = fresh.memoryBytes();
        if (taken > askedBytes + ROOM_STEP_BYTES) {
            askedBytes = taken;
            Optional<String> refusal = room(taken, true);
            if (refusal.isPresent()) {
                throw new IOException(refusal.get());
            }
        }
    }

    private RdbInput asInput() {
        return (target, offset, length) -> {
            if (currentAt == current.length && !nextChunk()) {
                return -1;
            }
            int part = Math.min(length, current.length - currentAt);
            System.arraycopy(current, currentAt, target, offset, part);
            currentAt += part;
            return part;
        };
    }

    private boolean nextChunk() throws IOException {
        try {
            byte[] chunk = chunks.take();
            if (chunk == ABORT) {
                throw new IOException("given up");
            }
            if (chunk == END) {
                chunks.add(END); // whoever asks again gets the same answer
                return false;
            }
            askForRoom();
            current = chunk;
            currentAt = 0;
            if (waitingBytes.addAndGet(-chunk.length) < LOW_WATER_BYTES) {
                host.loop().execute(this::resumeLink);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void resumeLink() {
        // Behind the snapshot's end the core decides when the link goes on.
        if (paused && !ended && !over) {
            paused = false;
            connections.resume(link);
        }
    }

    private void parsed(Outcome result) {
        if (over) {
            fresh.abandon();
            return;
        }
        if (result instanceof Outcome.Failed) {
            over = true;
            chunks.clear();
            fresh.abandon();
            told.accept(result);
            return;
        }
        outcome = Optional.of(result);
        chunks.clear();
        resumeLink();
        tellIfOver();
    }

    private void tellIfOver() {
        if (ended && !over && outcome.isPresent()) {
            over = true;
            chunks.clear();
            told.accept(outcome.get());
        }
    }
}
