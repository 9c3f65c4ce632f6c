package io.vedette.server.persistence;

import io.vedette.rdb.DumpPayload;
import io.vedette.rdb.PayloadReader;
import io.vedette.rdb.PayloadWriter;
import io.vedette.rdb.RdbException;
import io.vedette.rdb.RdbFault;
import io.vedette.rdb.RdbType;
import io.vedette.server.values.Collection;
import io.vedette.server.values.HashValue;
import io.vedette.server.values.ListValue;
import io.vedette.server.values.Missing;
import io.vedette.server.values.SetValue;
import io.vedette.server.values.SortedSetValue;
import io.vedette.server.values.StreamValue;
import io.vedette.server.values.StringValue;
import io.vedette.server.values.Value;
import io.vedette.server.values.Values;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Single values in the form that files have, for commands: DUMP, RESTORE, COPY, DEBUG OBJECT. Stateless. */
public final class StoredForm {
    private StoredForm() {}

    /** @param value one that exists */
    public static DumpPayload of(Value value) {
        return switch (value) {
            case StringValue string -> DumpPayload.ofString(string.bytes());
            case Collection collection ->
                new DumpPayload(ValueCodec.typeOf(collection), written(collection, new PayloadWriter(true)));
            case Missing missing -> throw new IllegalArgumentException("no value to dump");
        };
    }

    private static byte[] written(Collection collection, PayloadWriter writer) {
        ValueCodec.write(collection, writer);
        return writer.take();
    }

    /** @throws RdbException it cannot be read, or is empty, which no value of a key can be */
    public static Value restored(DumpPayload payload, Values values) throws RdbException {
        PayloadReader reader = new PayloadReader(payload.value());
        try {
            if (payload.type() == RdbType.STRING) {
                return StringValue.of(reader.string());
            }
            Collection collection = ValueCodec.read(payload.type(), reader, values);
            if (collection.isSpent()) {
                collection.release();
                throw new RdbException(
                        RdbFault.STRUCTURE, "An empty " + payload.type().kind());
            }
            return collection;
        } catch (RdbException e) {
            throw e;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // the input is memory
        }
    }

    /** The same value once more, which shares nothing with the first that could change. */
    public static Value copy(Value value, Values values) {
        return switch (value) {
            case HashValue hash -> hash.copy();
            case SetValue set -> set.copy();
            case SortedSetValue sorted -> sorted.copy();
            case ListValue list -> copyOf(list, values);
            case StreamValue stream -> copyOf(stream, values);
            case StringValue string -> string;
            case Missing missing -> missing;
        };
    }

    private static Value copyOf(Collection value, Values values) {
        byte[] bytes = written(value, new PayloadWriter(false));
        try {
            return ValueCodec.read(ValueCodec.typeOf(value), new PayloadReader(bytes), values);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // it was written a moment ago
        }
    }
}
