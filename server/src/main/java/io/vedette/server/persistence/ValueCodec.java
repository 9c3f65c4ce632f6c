package io.vedette.server.persistence;

import io.vedette.rdb.PayloadReader;
import io.vedette.rdb.PayloadWriter;
import io.vedette.rdb.RdbType;
import io.vedette.rdb.RdbWriter;
import io.vedette.server.values.Collection;
import io.vedette.server.values.HashValue;
import io.vedette.server.values.ListValue;
import io.vedette.server.values.SetValue;
import io.vedette.server.values.SortedSetValue;
import io.vedette.server.values.StreamValue;
import io.vedette.server.values.Values;
import java.io.IOException;

/** Between collections and the form in which they stand in RDB files. Stateless; one class for each type does the work. */
final class ValueCodec {
    private ValueCodec() {}

    /** The type under which {@link #write} writes the value where nothing else is said: what Redis 7.0 would choose. */
    static RdbType typeOf(Collection value) {
        return typeOf(value, RdbWriter.VERSION);
    }

    /** The same in a file of that version. */
    static RdbType typeOf(Collection value, int version) {
        return switch (value) {
            case ListValue list -> ListCodec.typeOf(list);
            case SetValue set -> SetCodec.typeOf(set);
            case SortedSetValue sorted -> SortedSetCodec.typeOf(sorted);
            case HashValue hash -> HashCodec.typeOf(hash);
            case StreamValue _ -> StreamCodec.typeOf(version);
        };
    }

    static void write(Collection value, PayloadWriter payload) {
        switch (value) {
            case ListValue list -> ListCodec.write(list, payload);
            case SetValue set -> SetCodec.write(set, payload);
            case SortedSetValue sorted -> SortedSetCodec.write(sorted, payload);
            case HashValue hash -> HashCodec.write(hash, payload);
            case StreamValue stream -> StreamCodec.write(stream, payload);
        }
    }

    /** @throws io.vedette.rdb.RdbException if the bytes are no such value, or one that is not supported */
    static Collection read(RdbType type, PayloadReader payload, Values values) throws IOException {
        return switch (type) {
            case LIST, LIST_ZIPLIST, LIST_QUICKLIST, LIST_QUICKLIST_2 -> ListCodec.read(type, payload, values);
            case SET, SET_INTSET, SET_LISTPACK -> SetCodec.read(type, payload, values);
            case ZSET, ZSET_2, ZSET_ZIPLIST, ZSET_LISTPACK -> SortedSetCodec.read(type, payload, values);
            case HASH, HASH_ZIPMAP, HASH_ZIPLIST, HASH_LISTPACK -> HashCodec.read(type, payload, values);
            case STREAM_LISTPACKS, STREAM_LISTPACKS_2, STREAM_LISTPACKS_3 -> StreamCodec.read(type, payload, values);
            case STRING, MODULE_2, HASH_METADATA_PRE_GA, HASH_LISTPACK_EX_PRE_GA, HASH_METADATA, HASH_LISTPACK_EX ->
                throw payload.broken("Values of type " + type.number() + " are not supported");
        };
    }
}
