package io.vedette.replication;

/** What a client waits for before it goes on: that its writes up to some offset are elsewhere, or on disks. */
public sealed interface AckWish {
    /** WAIT: so many replicas have them. */
    record Applied(int replicas) implements AckWish {}

    /**
     * WAITAOF: they are in append-only files, on the disk.
     *
     * @param here in the one of this server, too
     * @param replicas in those of so many replicas
     */
    record OnDisk(boolean here, long replicas) implements AckWish {}
}
