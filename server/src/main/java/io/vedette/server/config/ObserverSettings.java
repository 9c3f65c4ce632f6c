package io.vedette.server.config;

import io.vedette.config.Setting;
import io.vedette.config.SettingTable;
import java.util.List;

/** The settings of SLOWLOG and LATENCY. Owner loop only. */
public final class ObserverSettings {
    /** Negative: nothing is recorded. */
    public final Setting<Long> slowerThanMicros;

    public final Setting<Long> slowLogMost;
    /** 0: nothing is recorded. */
    public final Setting<Long> latencyThresholdMillis;

    public final Setting<Boolean> latencyTracking;
    public final Setting<List<Double>> latencyPercentiles;

    ObserverSettings(SettingTable table) {
        slowerThanMicros = table.add(Setting.number("slowlog-log-slower-than", 10_000, -1, Long.MAX_VALUE));
        slowLogMost = table.add(Setting.number("slowlog-max-len", 128, 0, Long.MAX_VALUE));
        latencyThresholdMillis = table.add(Setting.number("latency-monitor-threshold", 0, 0, Long.MAX_VALUE));
        latencyTracking = table.add(Setting.yesNo("latency-tracking", true));
        latencyPercentiles = table.add(
                Setting.custom("latency-tracking-info-percentiles", List.of(50.0, 99.0, 99.9), new Percentiles()));
    }
}
