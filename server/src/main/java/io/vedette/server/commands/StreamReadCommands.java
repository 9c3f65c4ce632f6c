package io.vedette.server.commands;

import io.vedette.resp.ByteKey;
import io.vedette.resp.OutputBuffer;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.StreamErrors;
import io.vedette.server.blocking.Attempt;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.stream.Consumer;
import io.vedette.server.stream.ConsumerGroup;
import io.vedette.server.stream.IdTable;
import io.vedette.server.stream.StreamId;
import io.vedette.server.values.Kind;
import io.vedette.server.values.StreamValue;
import io.vedette.server.values.Type;
import io.vedette.server.values.Value;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * XREAD and XREADGROUP: what is behind a given id, for whoever asks or for one consumer of a group, and waiting for it.
 *
 * <p>A reading by a group is told to those who follow as its effects: each entry as claimed, or the group's position where nothing
 * is left pending.
 */
final class StreamReadCommands {
    /** Entries given to a client that has waited and set no count, as in Redis. */
    private static final long COUNT_AFTER_WAIT = 1_000;

    private final Store store;
    private final StreamReplies replies = new StreamReplies();

    StreamReadCommands(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        table.bind("xread", this::read);
        table.bind("xreadgroup", this::read);
    }

    private void read(Call call) {
        StreamReading reading = StreamReading.parse(call);
        List<StreamReading.Part> parts = resolve(call, reading);
        StreamClaims claims = new StreamClaims();
        List<StreamReading.Part> ready = ready(call, reading, parts);
        if (!ready.isEmpty()) {
            answer(call, reading, ready, reading.count(), claims);
        } else if (reading.deadlineMillis().isPresent()) {
            await(call, reading, parts);
        } else {
            call.reply().nullArray();
        }
        if (reading.group().isPresent()) {
            claims.propagate(store);
        }
    }

    private void await(Call call, StreamReading reading, List<StreamReading.Part> parts) {
        Map<ByteKey, Waited> waited = new HashMap<>();
        for (StreamReading.Part part : parts) {
            StreamId last =
                    store.database(call).findForWrite(part.key()).asStream().lastId();
            waited.put(new ByteKey(part.key()), new Waited(part, last));
        }
        store.blocking()
                .await(
                        call,
                        Type.STREAM,
                        reading.keys(),
                        reading.deadlineMillis().getAsLong(),
                        new Wait(reading, waited));
    }

    /** A part that is waited for. @param last id of the stream when the wait began: only what is added then ends it */
    private record Waited(StreamReading.Part part, StreamId last) {}

    /** The same reading with one key, as soon as something was added to it. A group that is gone ends the wait with an error. */
    private final class Wait implements Attempt {
        private final StreamReading reading;
        private final Map<ByteKey, Waited> waited;

        Wait(StreamReading reading, Map<ByteKey, Waited> waited) {
            this.reading = reading;
            this.waited = waited;
        }

        @Override
        public boolean succeeds(Call call, byte[] key) {
            Waited wanted = waited.get(new ByteKey(key));
            Value value = store.database(call).findForWrite(key);
            boolean isStream = value.type() == Type.STREAM;
            if (!isStream && reading.group().isEmpty()) {
                return false;
            }
            if (!isStream) {
                throw StreamErrors.streamGone();
            }
            StreamId after = after(value.asStream(), wanted);
            StreamId last = value.asStream().lastId();
            if (!after.isBefore(last) || last.equals(wanted.last())) {
                return false;
            }
            StreamClaims claims = new StreamClaims();
            long count = reading.count() == 0 ? COUNT_AFTER_WAIT : reading.count();
            answer(call, reading, List.of(wanted.part()), count, claims);
            if (reading.group().isPresent()) {
                claims.propagate(store);
            }
            return true;
        }

        private StreamId after(StreamValue stream, Waited wanted) {
            if (wanted.part().from() instanceof StreamReading.Behind behind) {
                return behind.id();
            }
            return stream.group(reading.group().orElseThrow().name())
                    .orElseThrow(StreamErrors::streamGroupGone)
                    .lastDelivered();
        }

        @Override
        public void timedOut(ReplyWriter reply) {
            reply.nullArray();
        }
    }

    /** Checks keys and groups and gives {@code $} its meaning of now, before anything is read. */
    private List<StreamReading.Part> resolve(Call call, StreamReading reading) {
        List<StreamReading.Part> parts = new ArrayList<>();
        for (int i = 0; i < reading.keys().size(); i++) {
            byte[] key = reading.keys().get(i);
            StreamValue stream = store.database(call).find(key).asStream();
            if (reading.group().isPresent()
                    && stream.group(reading.group().get().name()).isEmpty()) {
                throw StreamErrors.noGroupToRead(key, reading.group().get().name());
            }
            parts.add(new StreamReading.Part(key, reading.from(i, stream)));
        }
        return parts;
    }

    /** The parts that have something to give now; a consumer's own history counts as something, also if it is empty. */
    private List<StreamReading.Part> ready(Call call, StreamReading reading, List<StreamReading.Part> parts) {
        return parts.stream().filter(part -> gives(call, reading, part)).toList();
    }

