package io.vedette.server.replication;

import io.vedette.replication.MasterCore;
import io.vedette.replication.ReplicaPeer;
import io.vedette.session.Client;
import io.vedette.session.Transport;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the log to the replicas' sockets. What a socket does not take stays in the log: only a bounded amount is ever
 * copied towards it. A replica for which too much waits is cut off ({@code client-output-buffer-limit replica}).
 */
final class ReplicaStreams {
    /** What may wait in a replica's socket before the rest is left in the log: the system holds far more of a fast link. */
    private static final long SOCKET_WINDOW_BYTES = 256 * 1024;
    /** Written at once, before it is asked whether more is taken: mostly a socket takes it as it is, and it waits nowhere. */
    private static final long PIECE_BYTES = 64 * 1024;
    /** Written to one replica in one turn, some tenths of a millisecond: clients want theirs, too. */
    private static final long TURN_BYTES = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaStreams.class);

    private final MasterCore master;
    private final ReplicationHost host;
    /** Replicas that go on by themselves when their socket has drained. */
    private final Set<Long> draining = new HashSet<>();

    ReplicaStreams(MasterCore master, ReplicationHost host) {
        this.master = master;
        this.host = host;
    }

    /** Writes what has been appended since; to be called at the end of each turn, after what may append. */
    void writeAll() {
        for (ReplicaPeer peer : master.streaming()) {
            if (draining.contains(peer.id())) {
                checkLimit(peer);
            } else if (peer.lagBytes() > 0) {
                host.client(peer.id()).ifPresent(client -> write(peer, client));
            }
        }
    }

    /** Writes the rest, as far as sockets take it, and the end. */
    void end() {
        writeAll();
        for (ReplicaPeer peer : master.streaming()) {
            host.client(peer.id()).ifPresent(client -> client.transport().endOutput());
        }
    }

    void forget(long replica) {
        draining.remove(replica);
    }

    /** Cuts off replicas for which too much waits, also those whose stream has not begun. */
    void checkLimits() {
        master.replicas().forEach(this::checkLimit);
    }

    private void checkLimit(ReplicaPeer peer) {
        host.client(peer.id()).ifPresent(client -> {
            if (master.isOverLimit(peer, client.transport().pendingBytes(), host.monotonicMillis())) {
                LOG.warn(
                        "Client id={} addr={} scheduled to be closed ASAP for overcoming of output buffer limits.",
                        client.id(),
                        client.transport().remoteAddress());
                client.close();
            }
        });
    }

    private void write(ReplicaPeer peer, Client client) {
        // Replies that still wait (to PSYNC, to REPLCONF) stand before the stream.
        client.flush();
        Transport transport = client.transport();
        for (long left = TURN_BYTES; left > 0 && transport.pendingBytes() < SOCKET_WINDOW_BYTES; ) {
            long read = peer.cursor().read(Math.min(left, PIECE_BYTES), transport::write);
            left = read > 0 ? left - read : 0;
        }
        if (peer.lagBytes() > 0) {
            draining.add(peer.id());
            transport.onceDrained(() -> drained(peer));
        }
    }

    private void drained(ReplicaPeer peer) {
        if (draining.remove(peer.id())) {
            host.client(peer.id()).ifPresent(client -> write(peer, client));
        }
    }
}
