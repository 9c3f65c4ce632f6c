package io.vedette.sentinel.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The links by name; a link that nobody uses any more is gone. Owned by {@link SentinelCore}. */
final class Links {
    private final Map<LinkId, Link> byId = new LinkedHashMap<>();

    Optional<Link> find(LinkId id) {
        return Optional.ofNullable(byId.get(id));
    }

    DataNode node(String group, Address address, InfoReport.Role expected, Moment now) {
        return new DataNode(address, toServer(group, address, now), expected, now);
    }

    Link toServer(String group, Address address, Moment now) {
        return use(new LinkId(LinkId.Kind.DATA, group, address), now);
    }

    Peer peer(String runId, Address address, Moment now) {
        return new Peer(runId, address, use(new LinkId(LinkId.Kind.SENTINEL, "", address), now), now);
    }

    private Link use(LinkId id, Moment now) {
        Link link = byId.computeIfAbsent(id, missing -> new Link(missing, now));
        link.used();
        return link;
    }

    /** One user less; the last one closes it. */
    void release(Link link, Turn turn) {
        if (link.released()) {
            byId.remove(link.id());
            if (link.isToSomewhere()) {
                turn.emit(new Effect.Disconnect(link.id()));
            }
        }
    }

    void forgive(Moment now) {
        byId.values().forEach(link -> link.forgive(now));
    }

    void forgiveLateness(long millis, Moment now) {
        byId.values().forEach(link -> link.forgiveLateness(millis, now));
    }
}
