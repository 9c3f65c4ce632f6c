package io.vedette.server.config;

import io.vedette.config.ConfigRefusal;
import io.vedette.config.Setting;
import io.vedette.config.SettingTable;

/** The settings about the append-only file. */
public final class AppendOnlyOptions {
    public final Setting<Boolean> enabled;
    public final Setting<String> fileName;
    public final Setting<String> folderName;
    public final Setting<FsyncPolicy> fsync;
    public final Setting<Boolean> noFsyncOnRewrite;
    public final Setting<Boolean> loadTruncated;
    public final Setting<Boolean> useSnapshot;
    public final Setting<Boolean> timestamps;
    public final Setting<Integer> rewritePercentage;
    public final Setting<Long> rewriteMinBytes;
    public final Setting<Boolean> rewriteIncrementalFsync;
    /** Ours: Redis 7 skips the lines that it writes. */
    public final Setting<Boolean> checksum;

    AppendOnlyOptions(SettingTable table) {
        enabled = table.add(Setting.yesNo("appendonly", false));
        fileName = table.add(Setting.text("appendfilename", "appendonly.aof")
                .startOnly()
                .checkedBy(name -> requireName("appendfilename", "filename", name)));
        folderName = table.add(Setting.text("appenddirname", "appendonlydir")
                .startOnly()
                .checkedBy(name -> requireName("appenddirname", "dirname", name)));
        fsync = table.add(Setting.choice("appendfsync", FsyncPolicy.EVERYSEC));
        noFsyncOnRewrite = table.add(Setting.yesNo("no-appendfsync-on-rewrite", false));
        loadTruncated = table.add(Setting.yesNo("aof-load-truncated", true));
        useSnapshot = table.add(Setting.yesNo("aof-use-rdb-preamble", true));
        timestamps = table.add(Setting.yesNo("aof-timestamp-enabled", false));
        rewritePercentage = table.add(Setting.integer("auto-aof-rewrite-percentage", 100, 0, Integer.MAX_VALUE));
        rewriteMinBytes = table.add(Setting.memory("auto-aof-rewrite-min-size", 64L << 20, 0, Long.MAX_VALUE));
        checksum = table.add(Setting.yesNo("aof-checksum", false));
        rewriteIncrementalFsync = table.add(Setting.yesNo("aof-rewrite-incremental-fsync", true));
    }

    private static void requireName(String setting, String kind, String name) throws ConfigRefusal {
        if (name.isEmpty()) {
            throw new ConfigRefusal(setting + " can't be empty");
        }
        if (name.contains("/")) {
            throw new ConfigRefusal(setting + " can't be a path, just a " + kind);
        }
    }
}
