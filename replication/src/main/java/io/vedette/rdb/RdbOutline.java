package io.vedette.rdb;

import java.io.IOException;

/**
 * The outline of each value type that is no string: enough to find where a value ends and to notice counts and strings
 * that cannot be. What stands inside packed blobs is for whoever unpacks them.
 */
final class RdbOutline {
    private static final int STREAM_ID_BYTES = 16;

    private RdbOutline() {}

    static void walk(RdbSource source, RdbType type, RdbKey key) throws IOException {
        switch (type) {
            case STRING,
                    HASH_ZIPMAP,
                    LIST_ZIPLIST,
                    SET_INTSET,
                    ZSET_ZIPLIST,
                    HASH_ZIPLIST,
                    HASH_LISTPACK,
                    ZSET_LISTPACK,
                    SET_LISTPACK -> source.skipString();
            case LIST, SET, LIST_QUICKLIST -> strings(source, source.count());
            case HASH -> pairs(source, source.count());
            case ZSET -> {
                for (long left = source.count(); left > 0; left--) {
                    source.skipString();
                    doubleText(source);
                }
            }
            case ZSET_2 -> {
                for (long left = source.count(); left > 0; left--) {
                    source.skipString();
                    if (Double.isNaN(Double.longBitsToDouble(source.littleEndian(8)))) {
                        throw source.broken("Sorted set with score NaN");
                    }
                }
            }
            case LIST_QUICKLIST_2 -> {
                for (long left = source.count(); left > 0; left--) {
                    long container = source.length();
                    if (container != 1 && container != 2) {
                        throw source.broken("Quicklist with unknown container " + container);
                    }
                    source.skipString();
                }
            }
            case STREAM_LISTPACKS, STREAM_LISTPACKS_2, STREAM_LISTPACKS_3 -> stream(source, type);
            case MODULE_2 ->
                throw new RdbException(
                        RdbFault.UNKNOWN_MODULE,
                        "Key '" + Printable.text(key.bytes()) + "' holds data of module "
                                + RdbReader.moduleName(source.length()));
            case HASH_METADATA_PRE_GA, HASH_LISTPACK_EX_PRE_GA, HASH_METADATA, HASH_LISTPACK_EX ->
                throw new RdbException(
                        RdbFault.UNSUPPORTED,
                        "Key '" + Printable.text(key.bytes()) + "' is a hash whose fields expire (type " + type.number()
                                + "): not supported");
        }
    }

    private static void strings(RdbSource source, long count) throws IOException {
        for (long left = count; left > 0; left--) {
            source.skipString();
        }
    }

    private static void pairs(RdbSource source, long count) throws IOException {
        strings(source, count);
        strings(source, count);
    }

    private static void doubleText(RdbSource source) throws IOException {
        int length = source.u8();
        if (length == 253) {
            throw source.broken("Sorted set with score NaN");
        }
        if (length < 253) {
            source.bytes(length);
        }
    }

    private static void stream(RdbSource source, RdbType type) throws IOException {
        boolean second = type != RdbType.STREAM_LISTPACKS;
        boolean third = type == RdbType.STREAM_LISTPACKS_3;
        for (long nodes = source.count(); nodes > 0; nodes--) {
            if (source.string().length != STREAM_ID_BYTES) {
                throw source.broken("Stream node key is not 16 bytes long");
            }
            source.skipString();
        }
        lengths(source, second ? 8 : 3);
        for (long groups = source.count(); groups > 0; groups--) {
            source.skipString();
            lengths(source, second ? 3 : 2);
            for (long pending = source.count(); pending > 0; pending--) {
                source.bytes(STREAM_ID_BYTES);
                source.littleEndian(8);
                source.length();
            }
            for (long consumers = source.count(); consumers > 0; consumers--) {
                source.skipString();
                source.bytes(third ? 16 : 8);
                for (long pending = source.count(); pending > 0; pending--) {
                    source.bytes(STREAM_ID_BYTES);
                }
            }
        }
    }

    private static void lengths(RdbSource source, int count) throws IOException {
        for (int left = count; left > 0; left--) {
            source.length();
        }
    }
}
