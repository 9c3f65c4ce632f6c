package io.vedette.sentinel.net;

import io.vedette.resp.Argv;
import io.vedette.resp.Reply;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.LastSupport;
import io.vedette.sentinel.core.LinkId;
import io.vedette.sentinel.core.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Says the core's requests in RESP, and reads the replies: the wire's side of {@link Request}. Pure. The words are those that a
 * real sentinel sends, upper and lower case too, since people write access rules and read MONITOR by them.
 */
final class Wording {
    static final String HELLO_CHANNEL = "__sentinel__:hello";
    /** What a master of ours says on that channel when it is to stop; a part of an id follows. No hello begins so. */
    static final String HAND_OVER = "hand-over,";

    /** Ours: {@code is-master-down-by-addr} of which the answer tells whom the voter supported last, and how long ago. */
    static final String VOTE = "VOTE";

    private static final String EXEC = "EXEC";
    private static final String REPLCONF = "REPLCONF";
    private static final String REWRITE = "CONFIG REWRITE";
    private static final List<String> RECONFIGURATION =
            List.of("MULTI", "SLAVEOF", REWRITE, "CLIENT KILL", "CLIENT KILL", EXEC);
    private static final List<String> HELD_RECONFIGURATION =
            List.of("MULTI", "SLAVEOF", "CLIENT KILL", "CLIENT KILL", EXEC);

    /** In the answer to {@code is-master-down-by-addr}: down, leader, epoch. */
    private static final int PARTS_OF_OPINION = 3;

    /** In that to {@link #VOTE}: these, then host, port and milliseconds. */
    private static final int PARTS_OF_VOTE = 6;

    /** What is said most often, made once. */
    private static final List<Argv> PING = List.of(Argv.of("PING"));

    private static final List<Argv> INFO = List.of(Argv.of("INFO"));

    private Wording() {}

    /**
     * The commands of a request; to be written in one piece.
     *
     * @param renamed what the group's servers call a command (lower case) instead
     * @param localHost the sentinel's address on this link, for hellos that name none
     */
    static List<Argv> commands(Request request, Map<String, String> renamed, String localHost) {
        return switch (request) {
            case Request.Ping ping -> renamed.isEmpty() ? PING : List.of(words(renamed, "PING"));
            case Request.Support support -> List.of(SupervisionWords.command(support, renamed));
            case Request.Info info -> renamed.isEmpty() ? INFO : List.of(words(renamed, "INFO"));
            case Request.PublishHello hello ->
                List.of(words(renamed, "PUBLISH", HELLO_CHANNEL, hello.hello().text(localHost)));
            case Request.PublishPause pause ->
                List.of(words(renamed, "PUBLISH", HELLO_CHANNEL, pause.hello().text()));
            case Request.AskMasterDown ask ->
                List.of(Argv.of(
                        "SENTINEL",
                        ask.support() ? VOTE : "is-master-down-by-addr",
                        ask.master().host(),
                        Integer.toString(ask.master().port()),
                        Long.toString(ask.epoch()),
                        ask.candidate()));
            case Request.Promote promote -> reconfiguration(renamed, true, "NO", "ONE");
            case Request.Follow follow -> {
                Address master = follow.master();
                yield reconfiguration(renamed, follow.held(), master.host(), Integer.toString(master.port()));
            }
            case Request.HandOver order ->
                List.of(words(
                        renamed,
                        "FAILOVER",
                        "TO",
                        order.to().host(),
                        Integer.toString(order.to().port()),
                        "TIMEOUT",
                        Long.toString(order.timeoutMillis())));
            case Request.Supervise supervise -> List.of(SupervisionWords.command(supervise, renamed));
            case Request.Acknowledge acknowledge -> List.of(words(renamed, REPLCONF, "GETACK", "*"));
            case Request.CallOffHandOver callOff -> List.of(words(renamed, "FAILOVER", "ABORT"));
            case Request.HoldWrites hold ->
                List.of(words(renamed, "CLIENT", "PAUSE", Long.toString(hold.millis()), "WRITE"));
            case Request.ReleaseWrites release -> List.of(words(renamed, "CLIENT", "UNPAUSE"));
            case Request.KeepRole keep -> List.of(words(renamed, "CONFIG", "REWRITE"));
            case Request.DropClients drop ->
                List.of(
                        words(renamed, "MULTI"),
                        words(renamed, "CLIENT", "KILL", "TYPE", "normal"),
                        words(renamed, "CLIENT", "KILL", "TYPE", "pubsub"),
                        words(renamed, "EXEC"));
            case Request.ScriptKill kill -> List.of(words(renamed, "SCRIPT", "KILL"));
        };
    }

