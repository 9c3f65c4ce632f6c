package io.vedette.launcher.up;

import java.util.ArrayList;
import java.util.List;

/**
 * What the members of a new group get besides what all groups have, in classic syntax, a directive a line.
 *
 * @param servers for each server
 * @param sentinels for each sentinel
 */
public record Directives(List<String> servers, List<String> sentinels) {
    /** Of down-after: with the drift it is over when a failover begins, and two PINGs may be late. */
    private static final int LAG_PERCENT = 60;

    /** The bounds of min-sentinels-max-lag. */
    private static final long LEAST_LAG_MILLIS = 10;

    private static final long MOST_LAG_MILLIS = 3_600_000;

    public static final Directives NONE = new Directives(List.of(), List.of());

    public Directives {
        servers = List.copyOf(servers);
        sentinels = List.copyOf(sentinels);
    }

    public static Directives ofServers(List<String> lines) {
        return new Directives(lines, List.of());
    }

    /** The same for a group that is to lose no acknowledged write, whatever is killed: members confirm from their disks. */
    public Directives durable(int replicas) {
        return withWriteQuorum(replicas)
                .withServerLines(List.of("appendonly yes", "appendfsync always", "write-quorum-fsync yes"));
    }

    /** The same for a group in which half of the replicas, rounded up, confirm each write. */
    public Directives withWriteQuorum(int replicas) {
        int confirming = (replicas + 1) / 2;
        List<String> forSentinels = new ArrayList<>(sentinels);
        forSentinels.add("sentinel write-quorum " + Group.MASTER_NAME + " " + confirming + " " + replicas);
        return new Directives(servers, forSentinels).withServerLines(List.of("write-quorum " + confirming));
    }

    /** The same for a group in which a master that most of the sentinels have not heard for a while takes no writes. */
    public Directives fenced(int sentinelCount, long downAfterMillis) {
        int majority = sentinelCount / 2 + 1;
        long lagMillis = Math.clamp(downAfterMillis * LAG_PERCENT / 100, LEAST_LAG_MILLIS, MOST_LAG_MILLIS);
        List<String> forSentinels = new ArrayList<>(sentinels);
        forSentinels.add(
                "sentinel fencing " + Group.MASTER_NAME + " " + majority + " " + lagMillis + " " + sentinelCount);
        return new Directives(servers, forSentinels)
                .withServerLines(List.of("min-sentinels-to-write " + majority, "min-sentinels-max-lag " + lagMillis));
    }

    public Directives withServerLines(List<String> lines) {
        List<String> forServers = new ArrayList<>(servers);
        forServers.addAll(lines);
        return new Directives(forServers, sentinels);
    }
}
