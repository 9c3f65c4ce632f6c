package io.vedette.server.commands;

import io.vedette.resp.InfoFields;
import io.vedette.server.Engine;
import io.vedette.server.ReplicationFacts;
import io.vedette.server.appendonly.AppendOnly;
import io.vedette.server.appendonly.RewriteSchedule;
import io.vedette.server.persistence.Loading;
import io.vedette.server.persistence.Progress;
import io.vedette.server.persistence.Saving;
import io.vedette.server.persistence.SnapshotSchedule;
import java.util.Optional;

/** The persistence section of INFO. There is no fork here, so nothing is copied on write and those fields say nought. */
final class PersistenceFields {
    private final Engine engine;
    private final ReplicationFacts replication;
    private final Saving saving;
    private final Loading loading;
    private final AppendOnly appendOnly;

    PersistenceFields(
            Engine engine, ReplicationFacts replication, Saving saving, Loading loading, AppendOnly appendOnly) {
        this.engine = engine;
        this.replication = replication;
        this.saving = saving;
        this.loading = loading;
        this.appendOnly = appendOnly;
    }

    void resetCounts() {
        saving.schedule().resetCounts();
        appendOnly.resetCounts();
    }

    void addTo(InfoFields out) {
        SnapshotSchedule schedule = saving.schedule();
        Optional<Progress> progress = saving.progress().or(appendOnly::progress);
        boolean waits = loading.isLoading() || replication.isLoading();
        out.add("loading", waits ? 1 : 0);
        out.add("async_loading", replication.copying().takes() && !waits ? 1 : 0);
        out.zero("current_cow_peak", "current_cow_size", "current_cow_size_age");
        out.add(
                "current_fork_perc",
                InfoFields.decimal(progress.map(Progress::percent).orElse(0.0)));
        out.add("current_save_keys_processed", progress.map(Progress::keys).orElse(0L));
        out.add("current_save_keys_total", progress.map(Progress::totalKeys).orElse(0L));
        out.add("vedette_save_mb_per_sec", InfoFields.decimal(savedPerSecond(progress)));
        out.add("rdb_changes_since_last_save", saving.unsavedChanges());
        Optional<Long> writingSinceMillis = schedule.runningSinceMillis().or(replication.copying()::givesSinceMillis);
        out.add("rdb_bgsave_in_progress", writingSinceMillis.isPresent() ? 1 : 0);
        out.add("rdb_last_save_time", schedule.savedSeconds());
        out.add("rdb_last_bgsave_status", schedule.isLastGood() ? "ok" : "err");
        out.add("rdb_last_bgsave_time_sec", schedule.lastSpentSeconds());
        out.add(
                "rdb_current_bgsave_time_sec",
                writingSinceMillis
                        .map(since -> (engine.clock().wallMillis() - since) / 1_000)
                        .orElse(-1L));
        out.add("rdb_saves", schedule.saves());
        out.zero("rdb_last_cow_size");
        out.add("rdb_last_load_keys_expired", loading.droppedKeys());
        out.add("rdb_last_load_keys_loaded", loading.loadedKeys());
        appendOnly(out);
        if (loading.isLoading()) {
            loading(out);
        }
    }

    private double savedPerSecond(Optional<Progress> progress) {
        long now = engine.clock().wallMillis();
        long since = saving.schedule()
                .runningSinceMillis()
                .or(appendOnly.schedule()::runningSinceMillis)
                .orElse(now);
        return progress.map(present -> present.megabytesPerSecond(now - since)).orElse(0.0);
    }

    private void appendOnly(InfoFields out) {
        RewriteSchedule rewrites = appendOnly.schedule();
        out.add("aof_enabled", appendOnly.isOn() ? 1 : 0);
        out.add("aof_rewrite_in_progress", rewrites.isRunning() ? 1 : 0);
        out.add("aof_rewrite_scheduled", rewrites.isWanted() ? 1 : 0);
        out.add("aof_last_rewrite_time_sec", rewrites.lastSpentSeconds());
        out.add(
                "aof_current_rewrite_time_sec",
                rewrites.runningSeconds(engine.clock().wallMillis()));
        out.add("aof_last_bgrewrite_status", rewrites.isLastGood() ? "ok" : "err");
        out.add("aof_rewrites", rewrites.rewrites());
        out.add("aof_rewrites_consecutive_failures", rewrites.failures());
        out.add("aof_last_write_status", appendOnly.trouble().isEmpty() ? "ok" : "err");
        out.zero("aof_last_cow_size", "module_fork_in_progress", "module_fork_last_cow_size");
        if (appendOnly.isOn()) {
            out.add("aof_current_size", appendOnly.currentBytes());
            out.add("aof_base_size", appendOnly.baseBytes());
            out.zero("aof_pending_rewrite");
            out.add("aof_buffer_length", appendOnly.waitingBytes());
            out.add("aof_pending_bio_fsync", appendOnly.isSyncing() ? 1 : 0);
            out.add("aof_delayed_fsync", appendOnly.delayedSyncs());
        }
    }

    private void loading(InfoFields out) {
        Progress progress = loading.progress();
        long spentMillis = engine.clock().wallMillis() - loading.startedMillis();
        long spentSeconds = spentMillis / 1_000;
        double percent = progress.percent();
        out.add("loading_start_time", loading.startedMillis() / 1_000);
        out.add("loading_total_bytes", progress.totalBytes());
        out.zero("loading_rdb_used_mem");
        out.add("loading_loaded_bytes", progress.bytes());
        out.add("loading_loaded_perc", InfoFields.decimal(percent));
        out.add("vedette_loading_mb_per_sec", InfoFields.decimal(progress.megabytesPerSecond(spentMillis)));
        out.add("loading_eta_seconds", percent == 0 ? 1 : (long) (spentSeconds * (100 - percent) / percent));
    }
}
