package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.StringRun;
import io.vedette.server.commands.StringOptions.Expiry;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.session.StringRuns;
import io.vedette.server.values.StringValue;
import io.vedette.server.values.Value;
import io.vedette.session.Call;
import io.vedette.session.CommandFunction;
import io.vedette.session.CommandTable;
import java.util.ArrayList;
import java.util.List;

/** The string group without its numbers ({@link CounterCommands}) and LCS ({@link LcsCommand}). */
final class StringCommands {
    private static final byte[] NOTHING = new byte[0];

    private final Store store;

    StringCommands(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        table.bind("get", this::get);
        table.bind("set", new Setting());
        table.bind("setnx", this::setnx);
        table.bind("setex", call -> setWithExpiry(call, Expiry.EX));
        table.bind("psetex", call -> setWithExpiry(call, Expiry.PX));
        table.bind("getset", this::getset);
        table.bind("getdel", this::getdel);
        table.bind("getex", this::getex);
        table.bind("mget", this::mget);
        table.bind("mset", this::mset);
        table.bind("msetnx", this::msetnx);
        table.bind("append", this::append);
        table.bind("strlen", this::strlen);
        table.bind("setrange", this::setrange);
        table.bind("getrange", this::getrange);
        table.bind("substr", this::getrange);
    }

    private void get(Call call) {
        if (!store.database(call).findString(call.argv().bytes(1), call.reply())) {
            throw Errors.wrongType();
        }
    }

    /** SET; plain ones that a file holds also many at once. */
    private final class Setting implements CommandFunction, StringRuns.Setter {
        @Override
        public void run(Call call) {
            StringCommands.this.set(call);
        }

        @Override
        public void set(Database database, StringRun run) {
            database.putAll(run);
        }
    }

    private void set(Call call) {
        Argv argv = call.argv();
        StringOptions options = StringOptions.ofSet(argv);
        long expireAtMillis = options.expires()
                ? options.expireAtMillis(argv, call.nowMillis(), call.spec().name())
                : Database.NO_EXPIRY;
        Database database = store.database(call);
        byte[] key = argv.bytes(1);
        if (options.get()) {
            answer(call.reply(), database.find(key));
        }
        if (options.onlyIfMissing() || options.onlyIfPresent()) {
            boolean found = database.findForWrite(key).exists();
            if (found ? options.onlyIfMissing() : options.onlyIfPresent()) {
                if (!options.get()) {
                    call.reply().nullBulk();
                }
                return;
            }
        }
        StringValue value = StringValue.of(argv.bytes(2));
        if (options.keepExpiry()) {
            database.update(key, value, KeyEvent.SET);
        } else {
            database.put(key, value, expireAtMillis, KeyEvent.SET);
        }
        if (options.expires()) {
            database.tell(KeyEvent.EXPIRE, key);
            store.propagate(Store.SET, key, argv.bytes(2), Store.PXAT, Store.word(expireAtMillis));
        } else if (options.get()) {
            store.propagation().replaceWith(withoutGet(argv));
        }
        if (!options.get()) {
            call.reply().ok();
        }
    }

    /** The same SET for those who need no answer. */
    private static Argv withoutGet(Argv argv) {
        List<byte[]> words = new ArrayList<>();
        for (int i = 0; i < argv.size(); i++) {
            if (i < 3 || !argv.is(i, "get")) {
                words.add(argv.bytes(i));
            }
        }
        return new Argv(words.toArray(byte[][]::new));
    }

    private void setnx(Call call) {
        Database database = store.database(call);
        byte[] key = call.argv().bytes(1);
        boolean missing = !database.findForWrite(key).exists();
        if (missing) {
            database.put(key, StringValue.of(call.argv().bytes(2)), KeyEvent.SET);
        }
        call.reply().integer(missing ? 1 : 0);
    }

    /** SETEX and PSETEX: key, time, value. */
    private void setWithExpiry(Call call, Expiry expiry) {
        Argv argv = call.argv();
        long at = StringOptions.expireAtMillis(
                argv, 2, expiry, call.nowMillis(), call.spec().name());
        Database database = store.database(call);
        database.put(argv.bytes(1), StringValue.of(argv.bytes(3)), at, KeyEvent.SET);
        database.tell(KeyEvent.EXPIRE, argv.bytes(1));
        store.propagate(Store.SET, argv.bytes(1), argv.bytes(3), Store.PXAT, Store.word(at));
        call.reply().ok();
    }

    private void getset(Call call) {
        Argv argv = call.argv();
        Database database = store.database(call);
        answer(call.reply(), database.find(argv.bytes(1)));
        database.put(argv.bytes(1), StringValue.of(argv.bytes(2)), KeyEvent.SET);
        store.propagate(Store.SET, argv.bytes(1), argv.bytes(2));
    }

    private void getdel(Call call) {
        Database database = store.database(call);
        byte[] key = call.argv().bytes(1);
        answer(call.reply(), database.find(key));
        if (database.remove(key, KeyEvent.DEL)) {
            store.propagate(Store.DEL, key);
        }
    }

