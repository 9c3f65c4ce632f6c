/**
 * Replication as Redis does it (PSYNC2), both sides, without sockets, clocks or data.
 *
 * <p>Problem: who may resume where, which bytes belong to which history, when a replica counts as synchronised: rules that
 * cost data when they are wrong, entangled in Redis with sockets, timers, child processes and the keyspace.
 *
 * <p>Choice: what is true is kept in values and one data structure, what to do is decided by two cores.
 *
 * <ul>
 *   <li>{@link io.vedette.replication.ReplicationHistory}: the ids of a data set's past, a value.
 *   <li>{@link io.vedette.replication.ReplicationLog}: the bytes, at absolute offsets. Backlog and replicas' streams are
 *       readers ({@link io.vedette.replication.Cursor}) of one chain of blocks.
 *   <li>{@link io.vedette.replication.ReplicaCore}: this server's place under a master: link, handshake, transfer, stream.
 *   <li>{@link io.vedette.replication.MasterCore}: the replicas under this server (also when it is a replica itself).
 * </ul>
 *
 * Both cores take sealed events and the time and give sealed effects, in order; the shell runs them in order, on the same
 * thread, before the next event. A core changes its state (and the log) while it handles the event, so an effect may rely
 * on it.
 *
 * <p>Where we differ from Redis on purpose: a full resynchronisation is parsed as it comes and loaded into a fresh keyspace
 * beside the old one, which is served (and could be resumed from) until the new one is whole; then one swap. A transfer
 * that breaks off costs nothing but time. A transaction of the master's stream is applied in one piece when its EXEC has
 * come, so there is no half-applied state to throw away when a link breaks.
 *
 * <p>Refused: reference counts on log blocks (reachability does it, see the log), one copied output buffer per replica,
 * a state machine spread over callbacks of a socket.
 */
package io.vedette.replication;