    private static List<Argv> reconfiguration(Map<String, String> renamed, boolean held, String host, String port) {
        List<Argv> commands = new ArrayList<>(List.of(
                words(renamed, "MULTI"),
                words(renamed, "SLAVEOF", host, port),
                words(renamed, "CONFIG", "REWRITE"),
                words(renamed, "CLIENT", "KILL", "TYPE", "normal"),
                words(renamed, "CLIENT", "KILL", "TYPE", "pubsub"),
                words(renamed, "EXEC")));
        if (held) {
            commands.remove(RECONFIGURATION.indexOf(REWRITE));
        }
        return commands;
    }

    /** True if the instance answers by nothing, or by a refusal; every other request is answered. */
    static boolean isUnanswered(Request request) {
        return request instanceof Request.Acknowledge;
    }

    /** True if {@code reply} refuses a command that is unanswered otherwise: what was sent after it is none that it could be about. */
    static boolean isRefusalOfUnanswered(Reply reply) {
        return reply instanceof Reply.Failure failure
                && failure.line().toUpperCase(Locale.ROOT).contains(REPLCONF);
    }

    /** Names of the commands of a request, in order, for a refusal to be told by; none where a refusal is nothing to tell. */
    private static List<String> names(Request request) {
        return switch (request) {
            case Request.Promote promote -> HELD_RECONFIGURATION;
            case Request.Follow follow -> follow.held() ? HELD_RECONFIGURATION : RECONFIGURATION;
            case Request.PublishHello hello -> List.of("PUBLISH");
            case Request.PublishPause pause -> List.of("PUBLISH");
            case Request.HandOver handOver -> List.of("FAILOVER");
            case Request.Supervise supervise -> List.of(SupervisionWords.NAME);
            case Request.HoldWrites hold -> List.of("CLIENT PAUSE");
            case Request.Acknowledge acknowledge -> List.of(REPLCONF);
            case Request.CallOffHandOver callOff -> List.of(); // there may be nothing to call off any more
            case Request.ReleaseWrites release -> List.of("CLIENT UNPAUSE");
            case Request.DropClients drop -> List.of("MULTI", "CLIENT KILL", "CLIENT KILL", EXEC);
            case Request.KeepRole keep -> List.of(REWRITE);
            case Request.Info info -> List.of("INFO");
            case Request.Support support -> List.of(SupervisionWords.NAME);
            case Request.Ping ping -> List.of(); // an error is an answer like another
            case Request.AskMasterDown ask -> List.of("SENTINEL");
            case Request.ScriptKill kill -> List.of(); // there may be no script any more
        };
    }

    /**
     * What was refused by a reply, or by a part of the reply to a transaction.
     *
     * @param repliesAfter replies to the same request that are still to come
     */
    static List<Event.CommandRefused> refusals(LinkId link, Request request, int repliesAfter, Reply reply) {
        List<String> names = names(request);
        int place = names.size() - 1 - repliesAfter;
        boolean isAnswer = request instanceof Request.Support && answer(reply) != Event.PingAnswered.Answer.OTHER;
        if (place < 0 || isAnswer) {
            return List.of();
        }
        if (reply instanceof Reply.Failure failure) {
            boolean told = isAborted(reply); // of the command that made it so
            return told ? List.of() : List.of(new Event.CommandRefused(link, names.get(place), failure.line()));
        }
        List<Event.CommandRefused> refusals = new ArrayList<>();
        if (names.get(place).equals(EXEC)) {
            List<Reply> parts = reply.items();
            for (int i = 0; i < parts.size() && i + 1 < names.size(); i++) {
                if (parts.get(i) instanceof Reply.Failure failure) {
                    refusals.add(new Event.CommandRefused(link, names.get(i + 1), failure.line()));
                }
            }
        }
        return refusals;
    }

    static boolean isOfRewrite(Event.CommandRefused refusal) {
        return refusal.command().equals(REWRITE);
    }

    /** The same order without CONFIG REWRITE, if {@code reply} says that nothing of the transaction was done; else empty. */
    static Optional<Request> withoutRewrite(Request request, Reply reply) {
        if (!isAborted(reply)) {
            return Optional.empty();
        }
        return request instanceof Request.Follow follow
                ? Optional.of(new Request.Follow(follow.master(), true))
                : Optional.empty();
    }

    private static boolean isAborted(Reply reply) {
        return reply instanceof Reply.Failure failure && failure.line().startsWith("EXECABORT");
    }

    private static Argv words(Map<String, String> renamed, String name, String... args) {
        List<String> words = new ArrayList<>(List.of(args));
        words.addFirst(renamed.getOrDefault(name.toLowerCase(Locale.ROOT), name));
        return Argv.of(words.toArray(String[]::new));
    }

