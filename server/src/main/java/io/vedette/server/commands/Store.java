package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.server.blocking.Blocking;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.session.Propagation;
import io.vedette.server.values.ListValue;
import io.vedette.session.Call;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What every data command works with.
 *
 * @param lazyExpire whether an expiry in the past is told as UNLINK instead of DEL ({@code lazyfree-lazy-expire})
 * @param longestString {@code proto-max-bulk-len} in bytes, which Redis takes for both requests and strings
 */
record Store(
        Keyspace keyspace,
        Propagation propagation,
        Blocking blocking,
        BooleanSupplier lazyExpire,
        LongSupplier longestString) {
    static final byte[] SET = word("SET");
    static final byte[] DEL = word("DEL");
    static final byte[] UNLINK = word("UNLINK");
    static final byte[] PERSIST = word("PERSIST");
    static final byte[] PEXPIREAT = word("PEXPIREAT");
    static final byte[] PXAT = word("PXAT");
    static final byte[] KEEPTTL = word("KEEPTTL");
    static final byte[] ABSTTL = word("ABSTTL");

    /** Longest string that a key may hold, whatever the setting says. */
    private static final long LONGEST_STRING_BYTES = 512L * 1024 * 1024;

    /** Longest string that this command may make. What a master's stream or the append-only file says has been done already. */
    long longestString(Call call) {
        boolean mustObey = call.client().user().isEmpty();
        return mustObey ? LONGEST_STRING_BYTES : Math.min(LONGEST_STRING_BYTES, longestString.getAsLong());
    }

    /** The database that the client has selected. */
    Database database(Call call) {
        return keyspace.database(call.client().database());
    }

    /** The database of that number, from a client's word. */
    Database database(long index) {
        if (index < 0 || index >= keyspace.databases()) {
            throw Errors.databaseIndexOutOfRange();
        }
        return keyspace.database((int) index);
    }

    /** The log gets one command in place of the client's words. */
    void propagate(byte[]... words) {
        propagation.replaceWith(new Argv(words));
    }

    /** The log gets the deletion of a key whose expiry was set to the past. */
    void propagateExpiryInThePast(byte[] key) {
        propagate(lazyExpire.getAsBoolean() ? UNLINK : DEL, key);
    }

    static byte[] word(String ascii) {
        return ascii.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] word(long number) {
        return word(Long.toString(number));
    }

    /** The event of elements that came to this end of a list. */
    static KeyEvent pushed(ListValue.End end) {
        return end == ListValue.End.FIRST ? KeyEvent.LPUSH : KeyEvent.RPUSH;
    }

    /** The event of elements that were taken from this end of a list. */
    static KeyEvent popped(ListValue.End end) {
        return end == ListValue.End.FIRST ? KeyEvent.LPOP : KeyEvent.RPOP;
    }

    /** The name of a command as the table knows it. */
    static String lowerCase(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
