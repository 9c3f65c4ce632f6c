package io.vedette.sentinel.core;

import java.util.Map;
import java.util.Optional;

/**
 * Servers whose names come to mean other numbers: they stay who they are, with all that is known of them. Shares the groups of
 * {@link SentinelCore}; without state of its own.
 */
final class Removals {
    private final Links links;
    private final Map<String, Group> groups;

    Removals(Links links, Map<String, Group> groups) {
        this.links = links;
        this.groups = groups;
    }

    /** Not during a failover, which has ordered others by the old address: the shell asks again at its next try to connect. */
    void happened(Event.AddressChanged event, Turn turn) {
        for (Group group : groups.values()) {
            Optional<DataNode> node = group.node(event.before());
            boolean taken = group.node(event.now()).isPresent();
            if (node.isPresent() && !taken && !group.failover().isUnderWay()) {
                move(group, node.get(), event.now(), turn);
            }
        }
    }

    private void move(Group group, DataNode node, Address to, Turn turn) {
        turn.announce(
                "+address-switch",
                group.text(node) + " ip " + to.host() + " port " + to.port(),
                Effect.Level.NOTICE,
                group.name());
        Link old = node.link();
        group.move(node, to, links.toServer(group.name(), to, turn.now()));
        links.release(old, turn);
        if (group.isMaster(node)) {
            group.forgetTrouble(); // what was thought was about the old address
            FailoverDriver.tellEverybody(group);
        }
        turn.touch(group);
        turn.changed();
    }
}
