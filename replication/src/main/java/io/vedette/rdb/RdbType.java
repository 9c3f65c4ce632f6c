package io.vedette.rdb;

import java.util.Optional;

/**
 * The value types of the format. The number is the byte that stands before the key.
 *
 * <p>Numbers 6 (modules before their final format) and 8 (never used) are left out: a file that has them is refused.
 */
public enum RdbType {
    STRING(0, "string"),
    LIST(1, "list"),
    SET(2, "set"),
    ZSET(3, "sorted set"),
    HASH(4, "hash"),
    ZSET_2(5, "sorted set"),
    MODULE_2(7, "module value"),
    HASH_ZIPMAP(9, "hash"),
    LIST_ZIPLIST(10, "list"),
    SET_INTSET(11, "set"),
    ZSET_ZIPLIST(12, "sorted set"),
    HASH_ZIPLIST(13, "hash"),
    LIST_QUICKLIST(14, "list"),
    STREAM_LISTPACKS(15, "stream"),
    HASH_LISTPACK(16, "hash"),
    ZSET_LISTPACK(17, "sorted set"),
    LIST_QUICKLIST_2(18, "list"),
    STREAM_LISTPACKS_2(19, "stream"),
    SET_LISTPACK(20, "set"),
    STREAM_LISTPACKS_3(21, "stream"),
    HASH_METADATA_PRE_GA(22, "hash with field expiry"),
    HASH_LISTPACK_EX_PRE_GA(23, "hash with field expiry"),
    HASH_METADATA(24, "hash with field expiry"),
    HASH_LISTPACK_EX(25, "hash with field expiry");

    private static final RdbType[] BY_NUMBER = new RdbType[26];

    static {
        for (RdbType type : values()) {
            BY_NUMBER[type.number] = type;
        }
    }

    private final int number;
    private final String kind;

    RdbType(int number, String kind) {
        this.number = number;
        this.kind = kind;
    }

    public int number() {
        return number;
    }

    /** What a user calls it, for messages. */
    public String kind() {
        return kind;
    }

    static Optional<RdbType> of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? Optional.ofNullable(BY_NUMBER[number]) : Optional.empty();
    }
}
