package io.vedette.sentinel.core;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the lists of other sentinels by the hellos that they send. Shares the groups of {@link SentinelCore}; without state
 * of its own.
 *
 * <p>Invariant: a sentinel once known stays a voter until the operator resets the group or has it forgotten. One whose address turns out to be
 * somebody else's is kept without an address: were it dropped, two halves of the group could both be a majority.
 */
final class Peers {
    /** Stands for an address that proved wrong. */
    private static final int NO_PORT = 0;

    private final Links links;
    private final Map<String, Group> groups;

    Peers(Links links, Map<String, Group> groups) {
        this.links = links;
        this.groups = groups;
    }

    /** Takes note of the sender: a new one, one that moved, or one that is well known. */
    void heard(Group group, Hello hello, Turn turn) {
        Optional<Peer> known = Optional.ofNullable(group.peers().get(hello.runId()));
        if (known.filter(peer -> peer.address().equals(hello.sender())).isPresent()) {
            known.get().heard(turn.now());
            return;
        }
        if (known.isEmpty()) {
            invalidateOthersAt(group, hello, turn);
            put(group, hello.runId(), hello.sender(), turn);
            turn.announce("+sentinel", group.text(group.peers().get(hello.runId())), Effect.Level.NOTICE, group.name());
        } else {
            moved(group, known.get(), hello, turn);
        }
        // Whoever is new to us may not know us yet.
        FailoverDriver.tellEverybody(group);
    }

    private void moved(Group group, Peer known, Hello hello, Turn turn) {
        turn.announce(
                "+sentinel-address-switch",
                group.text() + " ip " + hello.sender().host() + " port "
                        + hello.sender().port() + " for " + hello.runId(),
                Effect.Level.NOTICE,
                group.name());
        replace(group, known, hello.sender(), turn);
        updateElsewhere(group, hello.runId(), hello.sender(), turn);
    }

    /** Two sentinels cannot listen at one address: whoever was thought to be there is gone, or will say where it is. */
    private void invalidateOthersAt(Group group, Hello hello, Turn turn) {
        List<Peer> others = group.peers().values().stream()
                .filter(peer -> peer.address().equals(hello.sender()))
                .toList();
        for (Peer other : others) {
            turn.announce("+sentinel-invalid-addr", group.text(other), Effect.Level.NOTICE, group.name());
            Address nowhere = new Address(other.address().host(), NO_PORT);
            replace(group, other, nowhere, turn);
            updateElsewhere(group, other.runId(), nowhere, turn);
        }
    }

    /** The same sentinel in other groups. */
    private void updateElsewhere(Group here, String runId, Address address, Turn turn) {
        int updated = 0;
        for (Group group : groups.values()) {
            Optional<Peer> stale = Optional.ofNullable(group.peers().get(runId))
                    .filter(peer -> group != here && !peer.address().equals(address));
            if (stale.isPresent()) {
                replace(group, stale.get(), address, turn);
                turn.touch(group);
                updated++;
            }
        }
        if (updated > 0) {
            turn.announce(
                    "+sentinel-address-update",
                    here.text(here.peers().get(runId)) + " " + updated + " additional matching instances",
                    Effect.Level.NOTICE,
                    here.name());
        }
    }

    private void replace(Group group, Peer old, Address address, Turn turn) {
        put(group, old.runId(), address, turn);
        links.release(old.link(), turn);
    }

    private void put(Group group, String runId, Address address, Turn turn) {
        group.peers().put(runId, links.peer(runId, address, turn.now()));
        turn.changed();
    }

    /** Sentinels that are not down, this one included. */
    static int usable(Group group) {
        int usable = 1;
        for (Peer peer : group.peers().values()) {
            if (!peer.isDown()) {
                usable++;
            }
        }
        return usable;
    }

    /** CKQUORUM in Redis' words. */
    static String quorumReport(Group group) {
        int usable = usable(group);
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
