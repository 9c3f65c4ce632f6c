package io.vedette.sentinel.core;

import java.util.HashMap;
import java.util.Map;

/**
 * Tells of commands that an instance refused: a wrong password, a right that is missing, a file that cannot be written. Each
 * is told once and then not again for a while, since most are tried again and again. Owned by {@link SentinelCore}.
 */
final class Refusals {
    private record Kind(LinkId link, String command) {}

    private record Told(String reason, long at) {}

    private final Map<Kind, Told> told = new HashMap<>();

    void heard(Event.CommandRefused refusal, String instance, String group, Turn turn) {
        Kind kind = new Kind(refusal.link(), refusal.command());
        told.values().removeIf(earlier -> turn.millis() - earlier.at() >= Timers.REFUSAL_PERIOD_MILLIS);
        Told before = told.getOrDefault(kind, new Told("", 0));
        if (!before.reason().equals(refusal.reason())) {
            told.put(kind, new Told(refusal.reason(), turn.millis()));
            turn.announce(
                    "-command-refused",
                    instance + " " + refusal.command() + ": " + refusal.reason(),
                    Effect.Level.WARNING,
                    group);
        }
    }
}
