package io.vedette.rdb;

/**
 * Gets what a snapshot holds, in the order of the file. Every method may refuse by throwing an {@link RdbException}; the
 * reading then ends with it. Arrays are handed over: the visitor may keep them.
 *
 * <p>The database is 0 until {@link #database} says otherwise.
 */
public interface RdbVisitor {
    /** First call. */
    default void version(int version) throws RdbException {}

    /** The reader has consumed so many bytes, and now does this; before each of the other calls, and more often. */
    default void position(long bytes, RdbStage stage) {}

    /** A key comes next whose value is of this type. */
    default void readingKey(RdbType type) {}

    /** The value of this key comes next. */
    default void reading(RdbKey key, RdbType type) {}

    /** Before {@link #end}: whether there was a check sum; if so, and if it was to be verified, it was right. */
    default void summed(boolean present) {}

    /** A field about the file, for example {@code repl-id}. */
    default void aux(byte[] name, byte[] value) throws RdbException {}

    /** The keys that follow belong to this database. */
    void database(long number) throws RdbException;

    /** A hint about the current database: how many keys, how many of them with an expiry. */
    default void sizes(long keys, long expiringKeys) throws RdbException {}

    /** The source of a function library, its {@code #!} line included. */
    default void functionLibrary(byte[] source) throws RdbException {
        throw new RdbException(RdbFault.UNSUPPORTED, "Function libraries are not supported");
    }

    void string(RdbKey key, byte[] value) throws RdbException;

    /** Whether {@link #strings} is called where it can be. {@link #position} and {@link #reading} are not called for those then. */
    default boolean takesManyStrings() {
        return false;
    }

    /** Several strings at once of which nothing is known but key and value, in place of a call of {@link #string} for each. */
    default void strings(PlainStrings strings) throws RdbException {}

    /**
     * A value that is no plain string.
     *
     * @param payload the value as it stands in the file (without type byte and key), its outline checked
     */
    default void structure(RdbKey key, RdbType type, byte[] payload) throws RdbException {
        throw new RdbException(
                RdbFault.UNSUPPORTED,
                "Values of type " + type.kind() + " (" + type.number() + ") are not supported: key '"
                        + Printable.text(key.bytes()) + "'");
    }

    /** Last call, after the check sum was found right. */
    default void end() throws RdbException {}
}
