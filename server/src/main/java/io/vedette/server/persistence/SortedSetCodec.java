package io.vedette.server.persistence;

import io.vedette.rdb.PayloadReader;
import io.vedette.rdb.PayloadWriter;
import io.vedette.rdb.RdbType;
import io.vedette.server.values.SortedSetValue;
import io.vedette.server.values.Values;
import java.io.IOException;

/** In progress. */
final class SortedSetCodec {
    private SortedSetCodec() {}

    static RdbType typeOf(SortedSetValue value) {
        return RdbType.ZSET_2;
    }

    static void write(SortedSetValue value, PayloadWriter payload) {
        payload.length(value.size());
    }

    static SortedSetValue read(RdbType type, PayloadReader payload, Values values) throws IOException {
        throw payload.broken("Values of type " + type.number() + " are not supported");
    }
}
