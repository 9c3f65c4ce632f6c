package io.vedette.rdb;

/**
 * The replication position that a snapshot is of.
 *
 * @param streamDatabase the database that the stream had selected at that position
 * @param id replication id, 40 characters
 * @param offset last offset that the snapshot contains
 */
public record RdbReplication(int streamDatabase, String id, long offset) {}
