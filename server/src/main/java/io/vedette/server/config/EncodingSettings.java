package io.vedette.server.config;

import io.vedette.config.Setting;
import io.vedette.config.SettingTable;
import io.vedette.server.values.EncodingLimits;

/** The settings that say up to where values stay packed. Owner loop only. */
public final class EncodingSettings {
    public final Setting<Long> hashEntries;
    public final Setting<Long> hashValue;
    public final Setting<Integer> listSize;
    public final Setting<Long> intsetEntries;
    public final Setting<Long> zsetEntries;
    public final Setting<Long> zsetValue;
    public final Setting<Long> streamBytes;
    public final Setting<Long> streamEntries;
    public final Setting<Long> hllSparseBytes;

    private long listPlainFromBytes = EncodingLimits.LIST_PLAIN_FROM_BYTES;

    EncodingSettings(SettingTable table) {
        hashEntries = table.add(Setting.number("hash-max-listpack-entries", 512, 0, Long.MAX_VALUE)
                .aka("hash-max-ziplist-entries"));
        hashValue = table.add(
                Setting.memory("hash-max-listpack-value", 64, 0, Long.MAX_VALUE).aka("hash-max-ziplist-value"));
        listSize = table.add(Setting.integer("list-max-listpack-size", -2, Integer.MIN_VALUE, Integer.MAX_VALUE)
                .aka("list-max-ziplist-size"));
        intsetEntries = table.add(Setting.number("set-max-intset-entries", 512, 0, Long.MAX_VALUE));
        zsetEntries = table.add(Setting.number("zset-max-listpack-entries", 128, 0, Long.MAX_VALUE)
                .aka("zset-max-ziplist-entries"));
        zsetValue = table.add(
                Setting.memory("zset-max-listpack-value", 64, 0, Long.MAX_VALUE).aka("zset-max-ziplist-value"));
        streamBytes = table.add(Setting.memory("stream-node-max-bytes", 4096, 0, Long.MAX_VALUE));
        streamEntries = table.add(Setting.number("stream-node-max-entries", 100, 0, Long.MAX_VALUE));
        hllSparseBytes = table.add(Setting.memory("hll-sparse-max-bytes", 3000, 0, Long.MAX_VALUE));
    }

    /** See {@link EncodingLimits#listPlainFromBytes}: in no file, for it is DEBUG's alone. */
    public long listPlainFromBytes() {
        return listPlainFromBytes;
    }

    public void listPlainFromBytes(long bytes) {
        listPlainFromBytes = bytes;
    }
}
