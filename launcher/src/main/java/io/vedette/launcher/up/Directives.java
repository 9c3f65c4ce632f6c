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
    public static final Directives NONE = new Directives(List.of(), List.of());

    public Directives {
        servers = List.copyOf(servers);
        sentinels = List.copyOf(sentinels);
    }

    public static Directives ofServers(List<String> lines) {
        return new Directives(lines, List.of());
    }

    /** The same for a group that is to lose no acknowledged write: half of the replicas, rounded up, confirm each from their disks. */
    Directives durable(int replicas) {
        int confirming = (replicas + 1) / 2;
        List<String> forServers = new ArrayList<>(servers);
        forServers.addAll(List.of(
                "appendonly yes", "appendfsync always", "write-quorum " + confirming, "write-quorum-fsync yes"));
        List<String> forSentinels = new ArrayList<>(sentinels);
        forSentinels.add("sentinel write-quorum " + Group.MASTER_NAME + " " + confirming + " " + replicas);
        return new Directives(forServers, forSentinels);
    }
}
