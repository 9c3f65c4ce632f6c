package io.vedette.sentinel.core;

import java.util.List;

/** A replica and what {@link ReplicaChoice} found when it looked at it. */
record Candidate(DataNode node, List<Check> checks) {
    Candidate {
        checks = List.copyOf(checks);
    }

    boolean isEligible() {
        return Check.allPassed(checks);
    }

    /** Names of the checks that it did not pass. */
    List<String> failed() {
        return checks.stream().filter(check -> !check.passed()).map(Check::name).toList();
    }
}
