package io.vedette.simulation;

import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.LinkId;
import io.vedette.sentinel.core.Request;

/**
 * A sentinel's connection to a server or to another sentinel: {@code opening -> open -> closed}. Keeps the order of each
 * direction. What was sent before the owner closed or died still arrives, however late; what comes back to a closed one
 * is dropped.
 */
final class Connection {
    private static final int CONNECT_TIMEOUT_MILLIS = 1_000;

    private final World world;
    private final SentinelProcess owner;
    private final LinkId id;
    private final Endpoint target;
    private final Way there;
    private final Way back;
    private boolean open;
    private boolean closed;
    /** A cut has swallowed something: nothing arrives any more, and the next attempt to send tells the owner. */
    private boolean broken;

    Connection(World world, SentinelProcess owner, LinkId id, Endpoint target) {
        this.world = world;
        this.owner = owner;
        this.id = id;
        this.target = target;
        this.there = new Way(owner, target);
        this.back = new Way(target, owner);
    }

    LinkId id() {
        return id;
    }

    SentinelProcess owner() {
        return owner;
    }

    /** One direction, in order. */
    private final class Way {
        private final Endpoint from;
        private final Endpoint to;
        private long lastArrival;
        private long heldUntil;

        Way(Endpoint from, Endpoint to) {
            this.from = from;
            this.to = to;
        }

        void send(Runnable delivery) {
            long arrival = Math.max(world.now() + world.network().hopMillis(), Math.max(lastArrival, heldUntil));
            lastArrival = arrival;
            world.agenda().at(arrival, () -> arrive(delivery));
        }

        private void arrive(Runnable delivery) {
            if (broken) {
                return;
            }
            if (world.now() < heldUntil) {
                again(delivery);
            } else if (world.network().passes(from, to)) {
                delivery.run();
            } else if (open && world.chance().oneIn(10)) {
                broken = true;
            } else {
                heldUntil = world.now() + Network.RETRANSMIT_MILLIS;
                again(delivery);
            }
        }

        /** Behind what was held before it, ahead of what comes after it. */
        private void again(Runnable delivery) {
            lastArrival = Math.max(lastArrival, heldUntil);
            world.agenda().at(heldUntil, () -> arrive(delivery));
        }
    }

    void open() {
        there.send(() -> {
            if (closed) {
                return;
            }
            if (!target.isAlive()) {
                hangUp();
                return;
            }
            target.accepted(this);
            back.send(() -> {
                if (!closed) {
                    open = true;
                    owner.happens(new Event.LinkUp(id));
                }
            });
        });
        world.agenda().in(CONNECT_TIMEOUT_MILLIS, () -> {
            if (!open && !closed) {
                lose("connect timeout");
            }
        });
    }

    void send(Request request) {
        if (broken || world.network().breaksConnection()) {
            broken = true;
            world.agenda().in(1, () -> lose("connection reset"));
            return;
        }
        there.send(() -> {
            if (target.isAlive()) {
                target.receive(this, request);
            }
        });
    }

    /** From the other end. */
    void reply(Event event) {
        back.send(() -> {
            if (!closed) {
                owner.happens(event);
            }
        });
    }

    /** The other end closed, or is dead; the owner hears of it as soon as there is a way. */
    void hangUp() {
        back.send(() -> lose("connection closed"));
    }

    private void lose(String reason) {
        if (!closed) {
            close();
            owner.lost(this, reason);
        }
    }

    /** Closed by the owner, or with it. */
    void close() {
        if (!closed) {
            closed = true;
            target.left(this);
        }
    }
}
