package io.vedette.sentinel.net;

import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SENTINEL SIMULATE-FAILURE: the process dies at the moment that the operator chose, as a test of the others. */
final class FailureSimulation {
    static final int AFTER_ELECTION = 1;
    static final int AFTER_PROMOTION = 2;
    /** Redis' exit status of a simulated crash. */
    static final int CRASH_STATUS = 99;

    private static final Logger LOG = LoggerFactory.getLogger(FailureSimulation.class);

    private final IntConsumer crash;
    private int flags;

    /** @param crash ends the process at once with a status */
    FailureSimulation(IntConsumer crash) {
        this.crash = crash;
    }

    int flags() {
        return flags;
    }

    void flags(int value) {
        flags = value;
    }

    /** Looks whether this is the moment. */
    void announced(String event) {
        boolean now = (flags & AFTER_ELECTION) != 0 && event.equals("+elected-leader")
                || (flags & AFTER_PROMOTION) != 0 && event.equals("+promoted-slave");
        if (now) {
            LOG.warn("Sentinel CRASH because of SENTINEL simulate-failure");
            crash.accept(CRASH_STATUS);
        }
    }
}
