package io.vedette.server.persistence;

import io.vedette.rdb.PayloadReader;
import io.vedette.rdb.PayloadWriter;
import io.vedette.rdb.RdbType;
import io.vedette.server.values.HashValue;
import io.vedette.server.values.Values;
import java.io.IOException;

/** In progress. */
final class HashCodec {
    private HashCodec() {}

    static RdbType typeOf(HashValue value) {
        return RdbType.HASH;
    }

    static void write(HashValue value, PayloadWriter payload) {
        payload.length(value.size());
    }

    static HashValue read(RdbType type, PayloadReader payload, Values values) throws IOException {
        throw payload.broken("Values of type " + type.number() + " are not supported");
    }
}
