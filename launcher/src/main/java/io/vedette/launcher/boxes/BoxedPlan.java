package io.vedette.launcher.boxes;

import io.vedette.launcher.up.Directives;
import java.util.List;

/**
 * What a group in boxes is made of.
 *
 * @param serverBoxes one data server each; the master is in the first
 * @param sentinelBoxes one sentinel each
 * @param quorum of the sentinels
 * @param serverCommand takes a configuration file, as {@code sentinelCommand} does
 * @param directives besides those of the group
 * @param byBallot whether the sentinels give the roles by ballot: then the group is ready when they have
 */
public record BoxedPlan(
        List<Integer> serverBoxes,
        List<Integer> sentinelBoxes,
        int quorum,
        long downAfterMillis,
        long failoverTimeoutMillis,
        List<String> serverCommand,
        List<String> sentinelCommand,
        Directives directives,
        boolean byBallot) {
    public BoxedPlan {
        serverBoxes = List.copyOf(serverBoxes);
        sentinelBoxes = List.copyOf(sentinelBoxes);
        serverCommand = List.copyOf(serverCommand);
        sentinelCommand = List.copyOf(sentinelCommand);
    }

    /** The same with a write quorum of half of the replicas, rounded up. */
    public BoxedPlan withWriteQuorum() {
        return byBallot(directives.withWriteQuorum(serverBoxes.size() - 1));
    }

    /** The same, and members confirm from their disks. */
    public BoxedPlan durable() {
        return byBallot(directives.durable(serverBoxes.size() - 1));
    }

    /** The same with a fence. */
    public BoxedPlan fenced() {
        return with(directives.fenced(sentinelBoxes.size(), downAfterMillis), byBallot);
    }

    private BoxedPlan byBallot(Directives stated) {
        return with(stated, true);
    }

    private BoxedPlan with(Directives stated, boolean ballots) {
        return new BoxedPlan(
                serverBoxes,
                sentinelBoxes,
                quorum,
                downAfterMillis,
                failoverTimeoutMillis,
                serverCommand,
                sentinelCommand,
                stated,
                ballots);
    }
}
