package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Ascii;
import io.vedette.resp.Errors;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RespException;
import io.vedette.resp.StreamErrors;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.stream.Consumer;
import io.vedette.server.stream.ConsumerGroup;
import io.vedette.server.stream.IdTable;
import io.vedette.server.stream.StreamId;
import io.vedette.server.values.Kind;
import io.vedette.server.values.StreamValue;
import io.vedette.server.values.Value;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Entries that were delivered and not acknowledged: XPENDING, XCLAIM, XAUTOCLAIM. */
final class StreamPendingCommands {
    private static final long DEFAULT_COUNT = 100;
    /** Entries looked at for each that is wanted. */
    private static final long ATTEMPTS = 10;
    /** Bytes that Redis would need for the answer of one entry. */
    private static final long ID_BYTES = 16;

    private final Store store;
    private final StreamReplies replies = new StreamReplies();

    StreamPendingCommands(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        table.bind("xpending", this::xpending);
        table.bind("xclaim", this::xclaim);
        table.bind("xautoclaim", this::xautoclaim);
    }

    // ---- XPENDING

    /** Which pending entries are asked for. */
    private record Wanted(long minIdleMillis, StreamId start, StreamId end, long count, Optional<byte[]> consumer) {
        static Wanted parse(Argv argv) {
            int at = 3;
            long minIdle = 0;
            if (argv.is(3, "idle")) {
                minIdle = argv.asLong(4);
                if (argv.size() < 8) {
                    throw Errors.syntax();
                }
                at = 5;
            }
            long count = Math.max(0, argv.asLong(at + 2));
            StreamId start = StreamIds.start(argv.bytes(at));
            StreamId end = StreamIds.end(argv.bytes(at + 1));
            Optional<byte[]> consumer = at + 3 < argv.size() ? Optional.of(argv.bytes(at + 3)) : Optional.empty();
            return new Wanted(minIdle, start, end, count, consumer);
        }
    }

    private void xpending(Call call) {
        Argv argv = call.argv();
        boolean summary = argv.size() == 3;
        if (!summary && (argv.size() < 6 || argv.size() > 9)) {
            throw Errors.syntax();
        }
        Optional<Wanted> wanted = summary ? Optional.empty() : Optional.of(Wanted.parse(argv));
        ConsumerGroup group = store.database(call)
                .find(argv.bytes(1))
                .asStream()
                .group(argv.bytes(2))
                .orElseThrow(() -> StreamErrors.noKeyOrGroup(argv.bytes(1), argv.bytes(2)));
        if (wanted.isEmpty()) {
            summarise(call.reply(), group);
        } else {
            list(call, group, wanted.get());
        }
    }

    private static void summarise(ReplyWriter reply, ConsumerGroup group) {
        IdTable pending = group.pending();
        reply.array(4);
        reply.integer(pending.size());
        if (pending.isEmpty()) {
            reply.nullBulk();
            reply.nullBulk();
            reply.nullArray();
            return;
        }
        StreamReplies.id(reply, pending.id(pending.first()));
        StreamReplies.id(reply, pending.id(pending.last()));
        List<Consumer> waiting = group.consumers().stream()
                .filter(consumer -> !consumer.pending().isEmpty())
                .toList();
        reply.array(waiting.size());
        for (Consumer consumer : waiting) {
            reply.array(2);
            reply.bulk(consumer.name());
            reply.bulk(Store.word(consumer.pending().size()));
        }
    }

    private void list(Call call, ConsumerGroup group, Wanted wanted) {
        IdTable ids = group.pending();
        if (wanted.consumer().isPresent()) {
            Optional<Consumer> consumer = group.consumer(wanted.consumer().get());
            if (consumer.isEmpty()) {
                call.reply().array(0);
                return;
            }
            ids = consumer.get().pending();
        }
        IdTable walked = ids;
        replies.counted(call.reply(), writer -> {
            long count = 0;
            long place = walked.ceiling(wanted.start());
            while (place != IdTable.NONE && count < wanted.count()) {
                StreamId id = walked.id(place);
                if (wanted.end().isBefore(id)) {
                    break;
                }
                long row = group.pending().find(id);
                long idle = Math.max(0, call.nowMillis() - group.deliveredMillis(row));
                if (wanted.minIdleMillis() == 0 || idle >= wanted.minIdleMillis()) {
                    writer.array(4);
                    StreamReplies.id(writer, id);
                    writer.bulk(group.owner(row).name());
                    writer.integer(idle);
                    writer.integer(group.deliveries(row));
                    count++;
                }
                place = walked.next(place);
            }
            return count;
        });
    }

