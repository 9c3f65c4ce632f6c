package io.vedette.sentinel.core;

import java.util.List;

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
     * @param confirming see {@link WriteQuorum}
     * @param members all of them, by server id
     */
    record Promote(Ballot ballot, LogKey key, String runId, int confirming, List<String> members) implements Decree {
        public Promote {
            members = List.copyOf(members);
        }
    }

    /** Follow the one who leads in this ballot. */
    record Follow(Ballot ballot, Address master) implements Decree {}
}
