package io.vedette.server.observing;

import io.vedette.command.CommandFlag;
import io.vedette.server.config.ObserverSettings;
import io.vedette.session.BoundCommand;
import io.vedette.session.Call;
import io.vedette.session.CommandObserver;

/** Hands what a command was and how long it took to those who want to know. Owned by the loop. */
public final class Observers implements CommandObserver {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final ObserverSettings settings;
    private final SlowLog slowLog;
    private final LatencyEvents latencies;
    private final Monitors monitors;

    public Observers(ObserverSettings settings, SlowLog slowLog, LatencyEvents latencies, Monitors monitors) {
        this.settings = settings;
        this.slowLog = slowLog;
        this.latencies = latencies;
        this.monitors = monitors;
    }

    @Override
    public void ran(Call call, BoundCommand command, long nanos) {
        if (settings.latencyTracking.get()) {
            command.stats().took(nanos);
        }
        long thresholdMillis = settings.latencyThresholdMillis.get();
        if (thresholdMillis > 0 && nanos >= thresholdMillis * NANOS_PER_MILLI) {
            boolean fast = call.spec().has(CommandFlag.FAST);
            latencies.add(fast ? "fast-command" : "command", nanos / NANOS_PER_MILLI, call.nowMillis());
        }
        if (!call.spec().has(CommandFlag.SKIP_SLOWLOG) && !call.client().isBlocked()) {
            slowLog.ran(call, nanos);
        }
        if (monitors.any()
                && !call.spec().has(CommandFlag.ADMIN)
                && !call.spec().has(CommandFlag.SKIP_MONITOR)) {
            monitors.show(call);
        }
    }
}
