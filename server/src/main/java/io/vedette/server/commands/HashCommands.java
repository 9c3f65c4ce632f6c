package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Ascii;
import io.vedette.resp.Errors;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RespException;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.values.HashValue;
import io.vedette.server.values.Kind;
import io.vedette.server.values.Value;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The hash group. */
final class HashCommands {
    private static final byte[] HSET = Store.word("HSET");
    private static final byte[] ZERO = {'0'};

    private final Store store;

    HashCommands(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        table.bind("hset", call -> call.reply().integer(setAll(call)));
        table.bind("hmset", call -> {
            setAll(call);
            call.reply().ok();
        });
        table.bind("hsetnx", this::hsetnx);
        table.bind("hget", this::hget);
        table.bind("hmget", this::hmget);
        table.bind("hgetall", this::hgetall);
        table.bind("hkeys", this::hkeys);
        table.bind("hvals", this::hvals);
        table.bind("hdel", this::hdel);
        table.bind(
                "hexists",
                call -> call.reply().integer(hash(call).contains(call.argv().bytes(2)) ? 1 : 0));
        table.bind("hlen", call -> call.reply().integer(hash(call).size()));
        table.bind(
                "hstrlen",
                call -> call.reply().integer(hash(call).valueLength(call.argv().bytes(2))));
        table.bind("hincrby", this::hincrby);
        table.bind("hincrbyfloat", this::hincrbyfloat);
        table.bind("hscan", this::hscan);
        table.bind("hrandfield", this::hrandfield);
    }

    private HashValue hash(Call call) {
        return store.database(call).find(call.argv().bytes(1)).asHash();
    }

    // ---- writing

    /** HSET and HMSET; how many fields are new. A field that gets the value it had counts as a change too. */
    private long setAll(Call call) {
        Argv argv = call.argv();
        if (argv.size() % 2 != 0) {
            throw Errors.wrongArity(call.spec().name());
        }
        Database database = store.database(call);
        HashValue hash = database.edit(argv.bytes(1), Kind.HASH);
        long added = 0;
        for (int i = 2; i < argv.size(); i += 2) {
            added += hash.put(argv.bytes(i), argv.bytes(i + 1)) ? 1 : 0;
        }
        database.edited(argv.bytes(1), hash, argv.size() / 2 - 1, KeyEvent.HSET);
        return added;
    }

    private void hsetnx(Call call) {
        Argv argv = call.argv();
        Database database = store.database(call);
        HashValue hash = database.edit(argv.bytes(1), Kind.HASH);
        boolean missing = !hash.contains(argv.bytes(2));
        if (missing) {
            hash.put(argv.bytes(2), argv.bytes(3));
            database.edited(argv.bytes(1), hash, 1, KeyEvent.HSET);
        }
        call.reply().integer(missing ? 1 : 0);
    }

    private void hdel(Call call) {
        Argv argv = call.argv();
        Database database = store.database(call);
        HashValue hash = database.edit(argv.bytes(1), Kind.HASH);
        long removed = 0;
        for (int i = 2; i < argv.size() && hash.size() > 0; i++) {
            removed += hash.remove(argv.bytes(i)) ? 1 : 0;
        }
        if (removed > 0) {
            database.edited(argv.bytes(1), hash, removed, KeyEvent.HDEL);
        }
        call.reply().integer(removed);
    }

    private void hincrby(Call call) {
        Argv argv = call.argv();
        long amount = argv.asLong(3);
        Database database = store.database(call);
        HashValue hash = database.edit(argv.bytes(1), Kind.HASH);
        byte[] old = hash.get(argv.bytes(2)).orElse(ZERO);
        if (!Ascii.isLong(old)) {
            throw Errors.hashValueNotAnInteger();
        }
        long number = Ascii.parseLong(old);
        long sum = number + amount;
        if (((number ^ sum) & (amount ^ sum)) < 0) {
            throw Errors.increasePastRange();
        }
        hash.put(argv.bytes(2), Store.word(sum));
        database.edited(argv.bytes(1), hash, 1, KeyEvent.HINCRBY);
        call.reply().integer(sum);
    }

