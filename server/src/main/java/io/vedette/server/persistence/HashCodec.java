package io.vedette.server.persistence;

import io.vedette.rdb.PayloadReader;
import io.vedette.rdb.PayloadWriter;
import io.vedette.rdb.RdbException;
import io.vedette.rdb.RdbType;
import io.vedette.server.packed.Listpack;
import io.vedette.server.packed.Ziplist;
import io.vedette.server.packed.Zipmap;
import io.vedette.server.values.HashValue;
import io.vedette.server.values.Values;
import java.io.IOException;
import java.util.Optional;

/** Hashes in files: as a listpack, or as fields and values by turns. Older files have ziplists or zipmaps. */
final class HashCodec {
    private HashCodec() {}

    static RdbType typeOf(HashValue value) {
        return value.isPacked() ? RdbType.HASH_LISTPACK : RdbType.HASH;
    }

    static void write(HashValue value, PayloadWriter payload) {
        if (value.isPacked()) {
            payload.string(value.array());
            return;
        }
        payload.length(value.size());
        value.forEach((field, text) -> payload.string(field).string(text));
    }

    static HashValue read(RdbType type, PayloadReader payload, Values values) throws IOException {
        return switch (type) {
            case HASH -> fields(payload, values);
            case HASH_LISTPACK -> packed(payload.string(), payload, values);
            case HASH_ZIPLIST -> packed(sound(Ziplist.toListpack(payload.string()), payload), payload, values);
            case HASH_ZIPMAP -> zipmap(sound(Zipmap.toListpack(payload.string()), payload), payload, values);
            default -> throw payload.broken("Values of type " + type.number() + " are not hashes");
        };
    }

    private static HashValue packed(byte[] listpack, PayloadReader payload, Values values) throws IOException {
        return HashValue.checked(values, listpack).orElseThrow(() -> damaged(payload));
    }

    private static byte[] sound(Optional<byte[]> listpack, PayloadReader payload) throws IOException {
        return listpack.orElseThrow(() -> damaged(payload));
    }

    private static RdbException damaged(PayloadReader payload) {
        return payload.broken("A packed hash is damaged or has a field twice");
    }

    private static HashValue fields(PayloadReader payload, Values values) throws IOException {
        long count = payload.count();
        byte[][] few = payload.strings(count <= HashValue.FEW ? 2 * (int) count : 0);
        Optional<HashValue> made = HashValue.ofFew(values, few);
        if (made.isPresent()) {
            return made.get();
        }
        HashValue value = new HashValue(values);
        return Unfinished.whole(value, () -> {
            for (int i = 0; i < few.length; i += 2) {
                put(value, few[i], few[i + 1], payload);
            }
            for (long left = count - few.length / 2; left > 0; left--) {
                byte[] field = payload.string();
                put(value, field, payload.string(), payload);
            }
        });
    }

    /** Zipmaps knew no limit for texts, so what they held is looked at one by one. */
    private static HashValue zipmap(byte[] pairs, PayloadReader payload, Values values) throws IOException {
        HashValue value = new HashValue(values);
        return Unfinished.whole(value, () -> {
            for (int at = Listpack.first(pairs); at != Listpack.NONE; at = Listpack.next(pairs, at)) {
                byte[] field = Listpack.text(pairs, at);
                at = Listpack.next(pairs, at);
                put(value, field, Listpack.text(pairs, at), payload);
            }
        });
    }

    private static void put(HashValue value, byte[] field, byte[] text, PayloadReader payload) throws IOException {
        if (!value.put(field, text)) {
            throw payload.broken("A field stands twice in a hash");
        }
    }
}
