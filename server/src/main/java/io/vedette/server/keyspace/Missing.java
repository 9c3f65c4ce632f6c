package io.vedette.server.keyspace;

/** No value: the key does not exist, or it has expired and does not exist for whom the keyspace acts. */
public enum Missing implements Value {
    MISSING;

    @Override
    public boolean exists() {
        return false;
    }

    @Override
    public Type type() {
        return Type.NONE;
    }

    @Override
    public String encoding() {
        return "none";
    }

    @Override
    public StringValue asString() {
        return StringValue.EMPTY;
    }
}
