package io.vedette.server.persistence;

import io.vedette.rdb.PayloadReader;
import io.vedette.rdb.PayloadWriter;
import io.vedette.rdb.RdbType;
import io.vedette.server.values.SetValue;
import io.vedette.server.values.Values;
import java.io.IOException;

/** In progress. */
final class SetCodec {
    private SetCodec() {}

    static RdbType typeOf(SetValue value) {
        return RdbType.SET;
    }

    static void write(SetValue value, PayloadWriter payload) {
        payload.length(value.size());
    }

    static SetValue read(RdbType type, PayloadReader payload, Values values) throws IOException {
        throw payload.broken("Values of type " + type.number() + " are not supported");
    }
}
