package io.vedette.sentinel.net;

import io.vedette.sentinel.core.Account;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Effect;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.Moment;
import io.vedette.sentinel.core.Operation;
import io.vedette.sentinel.core.SentinelCore;
import io.vedette.sentinel.core.SentinelView;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs the core: one event at a time in, its effects out in order. Owned by the loop.
 *
 * <p>Holds back what tells others of state that is not on disk yet ({@link Effect#waitsForPersist}), in order, until the write
 * that stands before it has succeeded; drops it if that failed. After a failure everything of that kind waits for the core's next
 * attempt. All else goes at once, so PINGs never wait for a disk.
 *
 * <p>Invariant: every question ({@link #operate}, {@link #vote}) is answered exactly once, if only by "not saved": a client
 * whose question was dropped would wait for ever, and with it the PINGs behind it on the same connection.
 */
final class CoreRunner implements SentinelAccounts.Source {
    /** Carries out effects on the outside. */
    interface Outside {
        void connect(Effect.Connect effect);

        void disconnect(Effect.Disconnect effect);

        void send(Effect.Send effect);

        /** Later, {@link Event.Persisted} or {@link Event.PersistFailed} is submitted. */
        void persist(Effect.Persist effect);

        void announce(Effect.Announce effect);

        void reconfigure(Effect.ReconfigureClients effect);

        void wakeAt(Effect.WakeAt effect);

        /** All effects of what happened so far are carried out: what was sent may go. */
        void turnOver();

        Moment now();
    }

    private record Held(long persistNumber, Effect effect) {}

    private final SentinelCore core;
    private final Outside outside;
    private final Deque<Event> inbox = new ArrayDeque<>();
    private final Deque<Held> held = new ArrayDeque<>();
    private final Map<Long, Consumer<Optional<Effect.Outcome>>> operations = new HashMap<>();
    private final Map<Long, Consumer<Optional<Effect.AnswerVote>>> votes = new HashMap<>();
    private boolean busy;
    private long ordered; // number of the last state handed over for writing
    private long durable; // number of the last state that is known to be on disk
    private long tickets;

    CoreRunner(SentinelCore core, Outside outside) {
        this.core = core;
        this.outside = outside;
    }

    SentinelView view() {
        return core.view(outside.now());
    }

    Optional<SentinelView.GroupView> view(String group) {
        return core.view(group, outside.now());
    }

    Optional<List<SentinelView.InfoCopy>> lastInfos(String group) {
        return core.lastInfos(group, outside.now());
    }

    @Override
    public Optional<Account> explain(String group) {
        return core.explain(group, outside.now());
    }

    @Override
    public Optional<Account> history(String group) {
        return core.history(group);
    }

    @Override
    public Optional<Account> dryRun(String group) {
        return core.dryRun(group, outside.now());
    }

    /** Asks the core for an operation; the answer may come before this returns. Empty: done, but it could not be saved. */
    void operate(Operation operation, Consumer<Optional<Effect.Outcome>> answer) {
        long ticket = ++tickets;
        operations.put(ticket, answer);
        submit(new Event.OperatorAsked(ticket, operation));
    }

    /** Asks the core for its opinion and its vote. Empty: no vote, since it could not be saved. */
    void vote(Address master, long epoch, String candidate, Consumer<Optional<Effect.AnswerVote>> answer) {
        long ticket = ++tickets;
        votes.put(ticket, answer);
        submit(new Event.VoteAsked(ticket, master, epoch, candidate));
    }

    /** Takes an event in; one that happens while another is carried out waits for its turn. */
    void submit(Event event) {
        inbox.add(event);
        if (busy) {
            return;
        }
        busy = true;
        try {
            while (!inbox.isEmpty()) {
                Event next = inbox.remove();
                settleHeld(next);
                for (Effect effect : core.handle(next, outside.now())) {
                    carryOut(effect);
                }
            }
        } finally {
            busy = false;
        }
        outside.turnOver();
    }

    /** What a finished write sets free, or takes along. */
    private void settleHeld(Event event) {
        switch (event) {
            case Event.Persisted persisted -> release(persisted.number(), true);
            case Event.PersistFailed failed -> release(failed.number(), false);
            default -> {}
        }
    }

    private void release(long number, boolean saved) {
        if (saved) {
            durable = Math.max(durable, number);
        }
        while (!held.isEmpty() && held.peek().persistNumber() <= number) {
            Effect effect = held.remove().effect();
            if (saved) {
                perform(effect);
            } else {
                drop(effect);
            }
        }
    }

    private void carryOut(Effect effect) {
        if (effect.waitsForPersist() && durable < ordered) {
            held.add(new Held(ordered, effect));
        } else {
            perform(effect);
        }
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Connect connect -> outside.connect(connect);
            case Effect.Disconnect disconnect -> outside.disconnect(disconnect);
            case Effect.Send send -> outside.send(send);
            case Effect.Persist persist -> {
                ordered = persist.number();
                outside.persist(persist);
            }
            case Effect.AnswerVote vote -> votes.remove(vote.ticket()).accept(Optional.of(vote));
            case Effect.AnswerOperator answer ->
                operations.remove(answer.ticket()).accept(Optional.of(answer.outcome()));
            case Effect.Announce announce -> outside.announce(announce);
            case Effect.ReconfigureClients reconfigure -> outside.reconfigure(reconfigure);
            case Effect.WakeAt wake -> outside.wakeAt(wake);
        }
    }

    private void drop(Effect effect) {
        if (effect instanceof Effect.AnswerVote vote) {
            votes.remove(vote.ticket()).accept(Optional.empty());
        } else if (effect instanceof Effect.AnswerOperator answer) {
            operations.remove(answer.ticket()).accept(Optional.empty());
        }
    }
}
