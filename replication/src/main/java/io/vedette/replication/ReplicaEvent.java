package io.vedette.replication;

import io.vedette.rdb.RdbReplication;

/**
 * What can happen to the replica side. Events of a link carry the number that the {@link ReplicaEffect.Connect} had; those
 * of a link that is no longer the current one are ignored.
 */
public sealed interface ReplicaEvent {
    /** A server whose configuration names a master begins; unless it recovered, its data has no place in a history yet. */
    record StartFollowing(String host, int port) implements ReplicaEvent {}

    /**
     * Comes before everything else: the data that was found on the disk stands at this place of a history.
     *
     * @param follows whether a master will be followed, whose history that is then
     */
    record Recovered(RdbReplication position, boolean follows) implements ReplicaEvent {}

    /**
     * REPLICAOF host port. On a master: its data goes by its own history, from which the new master may let it resume.
     *
     * @param user who asked, for the log
     */
    record Follow(String host, int port, String user) implements ReplicaEvent {}

    /** A master's failover: follow this one, which is asked to lead in the same breath (PSYNC with FAILOVER). */
    record HandOver(String host, int port) implements ReplicaEvent {}

    /** REPLICAOF NO ONE. Nothing happens on a master. */
    record Promote(String user) implements ReplicaEvent {}

    /**
     * A ballot has ended this server's place: nothing more is received, what was received and not applied is dropped, and no master
     * is looked for.
     */
    record Detach() implements ReplicaEvent {}

    /** A ballot makes this server the master, be it what it may: a new history begins here, with this entry. */
    record BeginHistory(Marker marker) implements ReplicaEvent {}

    /**
     * An operator's word against the ballots makes this server a master, be it what it may: its history goes on under another name, or what it
     * writes from now on would be taken for the group's.
     */
    record BranchOff(String user) implements ReplicaEvent {}

    /** On who leads: the history goes on with this entry, which says who belongs to the group from here on. */
    record ChangeMembers(Marker marker) implements ReplicaEvent {}

    /** Somebody below wants to know how far we are (REPLCONF GETACK from a client): our master is told. */
    record AcknowledgementAsked() implements ReplicaEvent {}

    /**
     * More of the log is on the disk, up to {@code offset}; {@link WriteQuorum#NOTHING}: there is no file, or one that cannot be
     * trusted.
     */
    record Fsynced(long offset) implements ReplicaEvent {}

    /** Time has passed; to be sent several times a second. */
    record Tick() implements ReplicaEvent {}

    record Connected(long link) implements ReplicaEvent {}

    record ConnectFailed(long link, String reason) implements ReplicaEvent {}

    /** The array is only borrowed: the core copies what it keeps. */
    record Received(long link, byte[] bytes, int length) implements ReplicaEvent {}

    record Closed(long link, String reason) implements ReplicaEvent {}

    /**
     * The snapshot of this link was loaded whole and has been put in the old data's place, in this same turn.
     *
     * @param streamDatabase the database that the stream had selected at the snapshot; 0 if the snapshot does not say
     * @param marker the last one that the data holds
     */
    record Loaded(long link, int streamDatabase, Marker marker) implements ReplicaEvent {}

    /** The snapshot could not be loaded; the old data is still in its place. */
    record LoadFailed(long link, String reason) implements ReplicaEvent {}

    /**
     * The data that was here has been given up for the snapshot of this link, which is being loaded and does not fit beside it:
     * until it is whole there is nothing here.
     */
    record DataGivenUp(long link) implements ReplicaEvent {}

    /** The snapshot is empty, {@link ReplicaCore#forgets} said that it would cost data, and it was not put in place. */
    record EmptyMasterRefused(long link) implements ReplicaEvent {}

    /** The stream brought a command that this server cannot execute: its data is no longer the master's. May come behind the link's end. */
    record ApplyFailed(long link, String reason) implements ReplicaEvent {}
}
