package io.vedette.replication;

/** What a replica wants of a snapshot ({@code REPLCONF rdb-filter-only}). */
public enum SnapshotContent {
    EVERYTHING,
    FUNCTIONS,
    NOTHING
}
