package io.vedette.server.values;

/** A hash. */
public final class HashValue implements Collection {
    private final Values values;

    public HashValue(Values values) {
        this.values = values;
    }

    @Override
    public long size() {
        return 0;
    }

    @Override
    public HashValue fork() {
        return new HashValue(values);
    }

    @Override
    public void release() {}

    @Override
    public long memoryBytes() {
        return 0;
    }

    @Override
    public Type type() {
        return Type.HASH;
    }

    @Override
    public String encoding() {
        return "listpack";
    }

    @Override
    public HashValue asHash() {
        return this;
    }
}
