package io.vedette.sentinel.core;

import java.util.Map;
import java.util.Optional;

/**
 * Keeps the {@link Maintenance} of groups: takes the operator's word and that of other sentinels, and ends it in time. Shares
 * the groups of {@link SentinelCore}; without state of its own.
 */
final class Pauses {
    private final Identity identity;
    private final Map<String, Group> groups;

    Pauses(Identity identity, Map<String, Group> groups) {
        this.identity = identity;
        this.groups = groups;
    }

    /** The operator's word. */
    void ordered(Group group, long forMillis, Turn turn) {
        take(
                group,
                new PauseHello(
                        identity.runId(), group.name(), group.maintenance().version() + 1, forMillis),
                turn);
    }

    /**
     * The word of another sentinel.
     *
     * @return false if the text is no hello of this kind
     */
    boolean heard(String text, Turn turn) {
        Optional<PauseHello> hello = PauseHello.parse(text);
        hello.flatMap(word -> Optional.ofNullable(groups.get(word.group()))).ifPresent(group -> {
            PauseHello word = hello.get();
            if (new Maintenance(word.version(), word.author(), Maintenance.OVER).isNewerThan(group.maintenance())) {
                take(group, word, turn);
            }
        });
        return hello.isPresent();
    }

    private static void take(Group group, PauseHello word, Turn turn) {
        boolean was = group.isPaused(turn.now());
        group.maintenance(new Maintenance(word.version(), word.author(), until(word.leftMillis(), turn)), turn.now());
        boolean is = group.isPaused(turn.now());
        turn.changed();
        turn.touch(group);
        if (is) {
            boolean endless = word.leftMillis() == Maintenance.ENDLESS;
            String left = endless ? "until resumed" : "for " + word.leftMillis() + " ms";
            turn.announce("+pause", group.text() + " " + left, Effect.Level.WARNING, group.name());
        } else if (was) {
            turn.announce("-pause", group.text(), Effect.Level.WARNING, group.name());
        }
        FailoverDriver.tellEverybody(group);
    }

    private static long until(long leftMillis, Turn turn) {
        boolean endless = leftMillis >= Maintenance.ENDLESS - turn.now().wallMillis();
        return endless
                ? Maintenance.ENDLESS
                : leftMillis == 0 ? Maintenance.OVER : turn.now().wallMillis() + leftMillis;
    }

    /** Ends what is over by now. */
    static void look(Group group, Turn turn) {
        if (group.pausedUntil().isPresent() && turn.due(group.pausedUntil().getAsLong())) {
            group.maintenanceOver();
            turn.announce("-pause", group.text(), Effect.Level.WARNING, group.name());
        }
    }

    /** What others are told of the group; empty if there never was anything. */
    static Optional<PauseHello> hello(Group group, Moment now) {
        Maintenance word = group.maintenance();
        return word.version() == 0
                ? Optional.empty()
                : Optional.of(new PauseHello(word.author(), group.name(), word.version(), word.leftMillis(now)));
    }
}
