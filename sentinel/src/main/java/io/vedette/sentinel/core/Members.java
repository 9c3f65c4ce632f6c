package io.vedette.sentinel.core;

import java.util.List;
import java.util.Optional;

/**
 * Forgets replicas and sentinels: one by the operator's word, or those that were away longer than forget-after. Without state
 * of its own.
 *
 * <p>A sentinel is forgotten without being told to only where the quorum alone is already a majority of all that are known:
 * then a leader needs as many votes as before, and two halves of a group that forgot each other cannot both elect one. A
 * replica must be gone for its master too. Who lives comes back by hello or by the master's INFO.
 */
final class Members {
    private final Links links;

    Members(Links links) {
        this.links = links;
    }

    /** @param id {@code ip:port}; false if there is no such replica */
    boolean forgetReplica(Group group, String id, Turn turn) {
        Optional<DataNode> found = group.replicas().values().stream()
                .filter(node -> node.address().toString().equals(id))
                .findFirst();
        found.ifPresent(node -> forget(group, node, turn));
        return found.isPresent();
    }

    /** @param id run id or {@code ip:port}; false if there is no such sentinel */
    boolean forgetSentinel(Group group, String id, Turn turn) {
        Optional<Peer> found = group.peers().values().stream()
                .filter(peer ->
                        peer.runId().equals(id) || peer.address().toString().equals(id))
                .findFirst();
        found.ifPresent(peer -> forget(group, peer, turn));
        return found.isPresent();
    }

    /** Forgets who is away for too long. */
    void look(Group group, Turn turn) {
        long bound = group.settings().caution().forgetAfterMillis();
        if (bound == 0 || group.failover().isUnderWay()) {
            return;
        }
        List<Address> listed = group.master().info().map(InfoReport::replicas).orElse(List.of());
        boolean masterKnows = !group.master().isDown() && group.master().says(InfoReport.Role.MASTER);
        for (DataNode node : List.copyOf(group.replicas().values())) {
            boolean away = node.isDown() && turn.due(node.downSince().getAsLong() + bound);
            if (away && masterKnows && !listed.contains(node.address())) {
                forget(group, node, turn);
            }
        }
        for (Peer peer : List.copyOf(group.peers().values())) {
            Quorum quorum = group.quorum();
            boolean away = peer.isDown() && turn.due(Math.max(peer.downSince().getAsLong(), peer.lastHello()) + bound);
            if (away && quorum.needed() >= quorum.majority()) {
                forget(group, peer, turn);
            }
        }
    }

    private void forget(Group group, DataNode node, Turn turn) {
        turn.announce("-slave", group.text(node), Effect.Level.NOTICE, group.name());
        group.replicas().remove(node.address());
        links.release(node.link(), turn);
        turn.changed();
    }

    private void forget(Group group, Peer peer, Turn turn) {
        turn.announce("-sentinel", group.text(peer), Effect.Level.NOTICE, group.name());
        group.peers().remove(peer.runId());
        links.release(peer.link(), turn);
        turn.changed();
    }
}
