package io.vedette.server.check;

import io.vedette.rdb.RdbException;
import io.vedette.rdb.RdbInput;
import io.vedette.rdb.RdbKey;
import io.vedette.rdb.RdbReader;
import io.vedette.rdb.RdbStage;
import io.vedette.rdb.RdbType;
import io.vedette.rdb.RdbVisitor;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.keyspace.KeyspaceListener;
import io.vedette.server.persistence.SerializedValue;
import io.vedette.server.values.EncodingLimits;
import io.vedette.server.values.StringValue;
import io.vedette.server.values.Values;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Reads a snapshot file as the server would and keeps nothing of it, so a file may be larger than the memory: every value is
 * taken apart and given back. (That a key stands twice, or in a database that a server does not have, is therefore not seen,
 * as Redis' own tool does not see it.) One thread; one file.
 */
public final class SnapshotCheck implements RdbVisitor {
    /** Hears what the file holds while it is read. */
    public interface Hearer {
        /** @param offset bytes read so far */
        void aux(long offset, String name, String value);

        void database(long offset, long number);

        /**
         * A key and its value were sound.
         *
         * @param bytes what both take in the file
         */
        void key(String key, String kind, long bytes);
    }

    /** Where the reading ended before its time. */
    public record Fault(String message, RdbStage stage) {}

    private final Hearer hearer;
    private final Optional<Export> export;
    private final long nowMillis;
    private final Values values;
    private long position;
    private long begun;
    private RdbStage stage = RdbStage.START;
    private long keys;
    private long expiring;
    private long expired;
    private boolean summed;
    private int version;
    private Optional<String> lastKey = Optional.empty();
    private Optional<RdbType> lastType = Optional.of(RdbType.STRING);
    private Optional<Fault> fault = Optional.empty();

    /**
     * @param export gets everything that is found, too
     * @param nowMillis wall clock, milliseconds since 1970: which keys have expired already
     */
    public SnapshotCheck(Hearer hearer, Optional<Export> export, RandomGenerator random, long nowMillis) {
        this.hearer = hearer;
        this.export = export;
        this.nowMillis = nowMillis;
        this.values = new Keyspace(1, KeyspaceListener.NONE, random, EncodingLimits.USUAL).values();
    }

    /**
     * Reads all of it.
     *
     * @throws IOException the input failed; what is wrong with the file is no exception but {@link #fault}
     */
    public void read(RdbInput input) throws IOException {
        try {
            position = RdbReader.read(input, this, true);
        } catch (RdbException damaged) {
            position = damaged.offset();
            fault = Optional.of(
                    switch (damaged.fault()) {
                        case CHECKSUM -> new Fault("RDB CRC error", RdbStage.CHECK_SUM);
                        case SHORT_READ -> new Fault("Unexpected EOF reading RDB file", stage);
                        case BAD_MAGIC,
                                BAD_VERSION,
                                STRUCTURE,
                                DATABASE_OUT_OF_RANGE,
                                DUPLICATE_KEY,
                                UNKNOWN_MODULE,
                                FUNCTION,
                                UNSUPPORTED -> new Fault(damaged.reason(), stage);
                    });
        }
    }

    /** What is wrong with the file; nothing if it is sound. */
    public Optional<Fault> fault() {
        return fault;
    }

    /** Where the reading ended, in bytes. */
    public long position() {
        return position;
    }

    /** Keys that were begun. */
    public long keys() {
        return keys;
    }

    /** Keys with an expiry. */
    public long expiring() {
        return expiring;
    }

    /** Keys whose time has passed. */
    public long expired() {
        return expired;
    }

    /** Whether there was a check sum to verify. */
    public boolean isSummed() {
        return summed;
    }

    /** Whether the file is so old that it cannot have a check sum. */
    public boolean isOlderThanSums() {
        return version < RdbReader.FIRST_VERSION_WITH_SUM;
    }

    /** The key whose value was being read when the reading ended, if one was. */
    public Optional<String> lastKey() {
        return lastKey;
    }

    /** The type of the last value that was begun and not ended, as Redis' own tool tells it: a string before the first. */
    public Optional<RdbType> lastType() {
        return lastType;
    }

    @Override
    public void position(long bytes, RdbStage reached) {
        if (reached == RdbStage.READ_TYPE) {
            begun = bytes;
        }
        position = bytes;
        stage = reached;
    }

    @Override
    public void version(int read) {
        version = read;
    }

    @Override
    public void readingKey(RdbType type) {
        lastType = Optional.of(type);
    }

    @Override
    public void reading(RdbKey key, RdbType type) {
        keys++;
        lastKey = Optional.of(text(key.bytes()));
    }

    @Override
    public void summed(boolean present) {
        summed = present;
    }

    @Override
    public void aux(byte[] name, byte[] value) {
        hearer.aux(position, text(name), text(value));
    }

    @Override
    public void database(long number) {
        hearer.database(position, number);
        export.ifPresent(present -> present.database(number));
    }

    @Override
    public void functionLibrary(byte[] source) {
        export.ifPresent(present -> present.library(source)); // nothing runs it, so nothing is known of it
    }

    @Override
    public void string(RdbKey key, byte[] value) {
        count(key, RdbType.STRING);
        export.ifPresent(present -> present.key(key, StringValue.of(value)));
    }

    @Override
    public void structure(RdbKey key, RdbType type, byte[] payload) throws RdbException {
        SerializedValue.check(type, payload, values, value -> export.ifPresent(present -> present.key(key, value)));
        count(key, type);
    }

    private void count(RdbKey key, RdbType type) {
        if (key.expires()) {
            expiring++;
            expired += key.expireAtMillis() < nowMillis ? 1 : 0;
        }
        hearer.key(text(key.bytes()), type.kind(), position - begun);
        lastKey = Optional.empty();
        lastType = Optional.empty();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
