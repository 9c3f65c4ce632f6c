package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.StreamErrors;
import io.vedette.server.stream.Consumer;
import io.vedette.server.stream.ConsumerGroup;
import io.vedette.server.stream.IdTable;
import io.vedette.server.stream.StreamId;
import io.vedette.server.values.StreamCursor;
import io.vedette.server.values.StreamValue;
import io.vedette.server.values.Value;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import io.vedette.session.Help;

/** XINFO: streams, their groups and consumers in full. */
final class StreamInfoCommands {
    private static final String[] HELP = {
        "CONSUMERS <key> <groupname>",
        "    Show consumers of <groupname>.",
        "GROUPS <key>",
        "    Show the stream consumer groups.",
        "STREAM <key> [FULL [COUNT <count>]",
        "    Show information about the stream."
    };

    private static final long DEFAULT_COUNT = 10;

    private final Store store;
    private final StreamReplies replies = new StreamReplies();

    StreamInfoCommands(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        table.bind("xinfo|consumers", this::consumers);
        table.bind("xinfo|groups", this::groups);
        table.bind("xinfo|stream", this::stream);
        table.bind("xinfo|help", new Help("xinfo", HELP));
    }

    private StreamValue existing(Call call) {
        Value value = store.database(call).find(call.argv().bytes(2));
        if (!value.exists()) {
            throw Errors.noSuchKey();
        }
        return value.asStream();
    }

    private void consumers(Call call) {
        Argv argv = call.argv();
        ConsumerGroup group = existing(call)
                .group(argv.bytes(3))
                .orElseThrow(() -> StreamErrors.noGroupForKey(argv.bytes(3), argv.bytes(2)));
        ReplyWriter reply = call.reply();
        reply.array(group.consumers().size());
        for (Consumer consumer : group.consumers()) {
            reply.map(3);
            reply.bulk("name");
            reply.bulk(consumer.name());
            reply.bulk("pending");
            reply.integer(consumer.pending().size());
            reply.bulk("idle");
            reply.integer(Math.max(0, call.nowMillis() - consumer.seenMillis()));
        }
    }

    private void groups(Call call) {
        StreamValue stream = existing(call);
        ReplyWriter reply = call.reply();
        reply.array(stream.groups().size());
        for (ConsumerGroup group : stream.groups()) {
            reply.map(6);
            reply.bulk("name");
            reply.bulk(group.name());
            reply.bulk("consumers");
            reply.integer(group.consumers().size());
            reply.bulk("pending");
            reply.integer(group.pending().size());
            position(reply, stream, group);
        }
    }

    private static void position(ReplyWriter reply, StreamValue stream, ConsumerGroup group) {
        reply.bulk("last-delivered-id");
        StreamReplies.id(reply, group.lastDelivered());
        reply.bulk("entries-read");
        if (group.entriesRead() == ConsumerGroup.UNKNOWN) {
            reply.nullBulk();
        } else {
            reply.integer(group.entriesRead());
        }
        reply.bulk("lag");
        long read = group.entriesRead();
        if (read == ConsumerGroup.UNKNOWN || stream.mayHaveHoles(group.lastDelivered())) {
            read = stream.entriesUpTo(group.lastDelivered());
        }
        if (stream.entriesAdded() == 0) {
            reply.integer(0);
        } else if (read == ConsumerGroup.UNKNOWN) {
            reply.nullBulk();
        } else {
            reply.integer(stream.entriesAdded() - read);
        }
    }

    private void stream(Call call) {
        Argv argv = call.argv();
        StreamValue stream = existing(call);
        boolean full = argv.size() > 3;
        long count = DEFAULT_COUNT;
        boolean known =
                argv.size() == 3 || argv.is(3, "full") && (argv.size() == 4 || argv.size() == 6 && argv.is(4, "count"));
        if (!known) {
            throw Errors.unknownSubcommandOrArguments("xinfo", argv.bytes(1));
        }
        if (argv.size() == 6) {
            count = argv.asLong(5);
            count = count < 0 ? DEFAULT_COUNT : count;
        }
        ReplyWriter reply = call.reply();
        reply.map(full ? 9 : 10);
        facts(reply, stream);
        if (full) {
            reply.bulk("entries");
            replies.entries(reply, stream.range(StreamId.MIN, StreamId.MAX, false), count);
            reply.bulk("groups");
            reply.array(stream.groups().size());
            for (ConsumerGroup group : stream.groups()) {
                full(reply, stream, group, count);
            }
        } else {
            reply.bulk("groups");
            reply.integer(stream.groups().size());
            reply.bulk("first-entry");
            edge(reply, stream, false);
            reply.bulk("last-entry");
            edge(reply, stream, true);
        }
    }

