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
 *   <li>{@link io.vedette.replication.MasterCore}: the replicas under this server (also when it is a replica itself);
 *       which snapshot serves whom is decided by a part of it ({@code ReplicaSnapshots}).
 *   <li>{@link io.vedette.replication.WriteQuorum}: who of them has how much of the log, and which promises that keeps.
 *   <li>{@link io.vedette.replication.Ballots}: this server's place in a group, if it belongs to one: what it has promised, whom it may
 *       follow, whether it may lead and be counted, and who belongs to the group that it leads. Both cores look at it; the shell feeds it.
 *   <li>{@link io.vedette.replication.Fence}: which sentinels support this server, and whether it may write by that.
 * </ul>
 *
 * Begin with the history and the log, then {@code ReplicaPhase} and the replica's core. All of it belongs to the one thread that calls the cores.
 *
 * <p>Both cores take sealed events and the time and give sealed effects, in order; the shell runs them in order, on the same
 * thread, before the next event. A core changes its state (and the log) while it handles the event, so an effect may rely
 * on it.
 *
 * <p>Where we differ from Redis on purpose: a full resynchronisation is parsed as it comes and loaded into a fresh keyspace
 * beside the old one, which is served (and could be resumed from) until the new one is whole; then one swap. A transfer
 * that breaks off costs nothing but time. A transaction of the master's stream is applied in one piece when its EXEC has
 * come, so there is no half-applied state to throw away when a link breaks.
 *
 * <p><b>Write quorum.</b> A master that answers before anybody else has a write loses it when it dies. Redis' WAIT asks afterwards: the
 * client has its OK already, other clients build on it, and what WAIT counts are connections of which it does not know what they
 * will be promoted with. Here the reply waits, and what is counted are members: by a server id that is drawn once and kept on the
 * disk, or, of replicas of another make, by the address that they announce, for a half-open link and its successor are one server. Of
 * two links the later speaks: the older one may tell of a life that the server has forgotten. An acknowledgement counts only from a
 * link that has joined this log and has acknowledged on it, never above the log's end, and only for promises of the present
 * reign: a change of role or history breaks all others for good.
 *
 * <p>A write that changed nothing reports a state, which may be that of a master deposed a second ago. It waits for an offset beyond
 * the end of the log, and if nothing else grows the log to there by the end of the turn, a PING does: every replica of any make passes
 * over it. A GETACK alone would not do, for the answer to it states the offset before it, which an older acknowledgement may
 * state as well. The question itself is one GETACK a turn, as WAIT puts it, so it costs one round trip whatever the number of writes.
 *
 * <p>What a replica has on its disk travels beside what it has applied, in the words of Redis 7.2 ({@code ACK n FACK m}); older masters
 * read no further than the first number. So the master's setting decides what counts, WAIT stays what it is, and real replicas
 * that tell it are counted too. Refused: acknowledging only what is on the disk, by a setting of the replica: the master could not
 * tell who does. Refused as well: acknowledging every batch unasked, which costs a message for each even where nobody waits.
 *
 * <p>What this does not give by itself: whoever promotes must ask enough members and take the one that has most, and a replica must stop
 * acknowledging to an old master before its place is read; a replica that lost its memory between must not be counted. Those
 * are matters of the handover, not of the count.
 *
 * <p><b>Ballots.</b> That handover is {@link io.vedette.replication.Ballots}: Redis' REPLICAOF carries no epoch, so a leader that slept
 * undoes what a later one did, and what a replica confirms between "how far are you" and "lead" is counted by one and lost by the
 * other. So a server of a group promises a ballot (epoch and token) before it says how far it is, and to promise means: on the disk, and
 * to have let go of its master. Of w members that hold a confirmed write and p that have promised at least one is the same, if w + p is more than the
 * group has, and from its promise on it confirms nothing to a lower epoch. The token is there because two sets of p members of an even group
 * may have nobody in common: both may be asked in one epoch, by two leaders.
 *
 * <p>Who is chosen holds the greatest {@link io.vedette.replication.LogKey}: the epoch of the last {@link io.vedette.replication.Marker}
 * in the data, then the offset, as the term of the last entry in Raft. Replication ids cannot take its place: a replica that
 * was told {@code +CONTINUE newid} has the new id and, until the marker comes, the old data. Bare offsets cannot: PINGs and the unconfirmed
 * tail of a dead master lengthen a history that lost. That is why the marker is in the log and not beside it, and why
 * {@link io.vedette.replication.Vow}, which is beside it on the disk, says nothing of the key.
 *
 * <p>What must outlive the process is small and stands in a Vow; what must not (what was answered in this life, the link) is not
 * stored, so that a restart forgets it: PROMOTE is then refused. {@code Ballots} gives each change to be stored a number, and everything
 * that tells somebody of it waits for that number; letting go happens at once, for it promises nothing. A store that failed leaves the
 * promise in memory, which is on the safe side, and what waited is refused.
 *
 * <p>Who belongs to a group is an entry of its log too ({@link io.vedette.replication.MembershipChange}), so a leader that knows an old list
 * cannot act on it: the newest data among those whom it asks say which lists must promise. Two lists at a time, as in Raft's joint
 * consensus: changing one server at a time without the middle step needs lists whose majorities always meet, and here an operator may
 * choose N. Refused: a list in a file beside the data, or in the sentinels' settings, which could be older or newer than the data that it
 * judges; and a promotion that brings its own list, for the same reason.
 *
 * <p>Amnesia is bounded by the handshake: the master says where its log ends when it says in which ballot it leads. Whatever this
 * server ever confirmed lies before that end or was never acknowledged, so who has reached it, in the history that this
 * ballot's marker began, may be counted again. Its own old offset may be greater and means nothing. Until then it acknowledges 0:
 * enough to be seen alive.
 *
 * <p>Refused: to let a detached server return to its old master after a while (what it confirms then is not held by those that the
 * leader counted); to take promise and key from the sentinels' votes (a sentinel's disk knows nothing of the data); to mark
 * a server amnesiac in memory only (who forgets must know that it did); an entry of its own kind for the marker (real replicas stop at
 * what they do not know, and PING with a word is the one thing that all of them pass over).
 *
 * <p><b>Fence.</b> A master cannot know that it was deposed, but it can know for how long nobody has said that it was not. So it
 * counts contacts and not opinions, each from before the answer that a later PING proves to have arrived: the sentinel knows a later time
 * for the same contact, states it with its vote, and whoever is elected waits by it. Refused: to count from the PING's arrival (it may have been
 * under way for any time), to have sentinels grant leases with an end (both sides would need one clock), to close the fence by a message (that is what
 * does not arrive).
 *
 * <p>Refused: reference counts on log blocks (reachability does it, see the log), one copied output buffer per replica,
 * a state machine spread over callbacks of a socket; blocks outside the heap (tried, for a replica that catches up by 200 MB: the 130 ms of the
 * collector's copying went, and 100 ms of the loop came, for pages that are new; once, with half a gigabyte of backlog, it spared 600 ms of whole
 * collections). Blocks that nobody reads any more are used again instead: with one replica and values of 100 bytes that took the collector's
 * pauses on the master from 3 ms to 1, and a third of its memory.
 */
package io.vedette.replication;
