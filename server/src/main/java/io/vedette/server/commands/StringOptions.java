package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;

/** The options that SET and GETEX share, read from the words of one request. */
final class StringOptions {
    /** How the expiry is worded. */
    enum Expiry {
        NONE,
        EX,
        PX,
        EXAT,
        PXAT;

        boolean inSeconds() {
            return this == EX || this == EXAT;
        }

        boolean fromNow() {
            return this == EX || this == PX;
        }
    }

    /** Of a SET without any, as most are: one for all, since nothing of it changes. */
    private static final StringOptions PLAIN = new StringOptions(true);

    private final boolean forSet;
    private boolean onlyIfMissing;
    private boolean onlyIfPresent;
    private boolean get;
    private boolean keepExpiry;
    private boolean persist;
    private Expiry expiry = Expiry.NONE;
    private int expiryPosition;

    private StringOptions(boolean forSet) {
        this.forSet = forSet;
    }

    /** The options of SET, behind key and value. */
    static StringOptions ofSet(Argv argv) {
        return argv.size() == 3 ? PLAIN : new StringOptions(true).parse(argv, 3);
    }

    /** The options of GETEX, behind the key. */
    static StringOptions ofGetex(Argv argv) {
        return new StringOptions(false).parse(argv, 2);
    }

    boolean onlyIfMissing() {
        return onlyIfMissing;
    }

    boolean onlyIfPresent() {
        return onlyIfPresent;
    }

    boolean get() {
        return get;
    }

    boolean keepExpiry() {
        return keepExpiry;
    }

    boolean persist() {
        return persist;
    }

    Expiry expiry() {
        return expiry;
    }

    boolean expires() {
        return expiry != Expiry.NONE;
    }

    /** The absolute expiry that was asked for; {@link #expires} must be true. */
    long expireAtMillis(Argv argv, long nowMillis, String command) {
        return expireAtMillis(argv, expiryPosition, expiry, nowMillis, command);
    }

    static long expireAtMillis(Argv argv, int position, Expiry expiry, long nowMillis, String command) {
        long time = argv.asLong(position);
        if (time <= 0 || expiry.inSeconds() && time > Long.MAX_VALUE / 1000) {
            throw Errors.invalidExpireTime(command);
        }
        long millis = expiry.inSeconds() ? time * 1000 : time;
        if (expiry.fromNow() && millis > Long.MAX_VALUE - nowMillis) {
            throw Errors.invalidExpireTime(command);
        }
        return expiry.fromNow() ? millis + nowMillis : millis;
    }

    private StringOptions parse(Argv argv, int from) {
        for (int i = from; i < argv.size(); i++) {
            boolean more = i + 1 < argv.size();
            if (forSet && argv.is(i, "nx") && !onlyIfPresent) {
                onlyIfMissing = true;
            } else if (forSet && argv.is(i, "xx") && !onlyIfMissing) {
                onlyIfPresent = true;
            } else if (forSet && argv.is(i, "get")) {
                get = true;
            } else if (forSet && argv.is(i, "keepttl") && expiry == Expiry.NONE) {
                keepExpiry = true;
            } else if (!forSet && argv.is(i, "persist") && expiry == Expiry.NONE) {
                persist = true;
            } else if (more && !keepExpiry && !persist && expiryWord(argv, i)) {
                i++;
                expiryPosition = i;
            } else {
                throw Errors.syntax();
            }
        }
        return this;
    }

    /** Takes one of the four words; the same word may come again, and then the last one counts. */
    private boolean expiryWord(Argv argv, int position) {
        Expiry word = argv.is(position, "ex")
                ? Expiry.EX
                : argv.is(position, "px")
                        ? Expiry.PX
                        : argv.is(position, "exat")
                                ? Expiry.EXAT
                                : argv.is(position, "pxat") ? Expiry.PXAT : Expiry.NONE;
        if (word == Expiry.NONE || expiry != Expiry.NONE && expiry != word) {
            return false;
        }
        expiry = word;
        return true;
    }
}
