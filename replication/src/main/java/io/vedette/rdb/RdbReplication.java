package io.vedette.rdb;

import java.util.Optional;

/**
 * The replication position that a snapshot is of.
 *
 * @param streamDatabase the database that the stream had selected at that position
 * @param id replication id, 40 characters
 * @param offset last offset that the snapshot contains
 * @param marker ours: the last entry before it that says who leads; nothing if there was none
 */
public record RdbReplication(int streamDatabase, String id, long offset, Optional<String> marker) {}
