package io.vedette.simulation;

import io.vedette.replication.Ballot;
import io.vedette.replication.BallotEvent;
import io.vedette.replication.Electorate;
import io.vedette.replication.LogKey;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Decree;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What sentinels, and operators, ask by SUPERVISE, as members understand it, and the other way round: neither core knows the other's words. */
final class Dialect {
    private static final Pattern ACKNOWLEDGEMENT = Pattern.compile("ACK\r\n\\$\\d+\r\n(\\d+)\r\n");

    private Dialect() {}

    /** A replica tells its master how far it is, and not 0, which counts for nothing. */
    static boolean acknowledges(byte[] words) {
        Matcher said = ACKNOWLEDGEMENT.matcher(new String(words, StandardCharsets.US_ASCII));
        return said.find() && Long.parseLong(said.group(1)) > 0;
    }

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

    /** What an operator asks. @param to whom this server is to follow; nobody: it is to be a master */
    static BallotEvent overriding(long question, String group, Optional<Address> to) {
        String host = to.map(Address::host).orElse("");
        int port = to.map(Address::port).orElse(0);
        return new BallotEvent.OverrideAsked(question, group, to.isPresent(), host, port);
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
