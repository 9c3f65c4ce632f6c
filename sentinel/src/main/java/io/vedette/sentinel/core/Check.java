package io.vedette.sentinel.core;

import java.util.List;

/**
 * One thing that was looked at, what was found, and what it had to be.
 *
 * @param limit in words or as a bound, for people
 */
record Check(String name, String value, String limit, boolean passed) {
    static Check that(String name, boolean passed, String value, String limit) {
        return new Check(name, value, limit, passed);
    }

    /** Something that must not be. */
    static Check not(String name, boolean found) {
        return new Check(name, found ? "yes" : "no", "no", !found);
    }

    static Check atMost(String name, long value, long bound) {
        return new Check(name, Long.toString(value), Long.toString(bound), value <= bound);
    }

    static boolean allPassed(List<Check> checks) {
        for (Check check : checks) {
            if (!check.passed()) {
                return false;
            }
        }
        return true;
    }
}
