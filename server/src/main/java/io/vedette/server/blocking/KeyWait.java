package io.vedette.server.blocking;

import io.vedette.server.values.Type;
import io.vedette.session.Call;
import java.util.Set;

/**
 * One client's wait for keys.
 *
 * @param call the command that waits, as it was when it began
 * @param type what a key must hold
 */
record KeyWait(Call call, Type type, Set<KeyWaits.Place> places, Attempt attempt) {
    /** One wait is equal to itself only: each has its own place in the lines. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
