package io.vedette.server.blocking;

/** Sees to it that something happens later, on the owner loop. */
@FunctionalInterface
public interface Alarms {
    /**
     * Runs the action once, after {@code millis} (at least 1).
     *
     * @return calls it off
     */
    Runnable after(long millis, Runnable action);
}
