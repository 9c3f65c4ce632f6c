package io.vedette.sentinel.core;

import java.util.Optional;

/** What the shell has to do, in the order given. */
public sealed interface Effect {
    /**
     * True for what tells others of state that must be on disk first: the shell holds it, and everything of this kind behind
     * it, while a {@link Persist} before it is under way, and drops it if that fails. A request that is dropped is told by
     * {@link Event.RequestFailed}. All else goes at once: PINGs never wait for a disk.
     */
    default boolean waitsForPersist() {
        return false;
    }

    /** Open the link; on loss {@link Event.LinkDown}. Opening a link that is open is nothing. */
    record Connect(LinkId link) implements Effect {}

    record Disconnect(LinkId link) implements Effect {}

    record Send(LinkId link, Request request) implements Effect {
        @Override
        public boolean waitsForPersist() {
            return switch (request) {
                case Request.Ping ping -> false;
                case Request.Support support -> false; // a slow disk must not close a fence: see Backing
                case Request.Info info -> info.behindOrder();
                case Request.ScriptKill kill -> false;
                case Request.AskMasterDown ask -> false; // our own vote counts when it is stored: see Election
                case Request.PublishHello hello -> true;
                case Request.PublishPause pause -> true;
                case Request.Promote promote -> true;
                case Request.Follow follow -> !follow.held(); // it undoes nothing that is known by others
                case Request.HandOver handOver -> true;
                case Request.Supervise supervise -> true; // a ballot's epoch is ours only when it is on disk
                case Request.Acknowledge acknowledge -> true;
                case Request.CallOffHandOver callOff -> true;
                case Request.HoldWrites hold -> true;
                case Request.ReleaseWrites release -> true;
                case Request.KeepRole keep -> true; // it overtakes no order whose outcome it keeps
                case Request.DropClients drop -> false;
            };
        }
    }

    /** Write the state: file, fsync, rename. Numbers rise by one. */
    record Persist(long number, DurableState state) implements Effect {}

    /**
     * The answer to a {@link Event.VoteAsked}: down, leader or {@code *}, epoch of the vote.
     *
     * @param support for whoever asked to be told; nothing where no vote was asked for
     */
    record AnswerVote(long ticket, boolean down, String leader, long leaderEpoch, Optional<LastSupport> support)
            implements Effect {
        @Override
        public boolean waitsForPersist() {
            return true;
        }
    }

    /** The answer to an {@link Event.OperatorAsked}. */
    record AnswerOperator(long ticket, Outcome outcome) implements Effect {
        @Override
        public boolean waitsForPersist() {
            return true;
        }
    }

    /** How an operation ended. */
    sealed interface Outcome {
        record Done() implements Outcome {}

        /** A number, for example of groups that were reset. */
        record Count(long value) implements Outcome {}

        /** Redis' error line, code word first. */
        record Refused(String line) implements Outcome {}
    }

    /**
     * Something that people and programs are told: one text for log, pub/sub (channel is the event's name) and the
     * notification script.
     *
     * @param group whose notification script is meant; empty where there is none
     */
    record Announce(String event, String payload, Level level, String group) implements Effect {}

    /** Redis' levels of an event: WARNING also runs the notification script, DEBUG is not published. */
    enum Level {
        DEBUG,
        VERBOSE,
        NOTICE,
        WARNING
    }

    /** Run the client-reconfig-script of the group, if it has one. */
    record ReconfigureClients(String group, String role, String state, Address from, Address to) implements Effect {}

    /** Wake me at this time, by {@link Event.Woken}; replaces the time given before. Absent if that still holds. */
    record WakeAt(long monotonicMillis) implements Effect {}
}
