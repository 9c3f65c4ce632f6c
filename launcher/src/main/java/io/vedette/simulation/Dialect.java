package io.vedette.simulation;

import io.vedette.replication.Ballot;
import io.vedette.replication.BallotEvent;
import io.vedette.replication.Electorate;
import io.vedette.replication.LogKey;
import io.vedette.sentinel.core.Decree;
import java.util.function.Supplier;

/** What sentinels ask by SUPERVISE, as members understand it, and the other way round: neither core knows the other's words. */
final class Dialect {
    private Dialect() {}

    /** @param newId draws the id of a history */
    static BallotEvent asked(long question, String group, Decree decree, Supplier<String> newId) {
        return switch (decree) {
            case Decree.Key key -> new BallotEvent.KeyAsked(question, group);
            case Decree.Prepare(var ballot) -> new BallotEvent.PrepareAsked(question, group, asked(ballot));
            case Decree.Promote promote ->
                new BallotEvent.PromoteAsked(
                        question,
                        group,
                        asked(promote.ballot()),
                        new LogKey(promote.key().epoch(), promote.key().offset()),
                        promote.runId(),
                        newId.get(),
                        new Electorate(
                                promote.electorate().confirming(),
                                promote.electorate().members()),
                        promote.refounds());
            case Decree.Follow(var ballot, var to) ->
                new BallotEvent.FollowAsked(question, group, asked(ballot), to.host(), to.port());
        };
    }

    static Ballot asked(io.vedette.sentinel.core.Ballot ballot) {
        return new Ballot(ballot.epoch(), ballot.token());
    }

    static io.vedette.sentinel.core.LogKey told(LogKey key) {
        return new io.vedette.sentinel.core.LogKey(key.epoch(), key.offset());
    }

    static io.vedette.sentinel.core.Electorate told(Electorate list) {
        return new io.vedette.sentinel.core.Electorate(list.replicas(), list.members());
    }

    static io.vedette.sentinel.core.Ballot told(Ballot ballot) {
        return ballot.equals(Ballot.NONE)
                ? io.vedette.sentinel.core.Ballot.NONE
                : new io.vedette.sentinel.core.Ballot(ballot.epoch(), ballot.token());
    }
}
