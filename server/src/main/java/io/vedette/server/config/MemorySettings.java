package io.vedette.server.config;

import io.vedette.config.Setting;
import io.vedette.config.SettingTable;
import java.util.List;

/** The settings about memory: how much there may be, and what goes when it is full. Owner loop only. */
public final class MemorySettings {
    /**
     * What the data may take of the machine or container where nobody sets {@code maxmemory}, per cent: the rest is for
     * the program, the collector's room and the buffers of the system. Ours; Redis sets no limit and is ended by the system.
     */
    private static final int DATA_PERCENT = 60;

    private static final List<String> POLICIES = List.of(
            "volatile-lru",
            "volatile-lfu",
            "volatile-random",
            "volatile-ttl",
            "allkeys-lru",
            "allkeys-lfu",
            "allkeys-random",
            "noeviction");

    public final Setting<Long> limitBytes;
    public final Setting<String> policy;
    public final Setting<Integer> samples;
    public final Setting<Integer> tenacity;
    public final Setting<Boolean> replicaIgnoresLimit;
    public final Setting<Boolean> lazyEviction;
    public final Setting<Integer> lfuLogFactor;
    public final Setting<Integer> lfuDecayMinutes;

    MemorySettings(SettingTable table) {
        limitBytes = table.add(Setting.memory("maxmemory", 0, 0, Long.MAX_VALUE));
        policy = table.add(Setting.custom("maxmemory-policy", "noeviction", new OneOf(POLICIES)));
        samples = table.add(Setting.integer("maxmemory-samples", 5, 1, Integer.MAX_VALUE));
        tenacity = table.add(Setting.integer("maxmemory-eviction-tenacity", 10, 0, 100));
        replicaIgnoresLimit =
                table.add(Setting.yesNo("replica-ignore-maxmemory", true).aka("slave-ignore-maxmemory"));
        lazyEviction = table.add(Setting.yesNo("lazyfree-lazy-eviction", false));
        lfuLogFactor = table.add(Setting.integer("lfu-log-factor", 10, 0, Integer.MAX_VALUE));
        lfuDecayMinutes = table.add(Setting.integer("lfu-decay-time", 1, 0, Integer.MAX_VALUE));
    }

    /** Sets the limit by what there is, unless the configuration says one; true if it did. */
    public boolean deriveLimit(long machineBytes) {
        limitBytes.derive(machineBytes / 100 * DATA_PERCENT);
        return !limitBytes.isStated();
    }
}
