package io.vedette.server;

import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** What the engine needs of its event loop. Called on the loop only; everything handed in runs on the loop again. */
public interface Scheduler {
    /** Runs the action when the loop has handled everything that is ready now. */
    void atEndOfTurn(Runnable action);

    /**
     * Runs the action when this turn is over. What other threads hand to the loop because of it comes behind the sockets that are ready
     * then; otherwise a thread that goes on handing something over would keep the loop from them.
     */
    void afterTurn(Runnable action);

    /** Runs the action once, after {@code millis} (at least 1). */
    Cancellable after(long millis, Runnable action);

    /** Runs {@code work} on another thread, then {@code onLoop} with how it ended. */
    <T> void offLoop(Callable<T> work, Consumer<Outcome<T>> onLoop);

    /** Something planned that may still be called off. */
    @FunctionalInterface
    interface Cancellable {
        void cancel();
    }

    /** How work off the loop ended. */
    sealed interface Outcome<T> {
        record Done<T>(T value) implements Outcome<T> {}

        record Failed<T>(Exception reason) implements Outcome<T> {}
    }
}
