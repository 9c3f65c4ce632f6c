package io.vedette.server.values;

/** A list. */
public final class ListValue implements Collection {
    private final Values values;

    public ListValue(Values values) {
        this.values = values;
    }

    @Override
    public long size() {
        return 0;
    }

    @Override
    public ListValue fork() {
        return new ListValue(values);
    }

    @Override
    public void release() {}

    @Override
    public long memoryBytes() {
        return 0;
    }

    @Override
    public Type type() {
        return Type.LIST;
    }

    @Override
    public String encoding() {
        return "listpack";
    }

    @Override
    public ListValue asList() {
        return this;
    }
}
