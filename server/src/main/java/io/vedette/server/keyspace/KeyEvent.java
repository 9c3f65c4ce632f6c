package io.vedette.server.keyspace;

import io.vedette.server.config.EventSort;
import java.util.Locale;

/**
 * What happened to a key, as Redis names it in keyspace notifications. Each command says its own; {@link #DEL} of a collection that
 * was emptied, {@link #EXPIRED}, {@link #KEYMISS} and {@link #NEW} are said by {@link Database} itself.
 */
public enum KeyEvent {
    DEL(EventSort.GENERIC),
    RENAME_FROM(EventSort.GENERIC),
    RENAME_TO(EventSort.GENERIC),
    MOVE_FROM(EventSort.GENERIC),
    MOVE_TO(EventSort.GENERIC),
    COPY_TO(EventSort.GENERIC),
    RESTORE(EventSort.GENERIC),
    EXPIRE(EventSort.GENERIC),
    PERSIST(EventSort.GENERIC),

    SET(EventSort.STRING),
    SETRANGE(EventSort.STRING),
    APPEND(EventSort.STRING),
    INCRBY(EventSort.STRING),
    INCRBYFLOAT(EventSort.STRING),
    SETBIT(EventSort.STRING),
    PFADD(EventSort.STRING),

    LPUSH(EventSort.LIST),
    RPUSH(EventSort.LIST),
    LPOP(EventSort.LIST),
    RPOP(EventSort.LIST),
    LINSERT(EventSort.LIST),
    LSET(EventSort.LIST),
    LREM(EventSort.LIST),
    LTRIM(EventSort.LIST),
    SORTSTORE(EventSort.LIST),

    SADD(EventSort.SET),
    SREM(EventSort.SET),
    SPOP(EventSort.SET),
    SINTERSTORE(EventSort.SET),
    SUNIONSTORE(EventSort.SET),
    SDIFFSTORE(EventSort.SET),

    HSET(EventSort.HASH),
    HINCRBY(EventSort.HASH),
    HINCRBYFLOAT(EventSort.HASH),
    HDEL(EventSort.HASH),

    ZADD(EventSort.SORTED_SET),
    ZINCR(EventSort.SORTED_SET),
    ZREM(EventSort.SORTED_SET),
    ZREMRANGEBYRANK(EventSort.SORTED_SET),
    ZREMRANGEBYSCORE(EventSort.SORTED_SET),
    ZREMRANGEBYLEX(EventSort.SORTED_SET),
    ZPOPMIN(EventSort.SORTED_SET),
    ZPOPMAX(EventSort.SORTED_SET),
    ZINTERSTORE(EventSort.SORTED_SET),
    ZUNIONSTORE(EventSort.SORTED_SET),
    ZDIFFSTORE(EventSort.SORTED_SET),
    ZRANGESTORE(EventSort.SORTED_SET),
    GEORADIUSSTORE(EventSort.SORTED_SET),
    GEOSEARCHSTORE(EventSort.SORTED_SET),

    XADD(EventSort.STREAM),
    XDEL(EventSort.STREAM),
    XTRIM(EventSort.STREAM),
    XSETID(EventSort.STREAM),
    XGROUP_CREATE(EventSort.STREAM, "xgroup-create"),
    XGROUP_CREATECONSUMER(EventSort.STREAM, "xgroup-createconsumer"),
    XGROUP_DELCONSUMER(EventSort.STREAM, "xgroup-delconsumer"),
    XGROUP_DESTROY(EventSort.STREAM, "xgroup-destroy"),
    XGROUP_SETID(EventSort.STREAM, "xgroup-setid"),

    EXPIRED(EventSort.EXPIRED),
    EVICTED(EventSort.EVICTED),
    KEYMISS(EventSort.KEY_MISS),
    NEW(EventSort.NEW);

    private final EventSort sort;
    private final String word;

    KeyEvent(EventSort sort) {
        this.sort = sort;
        this.word = name().toLowerCase(Locale.ROOT);
    }

    KeyEvent(EventSort sort, String word) {
        this.sort = sort;
        this.word = word;
    }

    public EventSort sort() {
        return sort;
    }

    /** As it stands in a message. */
    public String word() {
        return word;
    }
}
