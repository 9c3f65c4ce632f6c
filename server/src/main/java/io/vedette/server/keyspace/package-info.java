/**
 * The data: the only package that owns any.
 *
 * <p><b>Problem.</b> Commands, expiry, replication, persistence and WATCH all look at the same keys. If each reached into
 * the tables, no later engine could replace them, and no rule (what a replica may delete, what goes to the log first)
 * could be held in one place.
 *
 * <p><b>Choice.</b> {@link io.vedette.server.keyspace.Keyspace} and its {@link io.vedette.server.keyspace.Database}s are
 * the one write gate. Records lie in {@link io.vedette.server.memory.Slabs}, outside the heap. Strings and small collections are values
 * there ({@link io.vedette.server.values.Value}, sealed, one branch for each Redis type), and a change makes a new one; what is
 * large is changed where it lies, unless a snapshot holds it. Who acts, and when, is said once per command
 * ({@link io.vedette.server.keyspace.ExpiryRule}): a master's client deletes what has expired, a replica's client does not
 * see it, the master's stream sees it. Whoever wants to hear of changes is the one
 * {@link io.vedette.server.keyspace.KeyspaceListener}. A {@link io.vedette.server.keyspace.Snapshot} is a list of
 * references, taken in microseconds to a millisecond, that stays as it was because segments are copied before a write.
 *
 * <p>The table is extendible hashing, so growth costs one small split at a time, and its scan cursor is a position in hash
 * order, so SCAN's guarantee needs no reasoning about table sizes.
 *
 * <p><b>Refused.</b> {@code HashMap}: its resize of a large table stops the loop for a long time, and it can be neither
 * scanned with a cursor nor frozen. Redis' two tables with a slow move between them: twice the memory while it lasts, and
 * a cursor that returns keys twice. A deep copy for snapshots: the pause grows with the data. A time wheel or heap for
 * expiry: exact, but it costs memory for each key, while sampling costs nothing until keys expire and is what Redis'
 * users know.
 *
 * <p><b>Limits.</b> Strings and small collections are copied to the heap to be changed, and back. A long string
 * ({@link io.vedette.server.values.LongText}) is not; but it is copied as a whole where a command takes all of it (BITOP, DUMP, a snapshot),
 * and once when it is changed while a snapshot is open. A heap that has no room for a copy refuses it ({@link io.vedette.resp.HeapRoom}).
 *
 * <p>Begin with {@link io.vedette.server.keyspace.Keyspace}, then {@link io.vedette.server.keyspace.Database}. Owner loop; of a
 * {@link io.vedette.server.keyspace.Snapshot} its thread, and a fresh keyspace belongs to the thread that loads it.
 */
package io.vedette.server.keyspace;
