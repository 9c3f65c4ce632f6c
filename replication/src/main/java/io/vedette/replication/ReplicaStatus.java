package io.vedette.replication;

/**
 * What the replica side shows of itself: a picture of one moment.
 *
 * @param following false on a master; the rest is then without meaning
 * @param host the master's address as it was given
 * @param state as ROLE names it: {@code none connect connecting handshake sync connected}
 * @param linkUp whether the master's stream is being followed
 * @param syncing whether a full resynchronisation is under way
 * @param lastIoSeconds since something came from the master, or since the last attempt to reach it
 * @param downSeconds since the link was lost; -1 if it is up or never was
 * @param positionKnown false when the data has no place in any master's history
 * @param readOffset how far the stream was read
 * @param appliedOffset how far the stream was applied
 * @param syncTotalBytes length of the snapshot that is coming; 0 if the master did not say, -1 before it said anything
 * @param refusesEmptyMaster whether a full resync from a master that came back empty has been refused
 */
public record ReplicaStatus(
        boolean following,
        String host,
        int port,
        String state,
        boolean linkUp,
        boolean syncing,
        long lastIoSeconds,
        long downSeconds,
        boolean positionKnown,
        long readOffset,
        long appliedOffset,
        long syncTotalBytes,
        long syncReadBytes,
        boolean refusesEmptyMaster) {}