    private static void facts(ReplyWriter reply, StreamValue stream) {
        reply.bulk("length");
        reply.integer(stream.size());
        reply.bulk("radix-tree-keys");
        reply.integer(stream.nodes());
        reply.bulk("radix-tree-nodes");
        reply.integer(radixNodes(stream.nodeIndex()));
        reply.bulk("last-generated-id");
        StreamReplies.id(reply, stream.lastId());
        reply.bulk("max-deleted-entry-id");
        StreamReplies.id(reply, stream.maxDeletedId());
        reply.bulk("entries-added");
        reply.integer(stream.entriesAdded());
        reply.bulk("recorded-first-entry-id");
        StreamReplies.id(reply, stream.firstId());
    }

    private static void edge(ReplyWriter reply, StreamValue stream, boolean last) {
        StreamCursor cursor = stream.range(StreamId.MIN, StreamId.MAX, last);
        if (cursor.next()) {
            StreamReplies.entry(reply, cursor.entry());
        } else {
            reply.nullBulk();
        }
    }

    private static void full(ReplyWriter reply, StreamValue stream, ConsumerGroup group, long count) {
        reply.map(7);
        reply.bulk("name");
        reply.bulk(group.name());
        position(reply, stream, group);
        IdTable pending = group.pending();
        reply.bulk("pel-count");
        reply.integer(pending.size());
        reply.bulk("pending");
        long shown = shown(pending, count);
        reply.array(shown);
        long place = pending.first();
        for (long i = 0; i < shown; i++) {
            reply.array(4);
            StreamReplies.id(reply, pending.id(place));
            reply.bulk(group.owner(place).name());
            reply.integer(group.deliveredMillis(place));
            reply.integer(group.deliveries(place));
            place = pending.next(place);
        }
        reply.bulk("consumers");
        reply.array(group.consumers().size());
        for (Consumer consumer : group.consumers()) {
            full(reply, group, consumer, count);
        }
    }

    private static void full(ReplyWriter reply, ConsumerGroup group, Consumer consumer, long count) {
        reply.map(4);
        reply.bulk("name");
        reply.bulk(consumer.name());
        reply.bulk("seen-time");
        reply.integer(consumer.seenMillis());
        IdTable ids = consumer.pending();
        reply.bulk("pel-count");
        reply.integer(ids.size());
        reply.bulk("pending");
        long shown = shown(ids, count);
        reply.array(shown);
        long place = ids.first();
        for (long i = 0; i < shown; i++) {
            StreamId id = ids.id(place);
            long row = group.pending().find(id);
            reply.array(3);
            StreamReplies.id(reply, id);
            reply.integer(group.deliveredMillis(row));
            reply.integer(group.deliveries(row));
            place = ids.next(place);
        }
    }

    private static long shown(IdTable ids, long count) {
        return count == 0 ? ids.size() : Math.min(count, ids.size());
    }

    /**
     * How many nodes Redis' radix tree has that finds the same nodes of the stream: one for each key, one for each place where keys part, and
     * one for each piece of key between such places that is longer than the byte by which they part.
     */
    private static long radixNodes(IdTable index) {
        if (index.isEmpty()) {
            return 1;
        }
        // Depths of the partings on the way to the present key, outermost first.
        int[] partings = new int[ID_BYTES + 1];
        int open = 0;
        long nodes = 0;
        long place = index.first();
        StreamId key = index.id(place);
        for (place = index.next(place); place != IdTable.NONE; place = index.next(place)) {
            StreamId following = index.id(place);
            int common = commonBytes(key, following);
            nodes++; // the key that ends here
            int below = ID_BYTES;
            while (open > 0 && partings[open - 1] > common) {
                nodes += edge(below, partings[open - 1]);
                below = partings[--open];
                nodes++; // the parting itself
            }
            nodes += edge(below, common);
            if (open == 0 || partings[open - 1] != common) {
                partings[open++] = common;
            }
            key = following;
        }
        nodes++;
        int below = ID_BYTES;
        while (open > 0) {
            nodes += edge(below, partings[open - 1]);
            below = partings[--open];
            nodes++;
        }
        return nodes + (below > 0 ? 1 : 0);
    }

    private static final int ID_BYTES = 16;

    /** A piece of key from below a parting's byte down to a depth: a node if it has any bytes. */
    private static int edge(int below, int parting) {
        return below - parting > 1 ? 1 : 0;
    }

    private static int commonBytes(StreamId one, StreamId other) {
        int inMs = Long.numberOfLeadingZeros(one.ms() ^ other.ms()) / Byte.SIZE;
        return inMs < Long.BYTES ? inMs : Long.BYTES + Long.numberOfLeadingZeros(one.seq() ^ other.seq()) / Byte.SIZE;
    }
}
