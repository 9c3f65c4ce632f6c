package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.server.stream.Consumer;
import io.vedette.server.stream.ConsumerGroup;
import io.vedette.server.stream.StreamId;
import java.util.ArrayList;
import java.util.List;

/** What commands on a consumer group send to the log: their effects one by one, since their own words depend on the moment. */
final class StreamClaims {
    private static final byte[] XCLAIM = Store.word("XCLAIM");
    private static final byte[] XGROUP = Store.word("XGROUP");
    private static final byte[] SETID = Store.word("SETID");
    private static final byte[] CREATECONSUMER = Store.word("CREATECONSUMER");
    private static final byte[] ENTRIESREAD = Store.word("ENTRIESREAD");
    private static final byte[] TIME = Store.word("TIME");
    private static final byte[] RETRYCOUNT = Store.word("RETRYCOUNT");
    private static final byte[] FORCE = Store.word("FORCE");
    private static final byte[] JUSTID = Store.word("JUSTID");
    private static final byte[] LASTID = Store.word("LASTID");
    private static final byte[] ZERO = Store.word("0");

    private final List<Argv> effects = new ArrayList<>();

    /** The pending entry is as it is now; on an entry that is no more in the stream this ends its pending. */
    void claimed(byte[] key, ConsumerGroup group, StreamId id) {
        claimed(key, group, id, Store.word(id.toString()));
    }

    /** @param idWord the id as the client wrote it */
    void claimed(byte[] key, ConsumerGroup group, StreamId id, byte[] idWord) {
        long place = group.pending().find(id);
        effects.add(new Argv(
                XCLAIM,
                key,
                group.name(),
                group.owner(place).name(),
                ZERO,
                idWord,
                TIME,
                Store.word(group.deliveredMillis(place)),
                RETRYCOUNT,
                Store.word(group.deliveries(place)),
                FORCE,
                JUSTID,
                LASTID,
                Store.word(group.lastDelivered().toString())));
    }

    void moved(byte[] key, ConsumerGroup group) {
        effects.add(new Argv(
                XGROUP,
                SETID,
                key,
                group.name(),
                Store.word(group.lastDelivered().toString()),
                ENTRIESREAD,
                Store.word(group.entriesRead())));
    }

    void consumerCreated(byte[] key, ConsumerGroup group, Consumer consumer) {
        effects.add(new Argv(XGROUP, CREATECONSUMER, key, group.name(), consumer.name()));
    }

    /** Everything that was gathered, in place of the client's words. */
    void propagate(Store store) {
        store.propagation().replaceWith(effects.toArray(Argv[]::new));
    }
}