    private boolean gives(Call call, StreamReading reading, StreamReading.Part part) {
        Value value = store.database(call).find(part.key());
        if (!value.exists()) {
            return false;
        }
        StreamValue stream = value.asStream();
        return switch (part.from()) {
            case StreamReading.History history -> true;
            case StreamReading.Behind behind -> hasBehind(stream, behind.id());
            case StreamReading.Undelivered undelivered ->
                hasBehind(
                        stream,
                        stream.group(reading.group().orElseThrow().name())
                                .orElseThrow()
                                .lastDelivered());
        };
    }

    private static boolean hasBehind(StreamValue stream, StreamId id) {
        return stream.size() > 0 && id.isBefore(stream.lastId()) && id.isBefore(stream.lastEntryId());
    }

    private void answer(
            Call call, StreamReading reading, List<StreamReading.Part> ready, long count, StreamClaims claims) {
        ReplyWriter reply = call.reply();
        OutputBuffer out = reply.out();
        int from = out.size();
        boolean pairs = reply.protocol() == 2;
        header(reply, pairs, ready.size());
        int body = out.size();
        int answered = 0;
        for (StreamReading.Part part : ready) {
            if (answered > 0 && !gives(call, reading, part)) {
                continue; // the same stream was named before, and gave all
            }
            answered++;
            if (pairs) {
                reply.array(2);
            }
            reply.bulk(part.key());
            if (reading.group().isPresent()) {
                new GroupReading(call, reading.group().get(), part.key(), claims).answer(part.from(), count);
            } else if (part.from() instanceof StreamReading.Behind behind) {
                StreamValue stream = store.database(call).find(part.key()).asStream();
                replies.entries(reply, stream.range(behind.id().next(), StreamId.MAX, false), count);
            }
        }
        if (answered < ready.size()) {
            byte[] answers = Arrays.copyOfRange(out.array(), body, out.size());
            out.truncate(from);
            header(reply, pairs, answered);
            out.write(answers);
        }
    }

    private static void header(ReplyWriter reply, boolean pairs, int streams) {
        if (pairs) {
            reply.array(streams);
        } else {
            reply.map(streams);
        }
    }

    /** One stream read by one consumer of a group. */
    private final class GroupReading {
        private final Call call;
        private final StreamReading.Group words;
        private final byte[] key;
        private final StreamClaims claims;
        private final Database database;
        private final StreamValue stream;
        private final ConsumerGroup group;
        private final Consumer consumer;

        GroupReading(Call call, StreamReading.Group words, byte[] key, StreamClaims claims) {
            this.call = call;
            this.words = words;
            this.key = key;
            this.claims = claims;
            this.database = store.database(call);
            this.stream = database.edit(key, Kind.STREAM);
            this.group = stream.group(words.name()).orElseThrow();
            Optional<Consumer> known = group.consumer(words.consumer());
            this.consumer = known.orElseGet(() -> group.addConsumer(words.consumer(), call.nowMillis()));
            consumer.seen(call.nowMillis());
            if (known.isEmpty()) {
                database.noted(1);
                database.tell(KeyEvent.XGROUP_CREATECONSUMER, key);
                if (words.noAck()) {
                    claims.consumerCreated(key, group, consumer);
                }
            }
        }

        void answer(StreamReading.From from, long count) {
            switch (from) {
                case StreamReading.History history -> history(history.id(), count);
                case StreamReading.Behind behind ->
                    throw new IllegalStateException("a group reads on from where it is");
                case StreamReading.Undelivered undelivered -> deliver(count);
            }
            database.noted(1);
        }

        private void deliver(long count) {
            StreamId start = group.lastDelivered().next();
            boolean[] moved = {false};
            replies.entries(call.reply(), stream.range(start, StreamId.MAX, false), count, id -> {
                group.position(id, readUpTo(id));
                moved[0] = true;
                if (!words.noAck()) {
                    group.deliver(id, consumer, call.nowMillis(), 1);
                    claims.claimed(key, group, id);
                }
            });
            if (moved[0] && words.noAck()) {
                claims.moved(key, group);
            }
        }

        private long readUpTo(StreamId id) {
            if (group.entriesRead() != ConsumerGroup.UNKNOWN && !stream.mayHaveHoles(id)) {
                return group.entriesRead() + 1;
            }
            return stream.entriesAdded() > 0 ? stream.entriesUpTo(id) : group.entriesRead();
        }

        /** What the consumer was given before and has not acknowledged: each counts as delivered once more. */
        private void history(StreamId after, long count) {
            IdTable ids = consumer.pending();
            replies.counted(call.reply(), writer -> {
                long given = 0;
                long place = after.equals(StreamId.MAX) ? IdTable.NONE : ids.ceiling(after.next());
                for (; place != IdTable.NONE && (count == 0 || given < count); place = ids.next(place)) {
                    StreamId id = ids.id(place);
                    if (StreamReplies.entry(writer, stream, id)) {
                        long row = group.pending().find(id);
                        group.deliver(id, consumer, call.nowMillis(), group.deliveries(row) + 1);
                    } else {
                        writer.array(2);
                        StreamReplies.id(writer, id);
                        writer.nullArray();
                    }
                    given++;
                }
                return given;
            });
        }
    }
}