    // ---- XCLAIM

    /** What XCLAIM says behind its ids. Times and counts that are not given are -1. */
    private record Claim(
            int ids,
            long minIdleMillis,
            long deliveredMillis,
            long retries,
            boolean force,
            boolean justId,
            StreamId last) {
        static Claim parse(Argv argv, long nowMillis) {
            long minIdle = number(argv, 4, StreamErrors.claimMinIdle("XCLAIM"));
            int behind = 5;
            while (behind < argv.size() && isId(argv.bytes(behind))) {
                behind++;
            }
            long delivered = -1;
            long retries = -1;
            boolean force = false;
            boolean justId = false;
            StreamId last = StreamId.MIN;
            for (int i = behind; i < argv.size(); i++) {
                boolean more = i + 1 < argv.size();
                if (argv.is(i, "force")) {
                    force = true;
                } else if (argv.is(i, "justid")) {
                    justId = true;
                } else if (argv.is(i, "idle") && more) {
                    delivered = nowMillis - number(argv, ++i, StreamErrors.claimOption("IDLE"));
                } else if (argv.is(i, "time") && more) {
                    delivered = number(argv, ++i, StreamErrors.claimOption("TIME"));
                } else if (argv.is(i, "retrycount") && more) {
                    retries = number(argv, ++i, StreamErrors.claimOption("RETRYCOUNT"));
                } else if (argv.is(i, "lastid") && more) {
                    last = StreamIds.strict(argv.bytes(++i), 0);
                } else {
                    throw StreamErrors.claimUnknownOption(argv.bytes(i));
                }
            }
            if (delivered < 0 || delivered > nowMillis) {
                delivered = nowMillis;
            }
            return new Claim(behind - 5, Math.max(0, minIdle), delivered, retries, force, justId, last);
        }

        private static boolean isId(byte[] word) {
            try {
                StreamIds.strict(word, 0);
                return true;
            } catch (RespException noId) {
                return false;
            }
        }
    }

    private static long number(Argv argv, int at, RespException error) {
        if (!Ascii.isLong(argv.bytes(at))) {
            throw error;
        }
        return argv.asLong(at);
    }

    private void xclaim(Call call) {
        Argv argv = call.argv();
        byte[] key = argv.bytes(1);
        Database database = store.database(call);
        requireGroup(database.find(key), key, argv.bytes(2));
        Claim claim = Claim.parse(argv, call.nowMillis());
        StreamValue stream = database.edit(key, Kind.STREAM);
        ConsumerGroup group = stream.group(argv.bytes(2)).orElseThrow();
        StreamClaims claims = new StreamClaims();
        boolean moved = group.lastDelivered().isBefore(claim.last());
        if (moved) {
            group.position(claim.last(), group.entriesRead());
        }
        long[] changes = {0};
        replies.counted(call.reply(), writer -> {
            long claimed = 0;
            for (int i = 0; i < claim.ids(); i++) {
                byte[] word = argv.bytes(5 + i);
                StreamId id = StreamIds.strict(word, 0);
                long place = group.pending().find(id);
                if (!stream.contains(id)) {
                    if (place != IdTable.NONE) {
                        claims.claimed(key, group, id, word);
                        group.acknowledge(id);
                        changes[0]++;
                    }
                } else if (mayClaim(group, place, claim, call.nowMillis())) {
                    Consumer consumer = consumer(call, group, argv.bytes(3));
                    // One that is made by FORCE counts as delivered once before.
                    long before = place == IdTable.NONE ? 1 : group.deliveries(place);
                    long deliveries = claim.retries() >= 0 ? claim.retries() : before + (claim.justId() ? 0 : 1);
                    group.deliver(id, consumer, claim.deliveredMillis(), deliveries);
                    answer(writer, stream, id, claim.justId());
                    claims.claimed(key, group, id, word);
                    changes[0]++;
                    claimed++;
                }
            }
            return claimed;
        });
        if (moved && changes[0] == 0) {
            claims.moved(key, group);
            changes[0]++;
        }
        finish(database, claims, changes[0]);
    }

    private static boolean mayClaim(ConsumerGroup group, long place, Claim claim, long nowMillis) {
        if (place == IdTable.NONE) {
            return claim.force();
        }
        return claim.minIdleMillis() == 0 || nowMillis - group.deliveredMillis(place) >= claim.minIdleMillis();
    }

    private static void answer(ReplyWriter writer, StreamValue stream, StreamId id, boolean justId) {
        if (justId) {
            StreamReplies.id(writer, id);
        } else {
            StreamReplies.entry(writer, stream, id);
        }
    }

