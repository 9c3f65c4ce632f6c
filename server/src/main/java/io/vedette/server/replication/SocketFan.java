package io.vedette.server.replication;

import io.vedette.rdb.RdbOutput;
import io.vedette.replication.NoteLevel;
import io.vedette.session.Client;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * The same bytes to several replicas, from a thread beside the loop: {@link #write} blocks while the slowest of them lags,
 * so at most {@link #WINDOW_BYTES} wait in memory for each. A replica that leaves, or takes nothing for too long, holds
 * nobody up.
 *
 * <p>The writer may go on when a turn of the loop is over, not when the loop has taken a piece: a loop that finds the next piece each time that it has
 * sent one would not look at its other sockets for tens of milliseconds.
 */
final class SocketFan implements RdbOutput {
    private static final int PIECE_BYTES = 64 * 1024;
    /** So many in one turn of the loop, too: each takes up to half a millisecond where a replica reads on the same processor. */
    private static final int PIECES_IN_FLIGHT = 4;
    /** Bytes that may be on their way to each replica. */
    static final long WINDOW_BYTES = (long) PIECE_BYTES * PIECES_IN_FLIGHT;

    /** A socket with less than this waiting counts as able to take more. */
    private static final long DRAINED_BYTES = 256 * 1024;

    private final ReplicationHost host;
    private final Semaphore pieces = new Semaphore(PIECES_IN_FLIGHT);
    private volatile boolean abandoned;

    // The writer's: what it hands over, again and again, since a new array for each would be what the collector mostly
    // finds.
    private final byte[][] ring = new byte[PIECES_IN_FLIGHT][PIECE_BYTES];
    private int last;

    // Owner loop only: the replicas, each with the time since when it has been able to take more.
    private final Map<Long, Long> members = new HashMap<>();
    private int inFlight;
    private boolean drainAwaited;
    private boolean releasePlanned;

    /** To be made on the owner loop. */
    SocketFan(ReplicationHost host, List<Long> replicas) {
        this.host = host;
        replicas.forEach(replica -> members.put(replica, host.monotonicMillis()));
    }

    /** Beside the loop. */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int at = 0; at < length; at += PIECE_BYTES) {
            int size = Math.min(PIECE_BYTES, length - at);
            pieces.acquireUninterruptibly();
            if (abandoned) {
                throw new IOException("nobody waits for the snapshot any more");
            }
            byte[] piece = nextPiece();
            System.arraycopy(bytes, offset + at, piece, 0, size);
            host.loop().execute(() -> send(piece, size));
        }
    }

    /** Pieces go out in the order in which they came, so the oldest has been sent when there is leave for one more. */
    private byte[] nextPiece() {
        last = (last + 1) % PIECES_IN_FLIGHT;
        return ring[last];
    }

    /** On the loop: sends without waiting; for the end, after everything was written. */
    void sendLast(byte[] bytes) {
        members.keySet()
                .forEach(replica -> host.client(replica)
                        .ifPresent(client -> client.transport().write(bytes, 0, bytes.length)));
    }

    int size() {
        return members.size();
    }

    boolean has(long replica) {
        return members.containsKey(replica);
    }

    /** On the loop: the replica is gone. */
    void leave(long replica) {
        members.remove(replica);
        // It may be the one whose draining is awaited: a closed socket never drains.
        drainAwaited = false;
        releaseIfDrained();
    }

    /** On the loop: the writer is to stop. */
    void abandon() {
        abandoned = true;
        pieces.release(PIECES_IN_FLIGHT);
    }

    /** On the loop, now and then: closes replicas that have taken nothing for so long. */
    void closeStuck(long timeoutMillis) {
        long now = host.monotonicMillis();
        members.forEach((replica, since) -> host.client(replica).ifPresent(client -> {
            if (inFlight > 0 && isFull(client) && now - since > timeoutMillis) {
                host.note(
                        NoteLevel.WARNING,
                        "Disconnecting timedout replica (full sync): "
                                + client.transport().remoteAddress());
                client.close();
            }
        }));
        releaseIfDrained();
    }

    private void send(byte[] piece, int size) {
        inFlight++;
        for (long replica : members.keySet()) {
            host.client(replica).ifPresent(client -> client.transport().write(piece, 0, size));
        }
        if (!releasePlanned) {
            releasePlanned = true;
            host.afterTurn(() -> {
                releasePlanned = false;
                releaseIfDrained();
            });
        }
    }

    private void releaseIfDrained() {
        Optional<Client> slow = Optional.empty();
        for (Map.Entry<Long, Long> member : members.entrySet()) {
            Optional<Client> client = host.client(member.getKey());
            if (client.filter(SocketFan::isFull).isPresent()) {
                slow = client;
            } else {
                member.setValue(host.monotonicMillis());
            }
        }
        if (slow.isEmpty()) {
            pieces.release(inFlight);
            inFlight = 0;
        } else if (!drainAwaited) {
            drainAwaited = true;
            slow.get().transport().onceDrained(() -> {
                drainAwaited = false;
                releaseIfDrained();
            });
        }
    }

    private static boolean isFull(Client client) {
        return client.transport().pendingBytes() > DRAINED_BYTES;
    }
}
