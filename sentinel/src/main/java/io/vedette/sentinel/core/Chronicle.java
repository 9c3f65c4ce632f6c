package io.vedette.sentinel.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The failovers of a group, the one under way and those that were. Owned by its {@link Group}, and saved with it.
 *
 * <p>Begun, phases in order, ended; what is not begun takes no notes. Attempts in a row that fail alike are kept as one, so
 * that a night without a majority does not push out what led to it.
 */
final class Chronicle {
    /** Past failovers kept: weeks of an ordinary group, and a few kilobytes of state. */
    static final int MOST = 16;

    private final List<PastFailover> past = new ArrayList<>();
    private Optional<PastFailover> current = Optional.empty();

    Chronicle(List<PastFailover> past) {
        past.forEach(this::keep);
    }

    /** Oldest first. */
    List<PastFailover> past() {
        return List.copyOf(past);
    }

    /** The failover that this sentinel tries just now; its outcome is empty. */
    Optional<PastFailover> current() {
        return current;
    }

    void begin(long epoch, String leader, String cause, Address from, Moment now) {
        current = Optional.of(
                new PastFailover(epoch, leader, cause, from, Optional.empty(), 1, "", List.of(), List.of()));
        phase("try-failover", now);
    }

    void phase(String name, Moment now) {
        current = current.map(failover -> {
            List<PastFailover.Phase> phases = new ArrayList<>(failover.phases());
            phases.add(new PastFailover.Phase(name, now.wallMillis()));
            return with(failover, failover.to(), failover.outcome(), phases, failover.ranking());
        });
    }

    void ranked(Ranking ranking) {
        List<String> lines = new ArrayList<>();
        ranking.eligible()
                .forEach(candidate -> lines.add(name(candidate) + " priority "
                        + candidate.node().priority() + " offset "
                        + candidate.node().info().map(InfoReport::offset).orElse(0L)));
        ranking.refused()
                .forEach(candidate -> lines.add(name(candidate) + " refused: " + String.join(" ", candidate.failed())));
        current = current.map(failover -> with(failover, failover.to(), "", failover.phases(), lines));
    }

    void chosen(Address successor, Moment now) {
        current = current.map(
                failover -> with(failover, Optional.of(successor), "", failover.phases(), failover.ranking()));
        phase("selected-slave", now);
    }

    private static String name(Candidate candidate) {
        return candidate.node().address().toString();
    }

    /** The failover is over; nothing if none is under way. */
    void end(String outcome, Moment now) {
        phase("end", now);
        current.ifPresent(
                failover -> keep(with(failover, failover.to(), outcome, failover.phases(), failover.ranking())));
        current = Optional.empty();
    }

    /** Another sentinel made a new master. */
    void observed(long epoch, String leader, Address from, Address to, Moment now) {
        keep(new PastFailover(
                epoch,
                leader,
                "observed",
                from,
                Optional.of(to),
                1,
                PastFailover.DONE,
                List.of(new PastFailover.Phase("switch-master", now.wallMillis())),
                List.of()));
    }

    private void keep(PastFailover failover) {
        boolean again = !past.isEmpty() && past.getLast().isLike(failover);
        int attempts = again ? past.removeLast().attempts() : 0;
        past.add(failover.withAttempts(attempts + failover.attempts()));
        if (past.size() > MOST) {
            past.removeFirst();
        }
    }

    private static PastFailover with(
            PastFailover failover,
            Optional<Address> to,
            String outcome,
            List<PastFailover.Phase> phases,
            List<String> ranking) {
        return new PastFailover(
                failover.epoch(),
                failover.leader(),
                failover.cause(),
                failover.from(),
                to,
                failover.attempts(),
                outcome,
                phases,
                ranking);
    }
}
