package io.vedette.server.persistence;

import io.vedette.rdb.PayloadReader;
import io.vedette.rdb.PayloadWriter;
import io.vedette.rdb.RdbType;
import io.vedette.server.values.ListValue;
import io.vedette.server.values.Values;
import java.io.IOException;

/** In progress. */
final class ListCodec {
    private ListCodec() {}

    static RdbType typeOf(ListValue value) {
        return RdbType.LIST_QUICKLIST_2;
    }

    static void write(ListValue value, PayloadWriter payload) {
        payload.length(value.size());
    }

    static ListValue read(RdbType type, PayloadReader payload, Values values) throws IOException {
        throw payload.broken("Values of type " + type.number() + " are not supported");
    }
}