    private void hincrbyfloat(Call call) {
        Argv argv = call.argv();
        LongDouble amount = LongDouble.parse(argv.bytes(3));
        if (!amount.isFinite()) {
            throw Errors.nanOrInfinity();
        }
        byte[] key = argv.bytes(1);
        byte[] field = argv.bytes(2);
        Database database = store.database(call);
        HashValue hash = database.edit(key, Kind.HASH);
        LongDouble sum = number(hash.get(field).orElse(ZERO)).plus(amount);
        if (!sum.isFinite()) {
            throw Errors.increaseToNan();
        }
        byte[] text = Store.word(sum.text());
        hash.put(field, text);
        database.edited(key, hash, 1, KeyEvent.HINCRBYFLOAT);
        // The result goes to the log, not the sum: another machine may add in another precision.
        store.propagate(HSET, key, field, text);
        call.reply().bulk(text);
    }

    private static LongDouble number(byte[] value) {
        try {
            return LongDouble.parse(value);
        } catch (RespException notAFloat) {
            throw Errors.hashValueNotAFloat();
        }
    }

    // ---- reading

    private void hget(Call call) {
        answer(call.reply(), hash(call).get(call.argv().bytes(2)));
    }

    private void hmget(Call call) {
        HashValue hash = hash(call);
        call.reply().array(call.argv().size() - 2);
        for (int i = 2; i < call.argv().size(); i++) {
            answer(call.reply(), hash.get(call.argv().bytes(i)));
        }
    }

    private static void answer(ReplyWriter reply, Optional<byte[]> value) {
        value.ifPresentOrElse(reply::bulk, reply::nullBulk);
    }

    private void hgetall(Call call) {
        HashValue hash = hash(call);
        ReplyWriter reply = call.reply();
        reply.map(hash.size());
        hash.forEach((field, value) -> {
            reply.bulk(field);
            reply.bulk(value);
        });
    }

    private void hkeys(Call call) {
        HashValue hash = hash(call);
        call.reply().array(hash.size());
        hash.forEach((field, value) -> call.reply().bulk(field));
    }

    private void hvals(Call call) {
        HashValue hash = hash(call);
        call.reply().array(hash.size());
        hash.forEach((field, value) -> call.reply().bulk(value));
    }

    private void hscan(Call call) {
        Argv argv = call.argv();
        long cursor = ScanOptions.cursor(argv.bytes(2));
        Value found = store.database(call).find(argv.bytes(1));
        HashValue hash = found.asHash();
        GatheredWords page = new GatheredWords();
        long next = 0;
        if (found.exists()) {
            ScanOptions options = ScanOptions.ofElements(argv, 3);
            next = hash.scan(cursor, options.count(), (field, value) -> {
                if (options.matches(field)) {
                    page.add(field);
                    page.add(value);
                }
            });
        }
        ScanOptions.answer(call.reply(), next, page.words());
    }

    private void hrandfield(Call call) {
        RandomGenerator random = store.keyspace().random();
        ReplyWriter reply = call.reply();
        if (call.argv().size() == 2) {
            HashValue hash = hash(call);
            if (hash.size() == 0) {
                reply.nullBulk();
            } else {
                hash.drawRepeatedly(1, random, (field, value) -> reply.bulk(field));
            }
            return;
        }
        RandomCount wanted = RandomCount.parse(call.argv(), "withvalues");
        HashValue hash = hash(call);
        long count = wanted.drawn(hash.size());
        boolean flat = wanted.whole() && reply.protocol() == 2;
        reply.array(flat ? 2 * count : count);
        HashValue.Sink sink = (field, value) -> {
            if (wanted.whole() && !flat) {
                reply.array(2);
            }
            reply.bulk(field);
            if (wanted.whole()) {
                reply.bulk(value);
            }
        };
        if (wanted.repeats()) {
            hash.drawRepeatedly(count, random, sink);
        } else {
            hash.drawDifferent(count, random, sink);
        }
    }
}
