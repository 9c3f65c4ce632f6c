package io.vedette.server.appendonly;

import io.vedette.server.config.AppendOnlyOptions;
import io.vedette.server.config.FsyncPolicy;

/**
 * The settings of append-only files as they are at this moment.
 *
 * @param fileName {@code appendfilename}
 * @param folderName {@code appenddirname}
 * @param fsync {@code appendfsync}
 * @param noFsyncOnRewrite {@code no-appendfsync-on-rewrite}
 * @param loadsTruncated {@code aof-load-truncated}: a file that ends inside of a record is cut behind the last whole one
 * @param snapshotBase {@code aof-use-rdb-preamble}: the base is a snapshot, otherwise commands
 * @param timestamps {@code aof-timestamp-enabled}
 * @param rewritePercentage {@code auto-aof-rewrite-percentage}
 * @param rewriteMinBytes {@code auto-aof-rewrite-min-size}
 * @param syncsOften {@code aof-rewrite-incremental-fsync}
 * @param sums {@code aof-checksum}: annotations carry check sums
 */
public record AppendOnlySettings(
        String fileName,
        String folderName,
        FsyncPolicy fsync,
        boolean noFsyncOnRewrite,
        boolean loadsTruncated,
        boolean snapshotBase,
        boolean timestamps,
        int rewritePercentage,
        long rewriteMinBytes,
        boolean syncsOften,
        boolean sums) {
    /** What the settings say now. */
    public static AppendOnlySettings of(AppendOnlyOptions options) {
        return new AppendOnlySettings(
                options.fileName.get(),
                options.folderName.get(),
                options.fsync.get(),
                options.noFsyncOnRewrite.get(),
                options.loadTruncated.get(),
                options.useSnapshot.get(),
                options.timestamps.get(),
                options.rewritePercentage.get(),
                options.rewriteMinBytes.get(),
                options.rewriteIncrementalFsync.get(),
                options.checksum.get());
    }
}
