package io.vedette.sentinel.core;

/** The commands of supervision that carry a ballot; only servers of ours know them. */
public sealed interface Decree {
    /** Say how much you hold; nothing is promised. Answered by {@link Event.Testified}. */
    record Key() implements Decree {}

    /** Promise this ballot, let go of your master or stop serving, then say how much you hold. Answered by {@link Event.Testified}. */
    record Prepare(Ballot ballot) implements Decree {}

    /**
     * Lead.
     *
     * @param key what it said when it promised
     * @param runId of the life in which it did
     * @param electorate who belongs to the group: what its own data say, except in the first ballot
     * @param refounds an operator gives up what others hold: the electorate is the group from now on, whatever the data say
     */
    record Promote(Ballot ballot, LogKey key, String runId, Electorate electorate, boolean refounds)
            implements Decree {}

    /** Follow the one who leads in this ballot. */
    record Follow(Ballot ballot, Address master) implements Decree {}
}