    private void getex(Call call) {
        Argv argv = call.argv();
        StringOptions options = StringOptions.ofGetex(argv);
        Database database = store.database(call);
        byte[] key = argv.bytes(1);
        Value value = database.find(key);
        answer(call.reply(), value);
        if (!value.exists()) {
            return;
        }
        if (options.persist()) {
            if (database.expireAtMillis(key) != Database.NO_EXPIRY) {
                database.expire(key, Database.NO_EXPIRY, KeyEvent.PERSIST);
                store.propagate(Store.PERSIST, key);
            }
        } else if (options.expires()) {
            long at = options.expireAtMillis(argv, call.nowMillis(), call.spec().name());
            boolean past = !options.expiry().fromNow() && Expiries.isPast(store, at, call.nowMillis());
            if (past) {
                database.remove(key, KeyEvent.DEL);
                store.propagateExpiryInThePast(key);
            } else {
                database.expire(key, at, KeyEvent.EXPIRE);
                store.propagate(Store.PEXPIREAT, key, Store.word(at));
            }
        }
    }

    private void mget(Call call) {
        Argv argv = call.argv();
        ReplyWriter reply = call.reply();
        Database database = store.database(call);
        reply.array(argv.size() - 1);
        for (int i = 1; i < argv.size(); i++) {
            if (!database.findString(argv.bytes(i), reply)) {
                reply.nullBulk();
            }
        }
    }

    private void mset(Call call) {
        requirePairs(call);
        putAll(call);
        call.reply().ok();
    }

    private void msetnx(Call call) {
        requirePairs(call);
        Database database = store.database(call);
        for (int i = 1; i < call.argv().size(); i += 2) {
            if (database.findForWrite(call.argv().bytes(i)).exists()) {
                call.reply().integer(0);
                return;
            }
        }
        putAll(call);
        call.reply().integer(1);
    }

    private static void requirePairs(Call call) {
        if (call.argv().size() % 2 == 0) {
            throw Errors.wrongArity(call.spec().name());
        }
    }

    private void putAll(Call call) {
        Argv argv = call.argv();
        Database database = store.database(call);
        for (int i = 1; i < argv.size(); i += 2) {
            database.put(argv.bytes(i), StringValue.of(argv.bytes(i + 1)), KeyEvent.SET);
        }
    }

    private void append(Call call) {
        byte[] key = call.argv().bytes(1);
        byte[] more = call.argv().bytes(2);
        Database database = store.database(call);
        Value old = database.findForWrite(key);
        if (!old.exists()) {
            database.put(key, StringValue.of(more), KeyEvent.APPEND);
            call.reply().integer(more.length);
            return;
        }
        int length = old.asString().length();
        requireLength(call, (long) length + more.length);
        database.patch(key, length, more, KeyEvent.APPEND);
        call.reply().integer(length + more.length);
    }

    private void strlen(Call call) {
        call.reply()
                .integer(store.database(call)
                        .find(call.argv().bytes(1))
                        .asString()
                        .length());
    }

    private void setrange(Call call) {
        Argv argv = call.argv();
        long offset = argv.asLong(2);
        if (offset < 0) {
            throw Errors.offsetOutOfRange();
        }
        byte[] key = argv.bytes(1);
        byte[] patch = argv.bytes(3);
        Database database = store.database(call);
        int length = database.findForWrite(key).asString().length();
        if (patch.length == 0) {
            call.reply().integer(length);
            return;
        }
        if (offset > store.longestString(call)) {
            throw Errors.stringTooLong();
        }
        requireLength(call, offset + patch.length);
        database.patch(key, (int) offset, patch, KeyEvent.SETRANGE);
        call.reply().integer(Math.max(length, (int) offset + patch.length));
    }

    /** GETRANGE, and SUBSTR, its old name. Positions count from the end when negative. */
    private void getrange(Call call) {
        Argv argv = call.argv();
        long start = argv.asLong(2);
        long end = argv.asLong(3);
        StringValue text = store.database(call).find(argv.bytes(1)).asString();
        int length = text.length();
        if (start < 0 && end < 0 && start > end) {
            call.reply().bulk(NOTHING);
            return;
        }
        long first = Math.max(0, start < 0 ? start + length : start);
        long last = Math.min(length - 1L, Math.max(0, end < 0 ? end + length : end));
        if (first > last) {
            call.reply().bulk(NOTHING);
        } else {
            call.reply().bulk(text.range((int) first, (int) (last - first + 1)));
        }
    }

    private void requireLength(Call call, long length) {
        if (length > store.longestString(call)) {
            throw Errors.stringTooLong();
        }
    }

    /** A string as bulk, a missing one as null, anything else as WRONGTYPE. */
    private static void answer(ReplyWriter reply, Value value) {
        if (value.exists()) {
            reply.bulk(value.asString().bytes());
        } else {
            reply.nullBulk();
        }
    }
}