    // ---- XAUTOCLAIM

    private void xautoclaim(Call call) {
        Argv argv = call.argv();
        byte[] key = argv.bytes(1);
        Database database = store.database(call);
        Value found = database.find(key); // a miss counts, whatever is wrong with the options
        long minIdle = Math.max(0, number(argv, 4, StreamErrors.claimMinIdle("XAUTOCLAIM")));
        StreamId start = StreamIds.start(argv.bytes(5));
        long wanted = DEFAULT_COUNT;
        boolean justId = false;
        for (int i = 6; i < argv.size(); i++) {
            if (argv.is(i, "count") && i + 1 < argv.size()) {
                i++;
                wanted = number(argv, i, Errors.countMustBePositive());
                if (wanted < 1 || wanted > Long.MAX_VALUE / ID_BYTES) {
                    throw Errors.countMustBePositive();
                }
            } else if (argv.is(i, "justid")) {
                justId = true;
            } else {
                throw Errors.syntax();
            }
        }
        requireGroup(found, key, argv.bytes(2));
        new AutoClaim(call, database.edit(key, Kind.STREAM), minIdle, wanted, justId).run(database, start);
    }

    /** One XAUTOCLAIM: a walk over the pending entries that takes those which nobody cares for. */
    private final class AutoClaim {
        private final Call call;
        private final byte[] key;
        private final StreamValue stream;
        private final ConsumerGroup group;
        private final long minIdle;
        private final boolean justId;
        private final StreamClaims claims = new StreamClaims();
        private final List<StreamId> gone = new ArrayList<>();
        private long wanted;
        private long changes;
        private StreamId cursor = StreamId.MIN;

        AutoClaim(Call call, StreamValue stream, long minIdle, long wanted, boolean justId) {
            this.call = call;
            this.key = call.argv().bytes(1);
            this.stream = stream;
            this.group = stream.group(call.argv().bytes(2)).orElseThrow();
            this.minIdle = minIdle;
            this.wanted = wanted;
            this.justId = justId;
        }

        void run(Database database, StreamId start) {
            ReplyWriter reply = call.reply();
            reply.array(3);
            replies.held(reply, writer -> claim(writer, start), claimed -> {
                StreamReplies.id(reply, cursor);
                reply.array(claimed);
            });
            reply.array(gone.size());
            gone.forEach(id -> StreamReplies.id(reply, id));
            finish(database, claims, changes);
        }

        private long claim(ReplyWriter writer, StreamId start) {
            IdTable pending = group.pending();
            long attempts = wanted * ATTEMPTS;
            long claimed = 0;
            long place = pending.ceiling(start);
            for (; place != IdTable.NONE && attempts > 0 && wanted > 0; attempts--) {
                StreamId id = pending.id(place);
                if (!stream.contains(id)) {
                    claims.claimed(key, group, id);
                    group.acknowledge(id);
                    gone.add(id);
                    changes++;
                    wanted--;
                    place = pending.ceiling(id);
                    continue;
                }
                if (minIdle == 0 || call.nowMillis() - group.deliveredMillis(place) >= minIdle) {
                    long deliveries = group.deliveries(place) + (justId ? 0 : 1);
                    group.deliver(id, consumer(call, group, call.argv().bytes(3)), call.nowMillis(), deliveries);
                    answer(writer, stream, id, justId);
                    claims.claimed(key, group, id);
                    changes++;
                    claimed++;
                    wanted--;
                }
                place = pending.next(place);
            }
            cursor = place == IdTable.NONE ? StreamId.MIN : pending.id(place);
            return claimed;
        }
    }

    // ---- for both

    private static void requireGroup(Value found, byte[] key, byte[] group) {
        if (found.asStream().group(group).isEmpty()) {
            throw StreamErrors.noKeyOrGroup(key, group);
        }
    }

    /** The consumer, made if there is none of the name, and seen now. */
    private Consumer consumer(Call call, ConsumerGroup group, byte[] name) {
        Consumer consumer = group.consumer(name).orElseGet(() -> {
            Database database = store.database(call);
            database.noted(1);
            database.tell(KeyEvent.XGROUP_CREATECONSUMER, call.argv().bytes(1));
            return group.addConsumer(name, call.nowMillis());
        });
        consumer.seen(call.nowMillis());
        return consumer;
    }

    private void finish(Database database, StreamClaims claims, long changes) {
        if (changes > 0) {
            database.noted(changes);
        }
        claims.propagate(store);
    }
}
