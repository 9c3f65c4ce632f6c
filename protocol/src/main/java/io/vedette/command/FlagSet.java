package io.vedette.command;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;

/** Flags as bits: every command that runs is asked for several of them. Immutable; in the order of the flags. */
final class FlagSet extends AbstractSet<CommandFlag> {
    private static final CommandFlag[] ALL = CommandFlag.values();

    private final long bits;

    FlagSet(Collection<CommandFlag> flags) {
        long sum = 0;
        for (CommandFlag flag : flags) {
            sum |= 1L << flag.ordinal();
        }
        bits = sum;
    }

    boolean has(CommandFlag flag) {
        return (bits & 1L << flag.ordinal()) != 0;
    }

    @Override
    public boolean contains(Object other) {
        return other instanceof CommandFlag flag && has(flag);
    }

    @Override
    public Iterator<CommandFlag> iterator() {
        return Arrays.stream(ALL).filter(this::has).iterator();
    }

    @Override
    public int size() {
        return Long.bitCount(bits);
    }
}
