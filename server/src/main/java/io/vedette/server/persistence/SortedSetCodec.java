package io.vedette.server.persistence;

import io.vedette.rdb.PayloadReader;
import io.vedette.rdb.PayloadWriter;
import io.vedette.rdb.RdbException;
import io.vedette.rdb.RdbType;
import io.vedette.resp.Doubles;
import io.vedette.server.packed.Ziplist;
import io.vedette.server.values.SortedSetValue;
import io.vedette.server.values.Values;
import java.io.IOException;

/**
 * Sorted sets in files: as a listpack, or as members with scores of eight bytes, the highest first. Older files have scores
 * as text, or ziplists.
 */
final class SortedSetCodec {
    /** What stands in place of the length of a score's text (type 3). */
    private static final int NAN = 253;

    private static final int PLUS_INFINITY = 254;
    private static final int MINUS_INFINITY = 255;

    private SortedSetCodec() {}

    static RdbType typeOf(SortedSetValue value) {
        return value.isPacked() ? RdbType.ZSET_LISTPACK : RdbType.ZSET_2;
    }

    static void write(SortedSetValue value, PayloadWriter payload) {
        if (value.isPacked()) {
            payload.string(value.array());
            return;
        }
        payload.length(value.size());
        value.forEach(
                0,
                value.size(),
                true,
                (member, score) -> payload.string(member).eightBytes(Double.doubleToRawLongBits(score)));
    }

    static SortedSetValue read(RdbType type, PayloadReader payload, Values values) throws IOException {
        return switch (type) {
            case ZSET, ZSET_2 -> elements(type, payload, values);
            case ZSET_LISTPACK -> packed(payload.string(), payload, values);
            case ZSET_ZIPLIST ->
                packed(Ziplist.toListpack(payload.string()).orElseThrow(() -> damaged(payload)), payload, values);
            default -> throw payload.broken("Values of type " + type.number() + " are not supported");
        };
    }

    private static SortedSetValue packed(byte[] listpack, PayloadReader payload, Values values) throws IOException {
        return SortedSetValue.checked(values, listpack).orElseThrow(() -> damaged(payload));
    }

    private static RdbException damaged(PayloadReader payload) {
        return payload.broken("A packed sorted set is damaged or holds a member twice");
    }

    private static SortedSetValue elements(RdbType type, PayloadReader payload, Values values) throws IOException {
        SortedSetValue value = new SortedSetValue(values);
        return Unfinished.whole(value, () -> {
            for (long left = payload.count(); left > 0; left--) {
                byte[] member = payload.string();
                double score = type == RdbType.ZSET_2 ? Double.longBitsToDouble(payload.eightBytes()) : text(payload);
                if (Double.isNaN(score)) {
                    throw payload.broken("A score in a sorted set is not a number");
                }
                if (!value.put(member, score)) {
                    throw payload.broken("A member stands twice in a sorted set");
                }
            }
        });
    }

    private static double text(PayloadReader payload) throws IOException {
        int length = payload.u8();
        return switch (length) {
            case NAN -> Double.NaN;
            case PLUS_INFINITY -> Double.POSITIVE_INFINITY;
            case MINUS_INFINITY -> Double.NEGATIVE_INFINITY;
            default -> Doubles.read(payload.raw(length), 0);
        };
    }
}
