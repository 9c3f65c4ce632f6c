package io.vedette.sentinel.core;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What can happen to a sentinel. Told by the shell, one at a time, in the order in which it happened. */
public sealed interface Event {
    /** The process begins: links are opened, groups announced. The first event, once. */
    record Started() implements Event {}

    /** A time that {@link Effect.WakeAt} named has come (or any other time: the core looks what is due). */
    record Woken() implements Event {}

    /** The command link is open and greeted. */
    record LinkUp(LinkId link) implements Event {}

    /** The command link is lost, or could not be opened. */
    record LinkDown(LinkId link, String reason) implements Event {
        /** True if the other machine said that nobody listens there. */
        boolean isRefusal() {
            return reason.toLowerCase(Locale.ROOT).contains("connection refused");
        }
    }

    record PingAnswered(LinkId link, Answer answer) implements Event {
        /** What came back: the first three are signs of life. */
        public enum Answer {
            PONG,
            LOADING,
            MASTERDOWN,
            BUSY,
            OTHER
        }

        public boolean isSignOfLife() {
            return answer == Answer.PONG || answer == Answer.LOADING || answer == Answer.MASTERDOWN;
        }
    }

    /**
     * The text of INFO.
     *
     * @param ours what the instances that the text names are called here; what is no address here gets port 0
     */
    record InfoReceived(LinkId link, String text, UnaryOperator<Address> ours) implements Event {
        public InfoReceived(LinkId link, String text) {
            this(link, text, UnaryOperator.identity());
        }

        /** The addresses that the text names, as it names them. */
        public List<Address> named() {
            InfoReport report = InfoReport.parse(text, UnaryOperator.identity());
            return Stream.concat(report.replicas().stream(), report.master().stream())
                    .toList();
        }
    }

    /** The name behind an address means another one now: whoever was there is expected here. */
    record AddressChanged(Address before, Address now) implements Event {}

    /** A message on the hello channel of a data server, or a PUBLISH to this sentinel. */
    record HelloHeard(String text) implements Event {}

    /**
     * The reply to {@link Request.AskMasterDown}.
     *
     * @param asked the question, so that an answer is never taken for one about another address
     * @param leader run id that the peer voted for, or {@code *}
     * @param support if it was asked for
     */
    record MasterDownAnswered(
            LinkId link,
            Request.AskMasterDown asked,
            boolean down,
            String leader,
            long leaderEpoch,
            Optional<LastSupport> support)
            implements Event {
        public MasterDownAnswered(
                LinkId link, Request.AskMasterDown asked, boolean down, String leader, long leaderEpoch) {
            this(link, asked, down, leader, leaderEpoch, Optional.empty());
        }
    }

    /** A request was answered by an error or by something that makes no sense, or was dropped by the shell. */
    record RequestFailed(LinkId link, Request request, String error) implements Event {}

    /** A member answered {@link Decree.Key} or {@link Decree.Prepare}. */
    record Testified(LinkId link, Decree decree, Testimony testimony) implements Event {}

    /** A request that wants a receipt was carried out. */
    record RequestDone(LinkId link, Request request) implements Event {}

    /**
     * An instance answered one command of a request, or of the greeting of a link, by an error.
     *
     * @param command its name, without arguments: these may be secrets
     */
    record CommandRefused(LinkId link, String command, String reason) implements Event {}

    /** Another sentinel asks by SENTINEL is-master-down-by-addr; answered by {@link Effect.AnswerVote}. */
    record VoteAsked(long ticket, Address master, long epoch, String candidate) implements Event {}

    /** The state of this number, and every one before it, is on disk. */
    record Persisted(long number) implements Event {}

    /** The state could not be written; the effects that waited for it were dropped. */
    record PersistFailed(long number, String reason) implements Event {}

    /** The operator wants other periods, from the next event on. */
    record PeriodsSet(Periods periods) implements Event {}

    /** The operator gave a command; answered by {@link Effect.AnswerOperator}. */
    record OperatorAsked(long ticket, Operation operation) implements Event {}
}
