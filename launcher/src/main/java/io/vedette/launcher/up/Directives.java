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

    public Directives withServerLines(List<String> lines) {
        List<String> forServers = new ArrayList<>(servers);
        forServers.addAll(lines);
        return new Directives(forServers, sentinels);
    }
}
