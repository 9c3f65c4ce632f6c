package io.vedette.sentinel.core;

import java.util.List;
import java.util.Optional;

/**
 * The replicas of a group as candidates.
 *
 * @param eligible best first
 * @param refused in the group's order
 * @param reason what put the best one before the second, in a word; empty where there is no best one
 */
record Ranking(List<Candidate> eligible, List<Candidate> refused, String reason) {
    Ranking {
        eligible = List.copyOf(eligible);
        refused = List.copyOf(refused);
    }

    Optional<DataNode> best() {
        return eligible.stream().map(Candidate::node).findFirst();
    }
}
