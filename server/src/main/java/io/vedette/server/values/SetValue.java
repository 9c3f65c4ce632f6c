package io.vedette.server.values;

/** A set. */
public final class SetValue implements Collection {
    private final Values values;

    public SetValue(Values values) {
        this.values = values;
    }

    @Override
    public long size() {
        return 0;
    }

    @Override
    public SetValue fork() {
        return new SetValue(values);
    }

    @Override
    public void release() {}

    @Override
    public long memoryBytes() {
        return 0;
    }

    @Override
    public Type type() {
        return Type.SET;
    }

    @Override
    public String encoding() {
        return "listpack";
    }

    @Override
    public SetValue asSet() {
        return this;
    }
}
