package io.vedette.server.values;

import java.util.Optional;

/** The two forms of a hash. The place of a field, for draws, is its offset in the listpack or its record. */
sealed interface HashForm extends Form, Drawable permits PackedHash, LargeHash {
    Optional<byte[]> get(byte[] field);

    boolean contains(byte[] field);

    /** Bytes of the field's value, 0 if there is none. */
    int valueLength(byte[] field);

    boolean put(byte[] field, byte[] value);

    boolean remove(byte[] field);

    void at(int place, HashValue.Sink sink);

    long scan(long cursor, long wanted, HashValue.Sink sink);

    @Override
    HashForm fork();
}
