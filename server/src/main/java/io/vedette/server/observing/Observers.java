package io.vedette.server.observing;

import io.vedette.command.CommandFlag;
import io.vedette.server.config.ObserverSettings;
import io.vedette.server.tracking.Tracking;
import io.vedette.session.BoundCommand;
import io.vedette.session.Call;
import io.vedette.session.CommandObserver;
import io.vedette.session.CommandTable;
import io.vedette.session.SessionClock;

/**
 * Hands what a command was and how long it took to those who want to know. Owned by the loop.
 *
 * <p>Invariant: a command shorter than {@code remarkableNanos} is nobody's business but that of its histogram. Whoever changes what
 * is wanted says {@link #attend}.
 */
public final class Observers implements CommandObserver {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;
    /** No short command takes that long, unless the process was stopped. */
    private static final long LONG_NANOS = NANOS_PER_MILLI;

    private final ObserverSettings settings;
    private final LatencyEvents latencies = new LatencyEvents();
    private final SlowLog slowLog;
    private final Monitors monitors;
    private final Tracking tracked;
    private final SessionClock clock;
    private boolean tracking;
    private long remarkableNanos;

    public Observers(ObserverSettings settings, Monitors monitors, Tracking tracked, SessionClock clock) {
        this.settings = settings;
        this.slowLog = new SlowLog(settings);
        this.monitors = monitors;
        this.tracked = tracked;
        this.clock = clock;
        settings.slowerThanMicros.onChange(value -> attend());
        settings.latencyThresholdMillis.onChange(value -> attend());
        settings.latencyTracking.onChange(value -> attend());
        monitors.onChange(this::attend);
        tracked.onChange(this::attend);
        attend();
    }

    /** Binds the commands that ask. */
    public void bindTo(CommandTable table) {
        slowLog.bindTo(table);
        monitors.bindTo(table);
        new LatencyCommands(latencies, settings, table).bind();
    }

    /** The loop was held so long by one thing. */
    public void stalled(long nanos) {
        latency("loop-stall", nanos);
    }

    /** The active expiry took so long. */
    public void expired(long nanos) {
        latency("expire-cycle", nanos);
    }

    /** A round of eviction took so long. */
    public void evicted(long nanos) {
        latency("eviction-cycle", nanos);
    }

    /** Whether somebody wants to see every single command: a monitor, a client that tracks keys, a slow log of everything. */
    public boolean seesEach() {
        return remarkableNanos == 0;
    }

    @Override
    public boolean isContentWithMeans() {
        return remarkableNanos >= LONG_NANOS;
    }

    @Override
    public void ranTogether(BoundCommand command, int times, long nanos) {
        if (tracking) {
            command.stats().took(times, nanos / times);
        }
    }

    @Override
    public void ran(Call call, BoundCommand command, long nanos) {
        if (tracking && call.client().waiting().isEmpty()) {
            command.stats().took(nanos);
        }
        if (nanos >= remarkableNanos) {
            remark(call, nanos);
        }
    }

    @Override
    public void wentOn(Call call, BoundCommand command, long nanos) {
        if (tracking) {
            command.stats().took(nanos);
        }
        slowLog.ran(call, nanos);
        latency("command-unblocking", nanos);
    }

    private void attend() {
        tracking = settings.latencyTracking.get();
        remarkableNanos = Long.MAX_VALUE;
        if (settings.slowerThanMicros.get() >= 0) {
            remarkableNanos = saturated(settings.slowerThanMicros.get(), NANOS_PER_MICRO);
        }
        if (settings.latencyThresholdMillis.get() > 0) {
            remarkableNanos =
                    Math.min(remarkableNanos, saturated(settings.latencyThresholdMillis.get(), NANOS_PER_MILLI));
        }
        if (monitors.any() || tracked.any()) {
            remarkableNanos = 0;
        }
    }

    private static long saturated(long value, long factor) {
        return value > Long.MAX_VALUE / factor ? Long.MAX_VALUE : value * factor;
    }

    private void remark(Call call, long nanos) {
        if (tracked.any()) {
            tracked.ran(call);
        }
        latency(call.spec().has(CommandFlag.FAST) ? "fast-command" : "command", nanos);
        if (!call.spec().has(CommandFlag.SKIP_SLOWLOG)
                && call.client().waiting().isEmpty()) {
            slowLog.ran(call, nanos);
        }
        if (monitors.any()
                && !call.spec().has(CommandFlag.ADMIN)
                && !call.spec().has(CommandFlag.SKIP_MONITOR)) {
            monitors.show(call);
        }
    }

    private void latency(String sort, long nanos) {
        long thresholdMillis = settings.latencyThresholdMillis.get();
        long millis = nanos / NANOS_PER_MILLI;
        if (thresholdMillis > 0 && millis >= thresholdMillis) {
            latencies.add(sort, millis, clock.wallMillis());
        }
    }
}
