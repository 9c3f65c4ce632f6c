package io.vedette.sentinel.core;

import java.util.Optional;

/** How scenarios write down what a sentinel does. */
final class StageWords {
    private StageWords() {}

    static String words(Effect.Outcome outcome) {
        return switch (outcome) {
            case Effect.Outcome.Done done -> "OK";
            case Effect.Outcome.Count count -> Long.toString(count.value());
            case Effect.Outcome.Refused refused -> "-" + refused.line();
        };
    }

    static String kind(Request request) {
        return switch (request) {
            case Request.Ping ping -> "ping";
            case Request.Support support -> "support";
            case Request.Info info -> "info";
            case Request.PublishHello hello -> "hello";
            case Request.PublishPause pause -> "pause";
            case Request.HandOver order -> "hand-over";
            case Request.Acknowledge acknowledge -> "acknowledge";
            case Request.CallOffHandOver callOff -> "hand-over";
            case Request.Supervise supervise -> "supervise";
            case Request.HoldWrites hold -> "hold";
            case Request.ReleaseWrites release -> "hold";
            case Request.KeepRole keep -> "keep";
            case Request.DropClients drop -> "drop";
            case Request.AskMasterDown ask -> "ask";
            case Request.Promote promote -> "promote";
            case Request.Follow follow -> "follow";
            case Request.ScriptKill kill -> "script-kill";
        };
    }

    static String words(Request request) {
        return switch (request) {
            case Request.Ping ping -> "ping";
            case Request.Support support -> "support in epoch " + support.epoch();
            case Request.Info info -> "info";
            case Request.PublishPause pause -> shorten(pause.hello().text());
            case Request.HandOver order -> "hand over to " + name(order.to()) + " within " + order.timeoutMillis();
            case Request.Acknowledge acknowledge -> "say how far you are";
            case Request.CallOffHandOver callOff -> "hand over no more";
            case Request.Supervise supervise -> words(supervise.decree());
            case Request.HoldWrites hold -> "hold writes for " + hold.millis();
            case Request.ReleaseWrites release -> "release writes";
            case Request.KeepRole keep -> "keep your role";
            case Request.DropClients drop -> "drop clients";
            case Request.PublishHello hello -> "hello " + shorten(hello.hello().text("?"));
            case Request.AskMasterDown ask ->
                "is %s down? epoch %d, vote for %s".formatted(name(ask.master()), ask.epoch(), id(ask.candidate()))
                        + (ask.support() ? ", whom did you support?" : "");
            case Request.Promote promote -> "be master";
            case Request.Follow follow ->
                "follow " + name(follow.master()) + (follow.held() ? " while writes are held" : "");
            case Request.ScriptKill kill -> "kill the script";
        };
    }

    static String words(Optional<LastSupport> support) {
        return support.map(last -> ", supported %s %d ms ago".formatted(name(last.server()), last.agoMillis()))
                .orElse("");
    }

    private static String words(Decree decree) {
        return switch (decree) {
            case Decree.Key key -> "say your key";
            case Decree.Prepare prepare -> "promise " + words(prepare.ballot());
            case Decree.Promote promote ->
                "%s %s with key %d/%d, %d of %s confirm"
                        .formatted(
                                promote.refounds() ? "found the group anew in" : "lead in",
                                words(promote.ballot()),
                                promote.key().epoch(),
                                promote.key().offset(),
                                promote.electorate().confirming(),
                                promote.electorate().members());
            case Decree.Follow follow -> "follow " + name(follow.master()) + " in " + words(follow.ballot());
        };
    }

    /** Tokens are drawn at random, so only the epoch is told. */
    private static String words(Ballot ballot) {
        return "ballot " + ballot.epoch();
    }

    static String words(DurableState state) {
        StringBuilder text = new StringBuilder("epoch=" + state.currentEpoch());
        for (DurableState.Group group : state.groups()) {
            text.append("; %s %s config=%d vote=%d"
                    .formatted(
                            group.settings().name(), name(group.address()), group.configEpoch(), group.leaderEpoch()));
            text.append(" replicas=")
                    .append(group.replicas().stream().map(StageWords::name).toList());
            text.append(" sentinels=")
                    .append(group.sentinels().stream()
                            .map(peer -> id(peer.runId()))
                            .toList());
        }
        return text.toString();
    }

    static String name(LinkId link) {
        return name(link.address());
    }

    static String name(Address address) {
        return address.host().equals("127.0.0.1") ? ":" + address.port() : address.toString();
    }

    static String id(String runId) {
        return shorten(runId);
    }

    /** Forty equal characters are written as S and one of them. */
    static String shorten(String text) {
        return text.replaceAll("([0-9a-z])\\1{39}", "S$1");
    }
}
