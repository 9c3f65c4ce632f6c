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
    /** When it is broken, the next attempt to send tells the owner. */
    private final Way.Wire wire = new Way.Wire();

    private boolean closed;

    Connection(World world, SentinelProcess owner, LinkId id, Endpoint target) {
        this.world = world;
        this.owner = owner;
        this.id = id;
        this.target = target;
        this.there = new Way(world, wire, owner, target);
        this.back = new Way(world, wire, target, owner);
    }

    LinkId id() {
        return id;
    }

    SentinelProcess owner() {
        return owner;
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
                    wire.open();
                    owner.happens(new Event.LinkUp(id));
                }
            });
        });
        world.agenda().in(CONNECT_TIMEOUT_MILLIS, () -> {
            if (!wire.isOpen() && !closed) {
                lose("connect timeout");
            }
        });
    }

    void send(Request request) {
        if (wire.isBroken() || world.network().breaksConnection()) {
            wire.cut();
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

    /** At the other end, when what the owner sent till now has arrived there. */
    void behind(Runnable action) {
        there.send(action);
    }

    /** Closed by the owner, or with it. */
    void close() {
        if (!closed) {
            closed = true;
            target.left(this);
        }
    }
}
