package io.vedette.server.persistence;

import io.vedette.server.config.ServerSettings;
import io.vedette.session.Identity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings of snapshot files as they are at this moment.
 *
 * @param points {@code save}
 * @param folder {@code dir}
 * @param name {@code dbfilename}
 * @param version {@code rdb-version}
 * @param compress {@code rdbcompression}
 * @param checksum {@code rdbchecksum}: written, and verified at load
 * @param syncsOften {@code rdb-save-incremental-fsync}: the disk gets its work in small portions
 * @param stopsWrites {@code stop-writes-on-bgsave-error}
 * @param redisVersion the version of Redis that files claim, for example {@code 7.0.15}
 */
public record SavingSettings(
        List<SavePoint> points,
        Path folder,
        String name,
        int version,
        boolean compress,
        boolean checksum,
        boolean syncsOften,
        boolean stopsWrites,
        String redisVersion) {
    /** What the settings say now. */
    public static SavingSettings of(ServerSettings settings) {
        return new SavingSettings(
                points(settings.save.get()),
                Path.of(settings.dir.get()),
                settings.dbFileName.get(),
                settings.rdbVersion.get(),
                settings.rdbCompression.get(),
                settings.rdbChecksum.get(),
                settings.rdbSaveIncrementalFsync.get(),
                settings.stopWritesOnSaveError.get(),
                Identity.REDIS_VERSION);
    }

    private static List<SavePoint> points(List<String> words) {
        List<SavePoint> points = new ArrayList<>();
        for (int i = 0; i < words.size(); i += 2) {
            points.add(new SavePoint(Long.parseLong(words.get(i)), Long.parseLong(words.get(i + 1))));
        }
        return points;
    }

    /** The snapshot file. */
    public Path file() {
        return folder.resolve(name);
    }
}