    /** What the reply to the last command of a request tells the core, if anything. */
    static Optional<Event> event(LinkId link, Request request, Reply reply) {
        return switch (request) {
            case Request.Ping ping -> Optional.of(new Event.PingAnswered(link, answer(reply)));
            case Request.Support support -> Optional.of(new Event.PingAnswered(link, answer(reply)));
            case Request.Info info ->
                switch (reply) {
                    case Reply.Bulk bulk -> Optional.of(new Event.InfoReceived(link, bulk.text()));
                    case Reply.Verbatim text -> Optional.of(new Event.InfoReceived(link, text.text()));
                    default -> failed(link, request, reply);
                };
            case Request.AskMasterDown ask -> masterDown(link, ask, reply);
            case Request.PublishHello hello ->
                hello.confirmed() ? receipt(link, request, reply) : failure(link, request, reply);
            case Request.HandOver handOver -> receipt(link, request, reply);
            case Request.Supervise supervise -> {
                Optional<Event> failure = failure(link, request, reply);
                yield failure.isPresent() ? failure : SupervisionWords.event(link, supervise, reply);
            }
            case Request.HoldWrites hold -> receipt(link, request, reply);
            case Request.Acknowledge acknowledge -> failure(link, request, reply);
            case Request.CallOffHandOver callOff -> failure(link, request, reply);
            case Request.ReleaseWrites release -> failure(link, request, reply);
            case Request.KeepRole keep -> failure(link, request, reply);
            case Request.DropClients drop -> failure(link, request, reply);
            case Request.PublishPause pause -> failure(link, request, reply);
            case Request.Promote promote -> failure(link, request, reply);
            case Request.Follow follow -> failure(link, request, reply);
            case Request.ScriptKill kill -> failure(link, request, reply);
        };
    }

    private static Event.PingAnswered.Answer answer(Reply reply) {
        String text = reply.text();
        int blank = text.indexOf(' ');
        String code = blank < 0 ? text : text.substring(0, blank);
        return switch (code) {
            case "PONG" -> Event.PingAnswered.Answer.PONG;
            case "LOADING" -> Event.PingAnswered.Answer.LOADING;
            case "MASTERDOWN" -> Event.PingAnswered.Answer.MASTERDOWN;
            case "BUSY" -> Event.PingAnswered.Answer.BUSY;
            default -> Event.PingAnswered.Answer.OTHER;
        };
    }

    private static Optional<Event> masterDown(LinkId link, Request.AskMasterDown ask, Reply reply) {
        List<Reply> parts = reply.items();
        if (parts.size() == (ask.support() ? PARTS_OF_VOTE : PARTS_OF_OPINION)
                && parts.get(0) instanceof Reply.Int down
                && parts.get(1) instanceof Reply.Bulk leader
                && parts.get(2) instanceof Reply.Int epoch) {
            Optional<LastSupport> support = parts.size() == PARTS_OF_VOTE ? support(parts) : Optional.empty();
            return Optional.of(
                    new Event.MasterDownAnswered(link, ask, down.value() == 1, leader.text(), epoch.value(), support));
        }
        return failed(link, ask, reply);
    }

    private static Optional<LastSupport> support(List<Reply> parts) {
        return parts.get(3) instanceof Reply.Bulk host
                        && parts.get(4) instanceof Reply.Int port
                        && parts.get(5) instanceof Reply.Int ago
                        && ago.value() >= 0
                ? Optional.of(new LastSupport(
                        new Address(host.text(), Math.clamp(port.value(), 0, Integer.MAX_VALUE)), ago.value()))
                : Optional.empty();
    }

    private static Optional<Event> receipt(LinkId link, Request request, Reply reply) {
        Optional<Event> failure = failure(link, request, reply);
        return failure.isPresent() ? failure : Optional.of(new Event.RequestDone(link, request));
    }

    private static Optional<Event> failure(LinkId link, Request request, Reply reply) {
        if (reply instanceof Reply.Failure || reply instanceof Reply.Null) {
            return failed(link, request, reply);
        }
        // Of these transactions the first part is the order itself; the others are its trimmings.
        if (!(request instanceof Request.Promote || request instanceof Request.Follow)) {
            return Optional.empty();
        }
        return reply.items().stream()
                .limit(1)
                .filter(Reply.Failure.class::isInstance)
                .findFirst()
                .flatMap(order -> failed(link, request, order));
    }

    private static Optional<Event> failed(LinkId link, Request request, Reply reply) {
        return Optional.of(new Event.RequestFailed(link, request, reply.text()));
    }
}
