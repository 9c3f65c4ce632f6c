package io.vedette.server;

import io.vedette.server.config.EncodingSettings;
import io.vedette.server.values.EncodingLimits;

/** The limits of packed values, as the settings say at the moment. */
public record SettingLimits(EncodingSettings settings) implements EncodingLimits {
    @Override
    public long hashMaxListpackEntries() {
        return settings.hashEntries.get();
    }

    @Override
    public long hashMaxListpackValue() {
        return settings.hashValue.get();
    }

    @Override
    public int listMaxListpackSize() {
        return settings.listSize.get();
    }

    @Override
    public long listPlainFromBytes() {
        return settings.listPlainFromBytes();
    }

    @Override
    public long setMaxIntsetEntries() {
        return settings.intsetEntries.get();
    }

    @Override
    public long zsetMaxListpackEntries() {
        return settings.zsetEntries.get();
    }

    @Override
    public long zsetMaxListpackValue() {
        return settings.zsetValue.get();
    }

    @Override
    public long streamNodeMaxBytes() {
        return settings.streamBytes.get();
    }

    @Override
    public long streamNodeMaxEntries() {
        return settings.streamEntries.get();
    }

    @Override
    public long hllSparseMaxBytes() {
        return settings.hllSparseBytes.get();
    }
}
