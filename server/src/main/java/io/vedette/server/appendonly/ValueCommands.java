package io.vedette.server.appendonly;

import io.vedette.server.keyspace.Database;
import io.vedette.server.stream.Consumer;
import io.vedette.server.stream.ConsumerGroup;
import io.vedette.server.stream.IdTable;
import io.vedette.server.stream.StreamId;
import io.vedette.server.values.HashValue;
import io.vedette.server.values.ListValue;
import io.vedette.server.values.Missing;
import io.vedette.server.values.SetValue;
import io.vedette.server.values.SortedSetValue;
import io.vedette.server.values.StreamCursor;
import io.vedette.server.values.StreamValue;
import io.vedette.server.values.StringValue;
import io.vedette.server.values.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The commands that make one key with its value: those that Redis writes when it rewrites its file. Stateless beyond one call. */
public final class ValueCommands {
    /** Elements in one command; the number is Redis'. */
    private static final int BATCH = 64;

    /** Takes a command. */
    @FunctionalInterface
    public interface Sink {
        void command(byte[]... words) throws IOException;
    }

    private final Sink sink;

    private ValueCommands(Sink sink) {
        this.sink = sink;
    }

    /** @param expireAtMillis since 1970, or {@link Database#NO_EXPIRY} */
    public static void write(byte[] key, Value value, long expireAtMillis, Sink sink) throws IOException {
        new ValueCommands(sink).entry(key, value, expireAtMillis);
    }

    private void entry(byte[] key, Value value, long expireAtMillis) throws IOException {
        switch (value) {
            case StringValue string -> command(word("SET"), key, string.bytes());
            case ListValue list -> {
                List<byte[]> batch = begin("RPUSH", key);
                for (long from = 0; from < list.size(); from += BATCH) {
                    list.walk(
                            from,
                            Math.min(BATCH, list.size() - from),
                            false,
                            (bytes, at, length) -> batch.add(Arrays.copyOfRange(bytes, at, at + length)));
                    end(batch);
                }
            }
            case SetValue set -> set(key, set);
            case SortedSetValue sorted -> sortedSet(key, sorted);
            case HashValue hash -> hash(key, hash);
            case StreamValue stream -> stream(key, stream);
            case Missing missing -> throw new IllegalStateException("a key without a value in a snapshot");
        }
        if (expireAtMillis != Database.NO_EXPIRY) {
            command(word("PEXPIREAT"), key, word(Long.toString(expireAtMillis)));
        }
    }

    private void set(byte[] key, SetValue set) throws IOException {
        List<byte[]> batch = begin("SADD", key);
        try {
            set.forEach(member -> {
                batch.add(member);
                endIfFull(batch, 1);
            });
        } catch (Unwritten e) {
            throw e.reason;
        }
        end(batch);
    }

    private void sortedSet(byte[] key, SortedSetValue sorted) throws IOException {
        List<byte[]> batch = begin("ZADD", key);
        try {
            sorted.forEach((member, score) -> {
                batch.add(word(sorted.storedText(score)));
                batch.add(member);
                endIfFull(batch, 2);
            });
        } catch (Unwritten e) {
            throw e.reason;
        }
        end(batch);
    }

    private void hash(byte[] key, HashValue hash) throws IOException {
        List<byte[]> batch = begin("HMSET", key);
        try {
            hash.forEach((field, text) -> {
                batch.add(field);
                batch.add(text);
                endIfFull(batch, 2);
            });
        } catch (Unwritten e) {
            throw e.reason;
        }
        end(batch);
    }

    private void stream(byte[] key, StreamValue stream) throws IOException {
        for (StreamCursor entries = stream.range(StreamId.MIN, StreamId.MAX, false); entries.next(); ) {
            List<byte[]> words = begin("XADD", key);
            words.add(word(entries.entry().id()));
            entries.entry().words((bytes, at, length) -> words.add(Arrays.copyOfRange(bytes, at, at + length)));
            command(words.toArray(byte[][]::new));
        }
        if (stream.size() == 0) {
            command(word("XADD"), key, word("MAXLEN"), word("0"), word("0-1"), word("x"), word("y"));
        }
        command(
                word("XSETID"),
                key,
                word(stream.lastId()),
                word("ENTRIESADDED"),
                word(Long.toString(stream.entriesAdded())),
                word("MAXDELETEDID"),
                word(stream.maxDeletedId()));
        for (ConsumerGroup group : stream.groups()) {
            command(
                    word("XGROUP"),
                    word("CREATE"),
                    key,
                    group.name(),
                    word(group.lastDelivered()),
                    word("ENTRIESREAD"),
                    word(Long.toString(group.entriesRead())));
            for (Consumer consumer : group.consumers()) {
                consumer(key, group, consumer);
            }
        }
    }

    private void consumer(byte[] key, ConsumerGroup group, Consumer consumer) throws IOException {
        IdTable pending = consumer.pending();
        if (pending.isEmpty()) {
            command(word("XGROUP"), word("CREATECONSUMER"), key, group.name(), consumer.name());
        }
        for (long place = pending.first(); place != IdTable.NONE; place = pending.next(place)) {
            StreamId id = pending.id(place);
            long inGroup = group.pending().find(id);
            command(
                    word("XCLAIM"),
                    key,
                    group.name(),
                    consumer.name(),
                    word("0"),
                    word(id),
                    word("TIME"),
                    word(Long.toString(group.deliveredMillis(inGroup))),
                    word("RETRYCOUNT"),
                    word(Long.toString(group.deliveries(inGroup))),
                    word("JUSTID"),
                    word("FORCE"));
        }
    }

    private static List<byte[]> begin(String command, byte[] key) {
        List<byte[]> words = new ArrayList<>();
        words.add(word(command));
        words.add(key);
        return words;
    }

    private static final class Unwritten extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final IOException reason;

        Unwritten(IOException reason) {
            super(reason);
            this.reason = reason;
        }
    }

    private void endIfFull(List<byte[]> batch, int wordsEach) {
        if (batch.size() - 2 == BATCH * wordsEach) {
            try {
                end(batch);
            } catch (IOException e) {
                throw new Unwritten(e);
            }
        }
    }

    /** Writes the batch, if there is anything in it, and leaves its command and key for the next one. */
    private void end(List<byte[]> batch) throws IOException {
        if (batch.size() > 2) {
            command(batch.toArray(byte[][]::new));
            batch.subList(2, batch.size()).clear();
        }
    }

    private void command(byte[]... words) throws IOException {
        sink.command(words);
    }

    static byte[] word(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] word(StreamId id) {
        return word(Long.toUnsignedString(id.ms()) + "-" + Long.toUnsignedString(id.seq()));
    }
}
