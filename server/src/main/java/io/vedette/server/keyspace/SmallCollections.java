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
 * their packed form. Read, such a collection is made anew each time; changed, it is written back.
 */
final class SmallCollections {
    /** No form: the collection is too large. */
    static final byte NONE = 0;

    private static final byte HASH = 5;
    private static final byte SET = 6;
    private static final byte SORTED_SET = 7;
    private static final byte LIST = 8;

    /** Beyond this the copies of each use would cost more than an object. */
    private static final int MOST_BYTES = 512;

    private SmallCollections() {}

    static byte form(Collection collection) {
        return switch (collection) {
            case HashValue hash -> hash.isPacked() && hash.packed().length <= MOST_BYTES ? HASH : NONE;
            case SetValue set -> set.isPacked() && set.packed().length <= MOST_BYTES ? SET : NONE;
            case SortedSetValue sorted -> sorted.isPacked() && sorted.packed().length <= MOST_BYTES ? SORTED_SET : NONE;
            case ListValue list -> list.isPacked() && list.packed().length <= MOST_BYTES ? LIST : NONE;
            case StreamValue stream -> NONE;
        };
    }

    static Type type(int form) {
        return switch (form) {
            case HASH -> Type.HASH;
            case SET -> Type.SET;
            case SORTED_SET -> Type.ZSET;
            case LIST -> Type.LIST;
            default -> throw new IllegalArgumentException("form " + form);
        };
    }

    /** @param collection has a {@link #form} */
    static byte[] pack(Collection collection) {
        return switch (collection) {
            case HashValue hash -> DenseListpack.of(hash.packed());
            case SetValue set -> set.packed();
            case SortedSetValue sorted -> DenseListpack.of(sorted.packed());
            case ListValue list -> DenseListpack.of(list.packed());
            case StreamValue stream -> throw new IllegalArgumentException("streams are never small");
        };
    }

    static Collection unpack(int form, byte[] bytes, Values values) {
        return switch (form) {
            case HASH -> HashValue.ofPacked(values, DenseListpack.toListpack(bytes));
            case SET -> SetValue.ofPacked(values, bytes);
            case SORTED_SET -> SortedSetValue.ofPacked(values, DenseListpack.toListpack(bytes));
            case LIST -> ListValue.ofPacked(values, DenseListpack.toListpack(bytes));
            default -> throw new IllegalArgumentException("form " + form);
        };
    }
}
