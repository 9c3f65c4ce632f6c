package io.vedette.replication;

/** Where a snapshot for replicas goes. */
public enum SnapshotTarget {
    FILE,
    SOCKETS
}
