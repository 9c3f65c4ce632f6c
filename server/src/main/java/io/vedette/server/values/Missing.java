package io.vedette.server.values;

import io.vedette.server.memory.SipHash;
import io.vedette.server.memory.Slabs;

/** No value: the key does not exist, or it has expired and does not exist for whom the keyspace acts. */
public enum Missing implements Value {
    MISSING;

    /** Only read, so nothing is ever kept in it. */
    private static final Values NOWHERE = new Values(new Slabs(), new SipHash(0, 0), EncodingLimits.USUAL);

    private static final ListValue NO_LIST = new ListValue(NOWHERE);
    private static final SetValue NO_SET = new SetValue(NOWHERE);
    private static final SortedSetValue NO_SORTED_SET = new SortedSetValue(NOWHERE);
    private static final HashValue NO_HASH = new HashValue(NOWHERE);
    private static final StreamValue NO_STREAM = new StreamValue(NOWHERE);

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

    @Override
    public ListValue asList() {
        return NO_LIST;
    }

    @Override
    public SetValue asSet() {
        return NO_SET;
    }

    @Override
    public SortedSetValue asSortedSet() {
        return NO_SORTED_SET;
    }

    @Override
    public HashValue asHash() {
        return NO_HASH;
    }

    @Override
    public StreamValue asStream() {
        return NO_STREAM;
    }
}
