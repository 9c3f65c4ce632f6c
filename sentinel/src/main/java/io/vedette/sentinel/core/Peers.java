package io.vedette.sentinel.core;

import java.util.List;

/** Keeps the list of a group's other sentinels by the hellos that they send. Without state of its own. */
final class Peers {
    private final Identity identity;
    private final Links links;

    Peers(Identity identity, Links links) {
        this.identity = identity;
        this.links = links;
    }

    /** Takes note of the sender: a new one, one that moved, or one that is well known. */
    void heard(Group group, Hello hello, Turn turn) {
        Peer known = group.peers().get(hello.runId());
        if (known != null && known.address().equals(hello.sender())) {
            known.heard(turn.now());
            return;
        }
        if (known != null) {
            turn.announce(
                    "+sentinel-address-switch",
                    group.text() + " ip " + hello.sender().host() + " port "
                            + hello.sender().port() + " for " + hello.runId(),
                    Effect.Level.NOTICE,
                    group.name());
            drop(group, known, turn);
        }
        // Two sentinels cannot listen at one address: whoever was there has a new run id, or is gone.
        List<Peer> before = group.peers().values().stream()
                .filter(peer -> peer.address().equals(hello.sender()))
                .toList();
        before.forEach(peer -> drop(group, peer, turn));
        Peer peer = links.peer(hello.runId(), hello.sender(), turn.now());
        group.peers().put(peer.runId(), peer);
        turn.changed();
        if (known == null) {
            turn.announce("+sentinel", group.text(peer), Effect.Level.NOTICE, group.name());
        }
        // Whoever is new to us may not know us yet.
        FailoverDriver.tellEverybody(group);
    }

    void drop(Group group, Peer peer, Turn turn) {
        group.peers().remove(peer.runId());
        links.release(peer.link(), turn);
        turn.changed();
    }

    /** CKQUORUM in Redis' words. */
    static String quorumReport(Group group) {
        int usable = 1
                + (int) group.peers().values().stream()
                        .filter(peer -> !peer.isDown())
                        .count();
        Quorum quorum = group.quorum();
        boolean enough = usable >= quorum.needed();
        boolean majority = usable >= quorum.majority();
        if (enough && majority) {
            return "OK " + usable + " usable Sentinels. Quorum and failover authorization can be reached";
        }
        StringBuilder report = new StringBuilder("NOQUORUM " + usable + " usable Sentinels. ");
        if (!enough) {
            report.append("Not enough available Sentinels to reach the specified quorum for this master");
        }
        if (!majority) {
            report.append(enough ? "" : ". ")
                    .append("Not enough available Sentinels to reach the majority and authorize a failover");
        }
        return report.toString();
    }
}
