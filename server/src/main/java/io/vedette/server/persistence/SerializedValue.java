package io.vedette.server.persistence;

import io.vedette.rdb.DumpPayload;
import io.vedette.rdb.PayloadReader;
import io.vedette.rdb.PayloadWriter;
import io.vedette.rdb.RdbException;
import io.vedette.rdb.RdbType;
import io.vedette.server.values.Collection;
import io.vedette.server.values.HashValue;
import io.vedette.server.values.ListValue;
import io.vedette.server.values.LongText;
import io.vedette.server.values.Missing;
import io.vedette.server.values.SetValue;
import io.vedette.server.values.SortedSetValue;
import io.vedette.server.values.StreamValue;
import io.vedette.server.values.StringValue;
import io.vedette.server.values.Value;
import io.vedette.server.values.Values;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** One value as DUMP gives it away and RESTORE takes it: its form in a file, framed. Stateless. */
public final class SerializedValue {
    private SerializedValue() {}

    /**
     * @param value exists
     * @param payload of which nothing is left; for the next value when this returns
     */
    public static byte[] of(Value value, PayloadWriter payload) {
        payload.clear();
        return switch (value) {
            case StringValue text ->
                DumpPayload.of(RdbType.STRING, payload.string(text.bytes()).take());
            case Collection collection -> {
                ValueCodec.write(collection, payload);
                yield DumpPayload.of(ValueCodec.typeOf(collection), payload.take());
            }
            case Missing missing -> throw new IllegalArgumentException("a value that is not there has no bytes");
        };
    }

    /**
     * The value in a framed payload that {@link DumpPayload#isSound}.
     *
     * @throws RdbException the bytes are no value, an empty one, or one of a type that is not supported
     */
    public static Value read(byte[] dumped, Values values) throws RdbException {
        try {
            RdbType type = DumpPayload.type(dumped);
            PayloadReader payload = new PayloadReader(DumpPayload.value(dumped));
            if (type == RdbType.STRING) {
                return StringValue.of(payload.string());
            }
            Collection collection = ValueCodec.read(type, payload, values);
            if (collection.isSpent()) {
                collection.release();
                throw payload.broken("An empty " + type.kind());
            }
            return collection;
        } catch (RdbException e) {
            throw e;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // the input is memory
        }
    }

    /**
     * Takes a value apart as loading would, lends it to {@code guest}, and keeps nothing.
     *
     * @throws RdbException the bytes are no such value, or one of a type that is not supported
     */
    public static void check(RdbType type, byte[] payload, Values values, Consumer<Value> guest) throws RdbException {
        try {
            Collection collection = ValueCodec.read(type, new PayloadReader(payload), values);
            guest.accept(collection);
            collection.release();
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
            case ListValue list -> list.copy();
            case StreamValue stream -> copyOf(stream, values);
            case LongText text -> text.copy();
            case StringValue string -> string;
            case Missing missing -> missing;
        };
    }

    private static Value copyOf(StreamValue value, Values values) {
        PayloadWriter payload = new PayloadWriter(false);
        ValueCodec.write(value, payload);
        try {
            return ValueCodec.read(ValueCodec.typeOf(value), new PayloadReader(payload.take()), values);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // it was written a moment ago
        }
    }
}
