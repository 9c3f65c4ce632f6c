package io.vedette.server.persistence;

import io.vedette.rdb.PayloadReader;
import io.vedette.rdb.PayloadWriter;
import io.vedette.rdb.RdbType;
import io.vedette.server.packed.Listpack;
import io.vedette.server.values.SetValue;
import io.vedette.server.values.Values;
import java.io.IOException;
import java.util.Optional;

/** Sets in files: as an intset, or member by member. Newer servers than 7.0 write listpacks too, which are read. */
final class SetCodec {
    private SetCodec() {}

    static RdbType typeOf(SetValue value) {
        return value.isPacked() ? RdbType.SET_INTSET : RdbType.SET;
    }

    static void write(SetValue value, PayloadWriter payload) {
        if (value.isPacked()) {
            payload.string(value.array());
            return;
        }
        payload.length(value.size());
        value.forEach(payload::string);
    }

    static SetValue read(RdbType type, PayloadReader payload, Values values) throws IOException {
        return switch (type) {
            case SET -> members(payload, values);
            case SET_INTSET ->
                SetValue.checked(values, payload.string())
                        .orElseThrow(() -> payload.broken("The intset of a set is damaged"));
            case SET_LISTPACK -> listpack(payload.string(), payload, values);
            default -> throw payload.broken("Values of type " + type.number() + " are not sets");
        };
    }

    private static SetValue members(PayloadReader payload, Values values) throws IOException {
        long count = payload.count();
        byte[][] few = payload.strings(count <= SetValue.FEW ? (int) count : 0);
        Optional<SetValue> made = SetValue.ofFew(values, few);
        if (made.isPresent()) {
            return made.get();
        }
        SetValue value = new SetValue(values);
        return Unfinished.whole(value, () -> {
            for (byte[] member : few) {
                add(value, member, payload);
            }
            for (long left = count - few.length; left > 0; left--) {
                add(value, payload.string(), payload);
            }
        });
    }

    private static SetValue listpack(byte[] pack, PayloadReader payload, Values values) throws IOException {
        if (!Listpack.isValid(pack)) {
            throw payload.broken("The listpack of a set is damaged");
        }
        SetValue value = new SetValue(values);
        return Unfinished.whole(value, () -> {
            for (int at = Listpack.first(pack); at != Listpack.NONE; at = Listpack.next(pack, at)) {
                add(value, Listpack.text(pack, at), payload);
            }
        });
    }

    private static void add(SetValue value, byte[] member, PayloadReader payload) throws IOException {
        if (!value.add(member)) {
            throw payload.broken("A member stands twice in a set");
        }
    }
}
