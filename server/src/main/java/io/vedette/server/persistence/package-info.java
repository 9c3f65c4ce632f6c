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
 * <p>Files: {@link io.vedette.server.persistence.SnapshotSchedule} decides when one is due and knows how the last ones went, and
 * nothing else; {@link io.vedette.server.persistence.Saving} does what it says, and
 * {@link io.vedette.server.persistence.Loading} reads the file at start. A file is written under another name, brought to the disk, and
 * renamed, so its name stands for a whole snapshot at every moment; a crash leaves at most a file that says in its name
 * which process it belonged to, and the next start removes it. The work is done beside the loop, except for SAVE and at
 * the end of the process: there everything is to stand still, for what came in meanwhile would not be in the file.
 *
 * <p>Who writes a snapshot works beside the loop, and where processors are few on the same one: it gives way after some hundred keys
 * ({@link io.vedette.server.keyspace.Snapshot}). A lower priority was refused: a thread that waits for its turn in the middle of its work
 * keeps a collection of garbage, and with it the loop, waiting too, the longer the lower it stands; in a system call that gives way it does not.
 * What is left is the first save of a server's life, on two processors: there the loop waits for the compilers, three to eight milliseconds, and
 * later for nothing but a collection, of two. Compilers that stand back would halve the first, and make a failover slower, which is new code too.
 *
 * <p>A server that loads has just been started, so its methods are slow and the compiler is at work beside it: what counts is how little
 * there is to do, and to compile, for each key. Strings of which nothing else is said, most of most snapshots, therefore come as places in
 * the reader's buffer ({@link io.vedette.rdb.PlainStrings}) and become records without an object of their own
 * ({@link io.vedette.server.keyspace.LoadedStrings}); on the way out they come to the heap as whole records
 * ({@link io.vedette.server.keyspace.Snapshot.Sink#text}). All else goes one by one, small hashes and sets each made at once.
 *
 * <p><b>Refused.</b> A child process that writes, as Redis forks one: a JVM cannot fork, and a frozen view costs
 * only what is changed meanwhile. Taking a damaged file as far as it goes: half of the data would be handed to the replicas as the
 * whole. Waiting for the disk in FLUSHALL, as Redis does while there are save rules: the file of before is replaced a
 * moment later instead. Loading into the keyspace that serves: a stream that breaks in the middle would leave neither the old
 * data nor the new.
 *
 * <p>Begin with {@link io.vedette.server.persistence.Saving} and {@link io.vedette.server.persistence.Loading}: owner loop. What they have done
 * beside it has a snapshot, or a fresh keyspace, that is nobody else's meanwhile.
 */
package io.vedette.server.persistence;
