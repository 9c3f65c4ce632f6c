/**
 * Snapshots to bytes and back: the one place where the keyspace's types meet the RDB format's.
 *
 * <p><b>Problem.</b> The format knows many ways to store a value, the keyspace knows one per type, and neither should know
 * the other: check tools read the format without a keyspace, and the keyspace may change its inside.
 *
 * <p><b>Choice.</b> {@link io.vedette.server.persistence.SnapshotWriter} walks a frozen snapshot into an RDB writer, on any
 * thread; {@link io.vedette.server.persistence.KeyspaceLoader} is the visitor that fills a fresh keyspace. Saving to a
 * file, a full resync and the base of an append-only file are the same two with other sinks and sources.
 *
 * <p><b>Refused.</b> Loading into the keyspace that serves: a stream that breaks in the middle would leave neither the old
 * data nor the new.
 */
package io.vedette.server.persistence;
