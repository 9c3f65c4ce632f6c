package io.vedette.server.values;

import java.util.function.Consumer;

/** The forms of a set. The place of a member, for draws, is its position in the array or its record. */
sealed interface SetForm extends Form, Drawable permits PackedSet, SmallSet, LargeSet {
    boolean contains(byte[] member);

    boolean add(byte[] member);

    boolean remove(byte[] member);

    byte[] at(int place);

    SetValue.Walk walk();

    long scan(long cursor, long wanted, Consumer<byte[]> sink);

    @Override
    SetForm fork();
}
