package io.vedette.server.values;

/** A stream. */
public final class StreamValue implements Collection {
    private final Values values;

    public StreamValue(Values values) {
        this.values = values;
    }

    @Override
    public long size() {
        return 0;
    }

    @Override
    public StreamValue fork() {
        return new StreamValue(values);
    }

    @Override
    public void release() {}

    @Override
    public long memoryBytes() {
        return 0;
    }

    @Override
    public Type type() {
        return Type.STREAM;
    }

    @Override
    public String encoding() {
        return "listpack";
    }

    @Override
    public StreamValue asStream() {
        return this;
    }
}
