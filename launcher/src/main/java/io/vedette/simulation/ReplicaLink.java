package io.vedette.simulation;

import io.vedette.resp.Argv;
import io.vedette.resp.ProtocolException;
import io.vedette.resp.RequestParser;

/**
 * A replica's connection to its master, which carries the bytes of the real protocol: {@code opening -> open -> closed}, and
 * each end closes for itself. A message that breaks the connection, and the death of an end, reset it; of one that a cut
 * swallowed both ends learn by their own timeouts. Owned by its world.
 */
final class ReplicaLink {
    /** Who connects, and follows. */
    interface ReplicaEnd {
        void connected(ReplicaLink link);

        void connectFailed(ReplicaLink link);

        void received(ReplicaLink link, byte[] bytes);

        void closed(ReplicaLink link);
    }

    /** Who is connected to, and leads. */
    interface MasterEnd {
        void accepted(ReplicaLink link);

        void left(ReplicaLink link);

        void signOfLife(ReplicaLink link);

        void commanded(ReplicaLink link, Argv argv);
    }

    /** An ephemeral port, for the address that the master sees. */
    private static final int PORT = 50_000;

    private final World world;
    private final ReplicaEnd replica;
    private final DataServer replicaServer;
    private final DataServer target;
    private final long number;
    private final long client;
    private final Way.Wire wire = new Way.Wire();
    private final Way there;
    private final Way back;
    private final RequestParser parser = new RequestParser();
    private boolean replicaClosed;
    private boolean masterClosed;

    /** @param number the replica's name for it */
    ReplicaLink(World world, ReplicaEnd replica, DataServer replicaServer, DataServer target, long number) {
        this.world = world;
        this.replica = replica;
        this.replicaServer = replicaServer;
        this.target = target;
        this.number = number;
        this.client = world.newNumber();
        this.there = new Way(world, wire, replicaServer, target);
        this.back = new Way(world, wire, target, replicaServer);
        parser.authenticated(true);
    }

    /** The replica's name for it. */
    long number() {
        return number;
    }

    /** The master's name for it. */
    long client() {
        return client;
    }

    DataServer replica() {
        return replicaServer;
    }

    DataServer target() {
        return target;
    }

    /** The other end, as the master sees it. */
    String replicaAddress() {
        return replicaServer.address().host() + ":" + PORT;
    }

    void open() {
        there.send(() -> {
            if (!target.isAlive()) {
                toReplica(() -> replica.connectFailed(this));
                return;
            }
            if (!replicaClosed) {
                wire.open();
                target.replicator().masterEnd().accepted(this);
                toReplica(() -> replica.connected(this));
            }
        });
    }

    void send(byte[] bytes) {
        if (broke()) {
            return;
        }
        there.send(() -> {
            if (!masterClosed) {
                target.whenAwake(() -> received(bytes));
            }
        });
    }

    private void received(byte[] bytes) {
        parser.feed(bytes, 0, bytes.length);
        try {
            boolean any = false;
            while (!masterClosed && parser.advance()) {
                any = true;
                Argv argv = parser.argv();
                target.replicator().masterEnd().commanded(this, argv);
            }
            if (!any && !masterClosed) {
                target.replicator().masterEnd().signOfLife(this);
            }
        } catch (ProtocolException e) {
            throw new BrokenLaw("a replica talks nonsense to its master: " + e.line());
        }
    }

    void reply(byte[] bytes) {
        if (!masterClosed && !broke()) {
            toReplica(() -> replica.received(this, bytes));
        }
    }

    private void toReplica(Runnable delivery) {
        back.send(() -> {
            if (!replicaClosed) {
                replicaServer.whenAwake(() -> {
                    if (!replicaClosed) {
                        delivery.run();
                    }
                });
            }
        });
    }

    private boolean broke() {
        if (!wire.isBroken() && world.network().breaksConnection()) {
            wire.cut();
            world.agenda().in(1, this::reset);
        }
        return wire.isBroken();
    }

    private void reset() {
        if (!masterClosed) {
            masterClosed = true;
            target.whenAwake(() -> target.replicator().masterEnd().left(this));
        }
        replicaServer.whenAwake(() -> {
            if (!replicaClosed) {
                replicaClosed = true;
                replica.closed(this);
            }
        });
    }

    /** With the power of the replica's machine: nobody tells the master, who learns it by its own timeout, though the replica may be back by then. */
    void vanish() {
        replicaClosed = true;
    }

    /** With the power of the master's machine. */
    void perish() {
        masterClosed = true;
    }

    /** By the replica, or with it; a master that sleeps reads first what came before the end. */
    void close() {
        replicaClosed = true;
        there.send(() -> target.whenAwake(() -> {
            if (!masterClosed) {
                masterClosed = true;
                target.replicator().masterEnd().left(this);
            }
        }));
    }

    /** By the master, or with it. */
    void hangUp() {
        masterClosed = true;
        toReplica(() -> {
            replicaClosed = true;
            replica.closed(this);
        });
    }
}
