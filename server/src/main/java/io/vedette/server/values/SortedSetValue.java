package io.vedette.server.values;

/** A sorted set. */
public final class SortedSetValue implements Collection {
    private final Values values;

    public SortedSetValue(Values values) {
        this.values = values;
    }

    @Override
    public long size() {
        return 0;
    }

    @Override
    public SortedSetValue fork() {
        return new SortedSetValue(values);
    }

    @Override
    public void release() {}

    @Override
    public long memoryBytes() {
        return 0;
    }

    @Override
    public Type type() {
        return Type.ZSET;
    }

    @Override
    public String encoding() {
        return "listpack";
    }

    @Override
    public SortedSetValue asSortedSet() {
        return this;
    }
}
