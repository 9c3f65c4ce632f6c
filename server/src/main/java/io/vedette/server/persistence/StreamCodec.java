package io.vedette.server.persistence;

import io.vedette.rdb.PayloadReader;
import io.vedette.rdb.PayloadWriter;
import io.vedette.rdb.RdbType;
import io.vedette.server.values.StreamValue;
import io.vedette.server.values.Values;
import java.io.IOException;

/** In progress. */
final class StreamCodec {
    private StreamCodec() {}

    static RdbType typeOf(StreamValue value) {
        return RdbType.STREAM_LISTPACKS_2;
    }

    static void write(StreamValue value, PayloadWriter payload) {
        payload.length(value.size());
    }

    static StreamValue read(RdbType type, PayloadReader payload, Values values) throws IOException {
        throw payload.broken("Values of type " + type.number() + " are not supported");
    }
}
