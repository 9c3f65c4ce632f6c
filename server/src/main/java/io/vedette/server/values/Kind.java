package io.vedette.server.values;

import java.util.function.Function;

/**
 * One type of collection, for whoever wants to change a value of it: the check that a value is of the type, and how an empty one is made.
 *
 * @param as the value as one of the type; fails with Redis' WRONGTYPE
 * @param fresh an empty one
 */
public record Kind<V extends Collection>(Function<Value, V> as, Function<Values, V> fresh) {
    public static final Kind<ListValue> LIST = new Kind<>(Value::asList, ListValue::new);
    public static final Kind<SetValue> SET = new Kind<>(Value::asSet, SetValue::new);
    public static final Kind<SortedSetValue> SORTED_SET = new Kind<>(Value::asSortedSet, SortedSetValue::new);
    public static final Kind<HashValue> HASH = new Kind<>(Value::asHash, HashValue::new);
    public static final Kind<StreamValue> STREAM = new Kind<>(Value::asStream, StreamValue::new);
}
