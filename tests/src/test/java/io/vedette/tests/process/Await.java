package io.vedette.tests.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Polls with a bound: the only way in which an end-to-end test waits. */
public final class Await {
    private static final Duration STEP = Duration.ofMillis(20);

    private Await() {}

    /** Waits until {@code condition} holds; a condition that throws counts as not yet. Fails, naming {@code what}. */
    public static void until(String what, Duration bound, BooleanSupplier condition) {
        long deadline = System.nanoTime() + bound.toNanos();
        String last = "it stayed false";
        while (System.nanoTime() < deadline) {
            try {
                if (condition.getAsBoolean()) {
                    return;
                }
                last = "it stayed false";
            } catch (Exception e) { // clients throw checked ones without declaring them
                last = "it threw " + e;
            }
            LockSupport.parkNanos(STEP.toNanos());
        }
        throw new AssertionError("not within " + bound.toMillis() + " ms: " + what + " (" + last + ")");
    }
}
