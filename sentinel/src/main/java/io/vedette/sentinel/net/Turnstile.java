package io.vedette.sentinel.net;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lets through a few at once and the others in later turns of the loop, in order, so that opening thousands of links does not keep
 * the loop from what else happens. Owned by the loop.
 */
final class Turnstile {
    /** A millisecond or two of work. */
    private static final int AT_ONCE = 32;
    /** The shortest timer: unlike tasks, timers let the loop look at its sockets in between. */
    private static final long PAUSE_MILLIS = 1;

    private final Vertx vertx;
    private final Deque<Promise<Void>> waiting = new ArrayDeque<>();
    private int passed;
    private boolean turns;

    Turnstile(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Succeeds when it is the caller's turn. */
    Future<Void> enter() {
        if (!turns) {
            turns = true;
            passed = 0;
            vertx.setTimer(PAUSE_MILLIS, any -> next());
        }
        if (passed < AT_ONCE && waiting.isEmpty()) {
            passed++;
            return Future.succeededFuture();
        }
        Promise<Void> turn = Promise.promise();
        waiting.add(turn);
        return turn.future();
    }

    private void next() {
        turns = !waiting.isEmpty();
        if (turns) {
            vertx.setTimer(PAUSE_MILLIS, any -> next());
        }
        for (passed = 0; passed < AT_ONCE && !waiting.isEmpty(); passed++) {
            waiting.remove().complete();
        }
    }
}
