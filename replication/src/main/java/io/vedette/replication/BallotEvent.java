package io.vedette.replication;

import java.util.List;

/**
 * What can happen to a server's place in a group. Who asks is named by a number, which the answer carries; each question gets exactly one
 * answer, perhaps after others.
 */
public sealed interface BallotEvent {
    /**
     * The data is in place and the server begins.
     *
     * @param follows its configuration names a master
     * @param placeKnown it knows where in a history its data stands
     */
    record Started(boolean follows, boolean placeKnown) implements BallotEvent {}

    /** Tell your key; nothing is promised. */
    record KeyAsked(long client, String group) implements BallotEvent {}

    /** Promise this ballot, let go of your master, then tell your key. */
    record PrepareAsked(long client, String group, Ballot ballot) implements BallotEvent {}

    /**
     * Lead.
     *
     * @param key what the server answered when it promised
     * @param runId of the life in which it did
     * @param replid the id of the history that begins, drawn by the one who was asked
     * @param members who belongs to the group, as who asks knows it: if the data here know better it is refused
     * @param refounds an operator gives up what others hold: {@code members} are the group from now on, whatever the data here say
     */
    record PromoteAsked(
            long client,
            String group,
            Ballot ballot,
            LogKey key,
            String runId,
            String replid,
            Electorate members,
            boolean refounds)
            implements BallotEvent {
        /** @param replicas how many members confirm a write, beside this one @param ids of all, this one's too */
        public PromoteAsked(
                long client,
                String group,
                Ballot ballot,
                LogKey key,
                String runId,
                String replid,
                int replicas,
                List<String> ids) {
            this(client, group, ballot, key, runId, replid, new Electorate(replicas, ids), false);
        }
    }

    /** Follow the one who leads in this ballot. */
    record FollowAsked(long client, String group, Ballot ballot, String host, int port) implements BallotEvent {}

    /**
     * Who belongs to the group is to be changed; only who leads can do so.
     *
     * @param attached who follows in this ballot now, by server id
     * @param ownId of this server
     */
    record MembersAsked(long client, String group, Electorate next, List<String> attached, String ownId)
            implements BallotEvent {}

    /** What {@code rule}, the one in force, demands has been confirmed up to {@code offset}. */
    record Confirmed(WriteQuorum.Rule rule, long offset) implements BallotEvent {}

    /** An operator knows better: be a master, or a replica of that one, whatever was promised. See {@link BallotEffect.Override}. */
    record OverrideAsked(long client, String group, boolean follows, String host, int port) implements BallotEvent {}

    /**
     * In the handshake with a master that {@link Ballots#mayAttach}: it is being followed from now on.
     *
     * @param masterEnd where its log ended when it said so
     */
    record Attached(Ballot ballot, long masterEnd) implements BallotEvent {}

    /** A full resynchronisation does not fit beside the data: it is to go first. */
    record DataGoes(long client) implements BallotEvent {}

    /** A master's snapshot has taken the place of the data. */
    record DataReplaced() implements BallotEvent {}

    /** Some time has passed, or more of a master's log was applied. */
    record Looked() implements BallotEvent {}

    /** Everything up to that store is on the disk. */
    record Stored(long number) implements BallotEvent {}

    /** That store failed: what waits for it is refused. */
    record StoreFailed(long number, String reason) implements BallotEvent {}
}
