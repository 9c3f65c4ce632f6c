package io.vedette.server;

import io.vedette.server.keyspace.ExpiryEffort;
import io.vedette.session.Pause;

/**
 * Deletes keys whose time has passed and that nobody asks for, on a master. Two cycles, as in Redis: the slow one with each beat of the
 * cron, which may take a quarter of the loop's time; the fast one at the end of a turn, a millisecond at most, while the
 * slow one could not finish or many keys are estimated to be stale.
 *
 * <p>Redis takes its quarter in one piece, 25 milliseconds ten times a second. Here the slow cycle is cut into slices of a
 * millisecond with pauses between them, so the share is the same and no client waits for long.
 *
 * <p>A replica only hides what has expired, but for what its own clients let expire, if it takes their writes; so does everybody
 * while writes are paused. Owner loop only.
 */
final class ActiveExpiry {
    /** Longest slice of the slow cycle. */
    private static final long SLICE_NANOS = 1_000_000;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Engine engine;
    private final DebugSwitches switches;
    /** What the slow cycle may still take of the present beat. */
    private long budgetNanos;

    private boolean slicePlanned;
    /** The last cycle was ended by its time. */
    private boolean cut;

    private long fastBegunNanos;
    private boolean fastEver;

    ActiveExpiry(Engine engine, DebugSwitches switches) {
        this.engine = engine;
        this.switches = switches;
    }

    /** The slow cycle, with each beat. */
    void beat(long periodMillis) {
        if (engine.role().isReplica() && mayDeleteOwn()) {
            engine.keyspace().expireOwnStep(engine.clock().wallMillis());
        }
        if (budgetNanos <= 0 && slicePlanned) {
            engine.statistics().expireCycle(0, true);
        }
        budgetNanos = periodMillis * NANOS_PER_MILLI * effort().sharePercent() / 100;
        if (!slicePlanned) {
            slice();
        }
    }

    private void slice() {
        slicePlanned = false;
        if (!mayDelete()) {
            return;
        }
        long taken = run(Math.min(SLICE_NANOS, budgetNanos));
        budgetNanos -= taken;
        if (cut && budgetNanos > 0) {
            slicePlanned = true;
            long pauseNanos = taken * (100 - effort().sharePercent()) / effort().sharePercent();
            engine.scheduler().after(Math.max(1, pauseNanos / NANOS_PER_MILLI), this::slice);
        } else if (cut) {
            engine.statistics().expireCycle(0, true);
        }
    }

    /** The fast cycle, at the end of a turn. */
    void endOfTurn() {
        boolean wanted = cut || engine.keyspace().stalePercent() >= effort().acceptableStalePercent();
        if (!wanted || !switches.cron() || !mayDelete()) {
            return;
        }
        long now = engine.clock().nanos();
        if (!fastEver || now - fastBegunNanos >= 2 * effort().fastNanos()) {
            fastEver = true;
            fastBegunNanos = now;
            run(effort().fastNanos());
        }
    }

    private long run(long mostNanos) {
        long begun = engine.clock().nanos();
        cut = !engine.keyspace()
                .expireStep(
                        engine.clock().wallMillis(),
                        effort(),
                        () -> engine.clock().nanos() - begun < mostNanos);
        long taken = engine.clock().nanos() - begun;
        engine.statistics().expireCycle(taken, false);
        engine.observers().expired(taken);
        return taken;
    }

    private boolean mayDelete() {
        return mayDeleteOwn() && !engine.role().isReplica();
    }

    private boolean mayDeleteOwn() {
        boolean paused = engine.clients().pause().kind(engine.clock().wallMillis()) != Pause.Kind.OFF;
        return switches.activeExpiry() && !engine.role().standsStill() && !paused;
    }

    private ExpiryEffort effort() {
        return new ExpiryEffort(engine.settings().memory.expiryEffort.get() - 1);
    }
}
