package io.vedette.sentinel.core;

import java.util.ArrayList;
import java.util.List;

/** A replica and what {@link ReplicaChoice} found when it looked at it. */
record Candidate(DataNode node, List<Check> checks) {
    Candidate {
        checks = List.copyOf(checks);
    }

    boolean isEligible() {
        for (Check check : checks) {
            if (!check.passed()) {
                return false;
            }
        }
        return true;
    }

    Candidate and(Check check) {
        List<Check> all = new ArrayList<>(checks);
        all.add(check);
        return new Candidate(node, all);
    }

    /** Names of the checks that it did not pass. */
    List<String> failed() {
        return checks.stream().filter(check -> !check.passed()).map(Check::name).toList();
    }
}
