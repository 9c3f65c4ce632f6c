package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;

/** Setting, asking and taking away the expiry of keys. */
final class ExpiryCommands {
    private final Store store;

    ExpiryCommands(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        table.bind("expire", call -> expire(call, true, true));
        table.bind("pexpire", call -> expire(call, false, true));
        table.bind("expireat", call -> expire(call, true, false));
        table.bind("pexpireat", call -> expire(call, false, false));
        table.bind("ttl", call -> timeToLive(call, true));
        table.bind("pttl", call -> timeToLive(call, false));
        table.bind("expiretime", call -> expireTime(call, true));
        table.bind("pexpiretime", call -> expireTime(call, false));
        table.bind("persist", this::persist);
    }

    /** When a new expiry is wanted, depending on the present one. */
    private record Condition(boolean nx, boolean xx, boolean gt, boolean lt) {
        static Condition parse(Argv argv) {
            boolean nx = false;
            boolean xx = false;
            boolean gt = false;
            boolean lt = false;
            for (int i = 3; i < argv.size(); i++) {
                if (argv.is(i, "nx")) {
                    nx = true;
                } else if (argv.is(i, "xx")) {
                    xx = true;
                } else if (argv.is(i, "gt")) {
                    gt = true;
                } else if (argv.is(i, "lt")) {
                    lt = true;
                } else {
                    throw Errors.unsupportedOption(argv.bytes(i));
                }
            }
            if (nx && (xx || gt || lt)) {
                throw Errors.expireNxWithOthers();
            }
            if (gt && lt) {
                throw Errors.expireGtWithLt();
            }
            return new Condition(nx, xx, gt, lt);
        }

        /** No expiry counts as infinitely far: never less than the new one, never exceeded by it. */
        boolean allows(long newMillis, long presentMillis) {
            boolean none = presentMillis == Database.NO_EXPIRY;
            return !(nx && !none
                    || xx && none
                    || gt && (none || newMillis <= presentMillis)
                    || lt && !none && newMillis >= presentMillis);
        }
    }

    private void expire(Call call, boolean inSeconds, boolean fromNow) {
        Argv argv = call.argv();
        Condition condition = Condition.parse(argv);
        long at = absolute(
                argv.asLong(2),
                inSeconds,
                fromNow ? call.nowMillis() : 0,
                call.spec().name());
        byte[] key = argv.bytes(1);
        Database database = store.database(call);
        long present = database.expireAtMillis(key);
        if (present == Database.NO_KEY || !condition.allows(at, present)) {
            call.reply().integer(0);
            return;
        }
        if (Expiries.isPast(store, at, call.nowMillis())) {
            database.remove(key, KeyEvent.DEL);
            store.propagateExpiryInThePast(key);
        } else {
            database.expire(key, at, KeyEvent.EXPIRE);
            if (inSeconds || fromNow) {
                byte[][] words = new byte[argv.size()][];
                for (int i = 0; i < words.length; i++) {
                    words[i] = argv.bytes(i);
                }
                words[0] = Store.PEXPIREAT;
                words[2] = Store.word(at);
                store.propagate(words);
            }
        }
        call.reply().integer(1);
    }

    private static long absolute(long time, boolean inSeconds, long baseMillis, String command) {
        if (inSeconds && (time > Long.MAX_VALUE / 1000 || time < Long.MIN_VALUE / 1000)) {
            throw Errors.invalidExpireTime(command);
        }
        long millis = inSeconds ? time * 1000 : time;
        if (millis > Long.MAX_VALUE - baseMillis) {
            throw Errors.invalidExpireTime(command);
        }
        return millis + baseMillis;
    }

    private void timeToLive(Call call, boolean inSeconds) {
        long at = known(call);
        if (at < 0) {
            call.reply().integer(at);
        } else {
            long left = Math.max(0, at - call.nowMillis());
            call.reply().integer(inSeconds ? toSeconds(left) : left);
        }
    }

    private void expireTime(Call call, boolean inSeconds) {
        long at = known(call);
        call.reply().integer(at < 0 || !inSeconds ? at : toSeconds(at));
    }

    /** The key's expiry, or the two negative answers; counts as a lookup. */
    private long known(Call call) {
        byte[] key = call.argv().bytes(1);
        Database database = store.database(call);
        return database.inspect(key).exists() ? database.expireAtMillis(key) : Database.NO_KEY;
    }

    /** To the nearest second; the sum may pass 2^63. */
    private static long toSeconds(long millis) {
        return Long.divideUnsigned(millis + 500, 1000);
    }

    private void persist(Call call) {
        byte[] key = call.argv().bytes(1);
        Database database = store.database(call);
        boolean expires = database.findForWrite(key).exists() && database.expireAtMillis(key) != Database.NO_EXPIRY;
        if (expires) {
            database.expire(key, Database.NO_EXPIRY, KeyEvent.PERSIST);
        }
        call.reply().integer(expires ? 1 : 0);
    }
}
