/**
 * Replication inside the data server: the shell that runs the two cores of {@code io.vedette.replication} on the server's
 * keyspace and clients, and the commands that speak to them.
 *
 * <p>Problem: the cores decide on events and say what is to be done; somebody has to do it, in order, on the owner loop,
 * without ever waiting there for a disk, a socket or a parser.
 *
 * <p>Choice: {@link io.vedette.server.replication.Replication} is that somebody, one object per server. Three things that
 * take long run beside the loop and report back to it: {@link io.vedette.server.replication.ResyncLoad} parses a snapshot
 * from the master into a fresh keyspace (the old one is served meanwhile, until {@link io.vedette.server.replication.Resync} puts the new one
 * in its place),
 * {@link io.vedette.server.replication.SnapshotSender} writes a frozen snapshot to sockets or to a file, and sends the
 * file. Both are held back by the slower side: the master by the parser, the writer by the slowest replica.
 * {@link io.vedette.server.replication.ReplicaStreams} writes the log to the replicas at the end of each turn.
 *
 * <p>Plain SETs of the stream are applied many at once, as those of an append-only file, unless somebody wants to hear of single keys or
 * commands: that spares for each an object, a look-up and the clock, and the compilers most of what is in between, in a process that was
 * started a moment ago to catch up.
 *
 * <p>{@link io.vedette.server.replication.Supervision} runs what {@link io.vedette.replication.Ballots} decides: the command SUPERVISE asks, the
 * disk is written beside the loop, the answer waits for it. Between a promise and the next order the server stands still
 * ({@code standstill}): gates refuse writes, nothing expires or is evicted, and the log takes nothing, be it a message.
 *
 * <p>{@link io.vedette.server.replication.Fencing} asks {@link io.vedette.replication.Fence} by this server's clocks: the gate before each
 * write, the door ({@code ReplyHold}) before its reply leaves, expiry and eviction before they delete. The two readings of a write are what
 * its promise rests on: at the first nobody else could lead, so it is of the group's history, and at the second nobody else could yet, so the client
 * does not hear of it beside a successor.
 *
 * <p>What the server around it must provide stands in {@link io.vedette.server.replication.ReplicationHost}, so that this
 * package knows no engine and the engine may know this package.
 *
 * <p>Refused: loading in slices on the loop (a parser that can stop anywhere is harder to trust than a thread that may
 * wait); a temporary file for a snapshot that comes from the master (it costs a disk's time twice and buys nothing, since
 * the old data is kept until the new one is whole).
 *
 * <p>Begin with {@link io.vedette.server.replication.Replication}. Owner loop, but for the three named above.
 */
package io.vedette.server.replication;
