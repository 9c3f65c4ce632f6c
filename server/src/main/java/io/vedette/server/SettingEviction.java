package io.vedette.server;

import io.vedette.server.config.MemorySettings;
import io.vedette.server.keyspace.EvictionPolicy;
import io.vedette.server.keyspace.EvictionRule;
import java.util.Locale;

/** What the settings say about eviction, as the keyspace wants to know it. Owner loop only. */
public final class SettingEviction implements EvictionRule {
    /** More than this of one database would only take time. */
    private static final int MOST_SAMPLES = 1_000;

    private final MemorySettings settings;
    private String policyName = "";
    private EvictionPolicy policy = EvictionPolicy.NOEVICTION;

    public SettingEviction(MemorySettings settings) {
        this.settings = settings;
    }

    @Override
    public EvictionPolicy policy() {
        String name = settings.policy.get();
        if (!name.equals(policyName)) { // asked at each use of a key, changed hardly ever
            policyName = name;
            policy = EvictionPolicy.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
        return policy;
    }

    @Override
    public int samples() {
        return Math.min(settings.samples.get(), MOST_SAMPLES);
    }

    @Override
    public int lfuLogFactor() {
        return settings.lfuLogFactor.get();
    }

    @Override
    public int lfuDecayMinutes() {
        return settings.lfuDecayMinutes.get();
    }
}
