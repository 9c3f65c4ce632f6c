package io.vedette.server.keyspace;

import io.vedette.server.packed.DenseListpack;
import io.vedette.server.values.Collection;
import io.vedette.server.values.HashValue;
import io.vedette.server.values.ListValue;
import io.vedette.server.values.SetValue;
import io.vedette.server.values.SortedSetValue;
import io.vedette.server.values.StreamValue;
import io.vedette.server.values.Type;
import io.vedette.server.values.Values;

/**
 * Collections that are small enough to lie in the record of their key, so that nothing on the heap stands for them: as the bytes of
 * their array. Read, such a collection is made anew each time; changed, it is written back.
 */
final class SmallCollections {
    /** No form: the collection is too large. */
    static final byte NONE = 0;

    private static final byte HASH = 5;
    private static final byte SET = 6;
    private static final byte SORTED_SET = 7;
    private static final byte LIST = 8;

    /** The same arrays of what has outgrown the limits of packed forms. */
    private static final byte OUTGROWN_HASH = 9;

    private static final byte OUTGROWN_SET = 10;
    private static final byte OUTGROWN_SORTED_SET = 11;

    /** Up to here what a listpack has besides its elements is much of it, and left out; beyond, that would take longer than a copy. */
    private static final int DENSE_BYTES = 512;

    private SmallCollections() {}

    static byte form(Collection collection) {
        return switch (collection) {
            case HashValue hash when isSmall(hash.array()) -> hash.isPacked() ? HASH : OUTGROWN_HASH;
            case SetValue set when isSmall(set.array()) -> set.isPacked() ? SET : OUTGROWN_SET;
            case SortedSetValue sorted
            when isSmall(sorted.array()) -> sorted.isPacked() ? SORTED_SET : OUTGROWN_SORTED_SET;
            case ListValue list when list.isPacked() && isSmall(list.packed()) -> LIST;
            default -> NONE;
        };
    }

    private static boolean isSmall(byte[] array) {
        return array.length > 0 && array.length <= Collection.SMALL_BYTES;
    }

    static Type type(int form) {
        return switch (form) {
            case HASH, OUTGROWN_HASH -> Type.HASH;
            case SET, OUTGROWN_SET -> Type.SET;
            case SORTED_SET, OUTGROWN_SORTED_SET -> Type.ZSET;
            case LIST -> Type.LIST;
            default -> throw new IllegalArgumentException("form " + form);
        };
    }

    /** A dense one is shorter than {@link #DENSE_BYTES}, a listpack that was left as it is longer. */
    private static byte[] dense(byte[] listpack) {
        return listpack.length <= DENSE_BYTES ? DenseListpack.of(listpack) : listpack;
    }

    private static byte[] listpack(byte[] bytes) {
        return bytes.length <= DENSE_BYTES ? DenseListpack.toListpack(bytes) : bytes;
    }

    /** @param collection has a {@link #form} */
    static byte[] pack(Collection collection) {
        return switch (collection) {
            case HashValue hash -> dense(hash.array());
            case SetValue set -> set.isPacked() ? set.array() : dense(set.array());
            case SortedSetValue sorted -> dense(sorted.array());
            case ListValue list -> dense(list.packed());
            case StreamValue stream -> throw new IllegalArgumentException("streams are never small");
        };
    }

    static Collection unpack(int form, byte[] bytes, Values values) {
        return switch (form) {
            case HASH, OUTGROWN_HASH -> HashValue.ofArray(values, listpack(bytes), form == OUTGROWN_HASH);
            case SET -> SetValue.ofArray(values, bytes, false);
            case OUTGROWN_SET -> SetValue.ofArray(values, listpack(bytes), true);
            case SORTED_SET, OUTGROWN_SORTED_SET ->
                SortedSetValue.ofArray(values, listpack(bytes), form == OUTGROWN_SORTED_SET);
            case LIST -> ListValue.ofPacked(values, listpack(bytes));
            default -> throw new IllegalArgumentException("form " + form);
        };
    }
}
