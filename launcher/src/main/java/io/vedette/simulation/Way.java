package io.vedette.simulation;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One direction of a connection. Keeps its order and loses nothing while the connection lives: what meets a cut tries again,
 * as TCP does, until it breaks the connection for good or the cut ends. Owned by the connection's world.
 */
final class Way {
    /** What both directions of one connection have in common. */
    static final class Wire {
        private boolean open;
        private boolean broken;

        void open() {
            open = true;
        }

        boolean isOpen() {
            return open;
        }

        /** Nothing arrives any more, in no direction. */
        void cut() {
            broken = true;
        }

        boolean isBroken() {
            return broken;
        }
    }

    /** One parcel of so many that meets a cut breaks the connection. */
    private static final int BREAKS_ONE_IN = 10;

    private final World world;
    private final Wire wire;
    private final Endpoint from;
    private final Endpoint to;
    /** What is under way, the oldest first: an arrival is that of the first one, whichever it was planned for. */
    private final Deque<Runnable> underWay = new ArrayDeque<>(4);

    private final Runnable arrival = this::arrive;
    private long lastArrival;
    private long heldUntil;

    Way(World world, Wire wire, Endpoint from, Endpoint to) {
        this.world = world;
        this.wire = wire;
        this.from = from;
        this.to = to;
    }

    void send(Runnable delivery) {
        underWay.add(delivery);
        lastArrival = Math.max(world.now() + world.network().hopMillis(), Math.max(lastArrival, heldUntil));
        world.agenda().at(lastArrival, arrival);
    }

    private void arrive() {
        if (wire.isBroken()) {
            underWay.clear();
            return;
        }
        if (world.now() < heldUntil) {
            again();
        } else if (world.network().passes(from, to)) {
            underWay.remove().run();
        } else if (wire.isOpen() && world.chance().oneIn(BREAKS_ONE_IN)) {
            wire.cut();
        } else {
            heldUntil = world.now() + Network.RETRANSMIT_MILLIS;
            again();
        }
    }

    private void again() {
        lastArrival = Math.max(lastArrival, heldUntil);
        world.agenda().at(heldUntil, arrival);
    }
}
