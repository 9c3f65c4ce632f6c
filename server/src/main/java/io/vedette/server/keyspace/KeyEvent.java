package io.vedette.server.keyspace;

import java.util.Locale;

/**
 * What happened to a key, as Redis names it in keyspace notifications. Each command says its own; {@link #DEL} of a collection that
 * was emptied, {@link #EXPIRED}, {@link #KEYMISS} and {@link #NEW} are said by {@link Database} itself.
 */
public enum KeyEvent {
    DEL(Sort.GENERIC),
    RENAME_FROM(Sort.GENERIC),
    RENAME_TO(Sort.GENERIC),
    MOVE_FROM(Sort.GENERIC),
    MOVE_TO(Sort.GENERIC),
    COPY_TO(Sort.GENERIC),
    RESTORE(Sort.GENERIC),
    EXPIRE(Sort.GENERIC),
    PERSIST(Sort.GENERIC),

    SET(Sort.STRING),
    SETRANGE(Sort.STRING),
    APPEND(Sort.STRING),
    INCRBY(Sort.STRING),
    INCRBYFLOAT(Sort.STRING),
    SETBIT(Sort.STRING),
    PFADD(Sort.STRING),

    LPUSH(Sort.LIST),
    RPUSH(Sort.LIST),
    LPOP(Sort.LIST),
    RPOP(Sort.LIST),
    LINSERT(Sort.LIST),
    LSET(Sort.LIST),
    LREM(Sort.LIST),
    LTRIM(Sort.LIST),
    SORTSTORE(Sort.LIST),

    SADD(Sort.SET),
    SREM(Sort.SET),
    SPOP(Sort.SET),
    SINTERSTORE(Sort.SET),
    SUNIONSTORE(Sort.SET),
    SDIFFSTORE(Sort.SET),

    HSET(Sort.HASH),
    HINCRBY(Sort.HASH),
    HINCRBYFLOAT(Sort.HASH),
    HDEL(Sort.HASH),

    ZADD(Sort.SORTED_SET),
    ZINCR(Sort.SORTED_SET),
    ZREM(Sort.SORTED_SET),
    ZREMRANGEBYRANK(Sort.SORTED_SET),
    ZREMRANGEBYSCORE(Sort.SORTED_SET),
    ZREMRANGEBYLEX(Sort.SORTED_SET),
    ZPOPMIN(Sort.SORTED_SET),
    ZPOPMAX(Sort.SORTED_SET),
    ZINTERSTORE(Sort.SORTED_SET),
    ZUNIONSTORE(Sort.SORTED_SET),
    ZDIFFSTORE(Sort.SORTED_SET),
    ZRANGESTORE(Sort.SORTED_SET),
    GEORADIUSSTORE(Sort.SORTED_SET),
    GEOSEARCHSTORE(Sort.SORTED_SET),

    XADD(Sort.STREAM),
    XDEL(Sort.STREAM),
    XTRIM(Sort.STREAM),
    XSETID(Sort.STREAM),
    XGROUP_CREATE(Sort.STREAM, "xgroup-create"),
    XGROUP_CREATECONSUMER(Sort.STREAM, "xgroup-createconsumer"),
    XGROUP_DELCONSUMER(Sort.STREAM, "xgroup-delconsumer"),
    XGROUP_DESTROY(Sort.STREAM, "xgroup-destroy"),
    XGROUP_SETID(Sort.STREAM, "xgroup-setid"),

    EXPIRED(Sort.EXPIRED),
    EVICTED(Sort.EVICTED),
    KEYMISS(Sort.KEY_MISS),
    NEW(Sort.NEW);

    /** What a client may ask for in {@code notify-keyspace-events}, by its letter. */
    public enum Sort {
        GENERIC('g'),
        STRING('$'),
        LIST('l'),
        SET('s'),
        HASH('h'),
        SORTED_SET('z'),
        EXPIRED('x'),
        EVICTED('e'),
        STREAM('t'),
        MODULE('d'),
        KEY_MISS('m'),
        NEW('n');

        private final char letter;

        Sort(char letter) {
            this.letter = letter;
        }

        public char letter() {
            return letter;
        }

        /** True if the letter {@code A}, for all, stands for this one too. */
        public boolean isOfAll() {
            return switch (this) {
                case KEY_MISS, NEW -> false;
                case GENERIC, STRING, LIST, SET, HASH, SORTED_SET, EXPIRED, EVICTED, STREAM, MODULE -> true;
            };
        }
    }

    private final Sort sort;
    private final String word;

    KeyEvent(Sort sort) {
        this.sort = sort;
        this.word = name().toLowerCase(Locale.ROOT);
    }

    KeyEvent(Sort sort, String word) {
        this.sort = sort;
        this.word = word;
    }

    public Sort sort() {
        return sort;
    }

    /** As it stands in a message. */
    public String word() {
        return word;
    }
}
