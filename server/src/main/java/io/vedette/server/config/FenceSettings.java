package io.vedette.server.config;

import io.vedette.config.Setting;
import io.vedette.config.SettingTable;
import io.vedette.replication.Fence;

/** The settings of fencing, all ours. Owner loop only. */
public final class FenceSettings {
    /** As min-replicas-max-lag has it; well below Redis' down-after of 30 s. Ours. */
    private static final long DEFAULT_MAX_LAG_MILLIS = 10_000;

    /** Below that a pause of a collector closes the fence. Ours. */
    private static final long LEAST_LAG_MILLIS = 10;

    private static final long MOST_LAG_MILLIS = 3_600_000;

    /** So many sentinels must support a master for it to take writes; 0: none. */
    public final Setting<Integer> sentinels;
    /** How long ago each was in contact, at most. */
    public final Setting<Long> maxLagMillis;
    /** Who begins to lead takes no write before a sentinel has supported it. */
    public final Setting<Boolean> atBegin;
    /** Reads are refused too. */
    public final Setting<Boolean> reads;

    FenceSettings(SettingTable table) {
        sentinels = table.add(Setting.integer("min-sentinels-to-write", 0, 0, Fence.MOST_SENTINELS));
        maxLagMillis = table.add(
                Setting.number("min-sentinels-max-lag", DEFAULT_MAX_LAG_MILLIS, LEAST_LAG_MILLIS, MOST_LAG_MILLIS));
        atBegin = table.add(Setting.yesNo("boot-fenced", false));
        reads = table.add(Setting.yesNo("fence-reads", false));
    }

    public Fence.Rule rule() {
        return new Fence.Rule(sentinels.get(), maxLagMillis.get(), atBegin.get(), reads.get());
    }

    /** Sets what is done when one of them has changed. */
    public void onChange(Runnable action) {
        sentinels.onChange(value -> action.run());
        maxLagMillis.onChange(value -> action.run());
        atBegin.onChange(value -> action.run());
        reads.onChange(value -> action.run());
    }
}
