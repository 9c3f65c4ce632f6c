package io.vedette.sentinel.core;

import java.util.List;
import java.util.Optional;

/**
 * What is kept of one failover. Immutable.
 *
 * @param epoch in which it was led
 * @param leader run id of the sentinel that led it
 * @param cause automatic, operator, or observed where another sentinel led it and we only heard of its end
 * @param from the master that was
 * @param to the master that it made, or meant to make
 * @param attempts attempts in a row that ended the same way and stand here as one; the phases are the last one's
 * @param outcome done, or why it was given up
 * @param ranking the candidates at the choice, best first, in words
 */
public record PastFailover(
        long epoch,
        String leader,
        String cause,
        Address from,
        Optional<Address> to,
        int attempts,
        String outcome,
        List<Phase> phases,
        List<String> ranking) {
    /** How it ends if nothing went wrong. */
    static final String DONE = "done";

    public PastFailover {
        phases = List.copyOf(phases);
        ranking = List.copyOf(ranking);
    }

    /** The beginning of a phase, by the calendar: milliseconds since 1970. */
    public record Phase(String name, long wallMillis) {}

    boolean isLike(PastFailover other) {
        return !outcome.equals(DONE)
                && outcome.equals(other.outcome)
                && cause.equals(other.cause)
                && from.equals(other.from);
    }

    PastFailover withAttempts(int value) {
        return new PastFailover(epoch, leader, cause, from, to, value, outcome, phases, ranking);
    }
}
