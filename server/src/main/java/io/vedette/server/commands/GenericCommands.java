package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.Glob;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.persistence.SerializedValue;
import io.vedette.server.values.Value;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import java.util.Arrays;
import java.util.Optional;

/** Commands on keys of any type, except their expiry ({@link ExpiryCommands}) and OBJECT ({@link ObjectCommands}). */
final class GenericCommands {
    private final Store store;

    GenericCommands(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        table.bind("del", this::del);
        table.bind("unlink", this::del);
        table.bind("exists", this::exists);
        table.bind("touch", this::touch);
        table.bind("type", this::type);
        table.bind("keys", this::keys);
        table.bind("scan", this::scan);
        table.bind("randomkey", this::randomkey);
        table.bind("rename", call -> rename(call, false));
        table.bind("renamenx", call -> rename(call, true));
        table.bind("copy", this::copy);
        table.bind("move", this::move);
    }

    /** DEL and UNLINK: the collector frees memory beside the loop in either case. */
    private void del(Call call) {
        Database database = store.database(call);
        int removed = 0;
        for (int i = 1; i < call.argv().size(); i++) {
            if (database.remove(call.argv().bytes(i), KeyEvent.DEL)) {
                removed++;
            }
        }
        call.reply().integer(removed);
    }

    private void exists(Call call) {
        Database database = store.database(call);
        int found = 0;
        for (int i = 1; i < call.argv().size(); i++) {
            if (database.inspect(call.argv().bytes(i)).exists()) {
                found++;
            }
        }
        call.reply().integer(found);
    }

    private void touch(Call call) {
        Database database = store.database(call);
        int found = 0;
        for (int i = 1; i < call.argv().size(); i++) {
            if (database.find(call.argv().bytes(i)).exists()) {
                found++;
            }
        }
        call.reply().integer(found);
    }

    private void type(Call call) {
        call.reply()
                .simple(store.database(call)
                        .inspect(call.argv().bytes(1))
                        .type()
                        .word());
    }

    private void keys(Call call) {
        byte[] pattern = call.argv().bytes(1);
        GatheredWords keys = new GatheredWords();
        store.database(call).forEachKey(key -> {
            if (Glob.matches(pattern, key)) {
                keys.add(key);
            }
        });
        call.reply().array(keys.words().size());
        keys.words().forEach(call.reply()::bulk);
    }

    private void scan(Call call) {
        Argv argv = call.argv();
        long cursor = ScanOptions.cursor(argv.bytes(1));
        ScanOptions options = ScanOptions.parse(argv, 2);
        GatheredWords keys = new GatheredWords();
        long next = store.database(call).scan(cursor, options.count(), (key, type) -> {
            if (options.wants(key, type)) {
                keys.add(key);
            }
        });
        ScanOptions.answer(call.reply(), next, keys.words());
    }

    private void randomkey(Call call) {
        Optional<byte[]> key = store.database(call).randomKey();
        key.ifPresentOrElse(call.reply()::bulk, call.reply()::nullBulk);
    }

    private void rename(Call call, boolean onlyIfMissing) {
        byte[] from = call.argv().bytes(1);
        byte[] to = call.argv().bytes(2);
        Database database = store.database(call);
        if (!database.findForWrite(from).exists()) {
            throw Errors.noSuchKey();
        }
        boolean same = Arrays.equals(from, to);
        boolean blocked = onlyIfMissing && (same || database.findForWrite(to).exists());
        if (!same && !blocked) {
            database.rename(from, to);
            database.tell(KeyEvent.RENAME_FROM, from);
            database.tell(KeyEvent.RENAME_TO, to);
        }
        if (onlyIfMissing) {
            call.reply().integer(blocked ? 0 : 1);
        } else {
            call.reply().ok();
        }
    }

    private void copy(Call call) {
        Argv argv = call.argv();
        Database source = store.database(call);
        Database target = source;
        boolean replace = false;
        for (int i = 3; i < argv.size(); i++) {
            if (argv.is(i, "replace")) {
                replace = true;
            } else if (argv.is(i, "db") && i + 1 < argv.size()) {
                i++;
                target = store.database(argv.asInt(i));
            } else {
                throw Errors.syntax();
            }
        }
        byte[] from = argv.bytes(1);
        byte[] to = argv.bytes(2);
        if (source == target && Arrays.equals(from, to)) {
            throw Errors.sameObject();
        }
        Value value = source.find(from);
        boolean present = value.exists() && target.findForWrite(to).exists();
        if (!value.exists() || present && !replace) {
            call.reply().integer(0);
            return;
        }
        Value copy = SerializedValue.copy(value, store.keyspace().values());
        target.replace(to, copy, source.expireAtMillis(from), KeyEvent.COPY_TO);
        call.reply().integer(1);
    }

    private void move(Call call) {
        byte[] key = call.argv().bytes(1);
        Database source = store.database(call);
        Database target = store.database(call.argv().asInt(2));
        if (source == target) {
            throw Errors.sameObject();
        }
        if (!source.findForWrite(key).exists() || target.findForWrite(key).exists()) {
            call.reply().integer(0);
            return;
        }
        source.moveTo(target, key);
        source.tell(KeyEvent.MOVE_FROM, key);
        target.tell(KeyEvent.MOVE_TO, key);
        call.reply().integer(1);
    }
}
