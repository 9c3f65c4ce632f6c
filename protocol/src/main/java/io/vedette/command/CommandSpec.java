package io.vedette.command;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What is known about one command or subcommand.
 *
 * @param name lower case; {@code client|list} for a subcommand
 * @param arity number of words with the name(s); negative = at least so many
 * @param flags unmodifiable, in Redis' order
 * @param firstKey position of the first key, 0 = none
 * @param lastKey position of the last key, negative = counted from the end
 * @param keyStep distance of keys
 * @param categories ACL categories without the {@code @}, in Redis' order
 * @param since first version of Redis that had it
 */
public record CommandSpec(
        String name,
        int arity,
        Set<CommandFlag> flags,
        int firstKey,
        int lastKey,
        int keyStep,
        List<String> categories,
        List<String> tips,
        List<KeySpec> keySpecs,
        String since,
        String group) {

    public CommandSpec {
        flags = new FlagSet(flags);
        categories = List.copyOf(categories);
        tips = List.copyOf(tips);
        keySpecs = List.copyOf(keySpecs);
    }

    /** A command without keys that Redis does not have. */
    public static CommandSpec own(String name, int arity, String group, CommandFlag... flags) {
        EnumSet<CommandFlag> set = EnumSet.noneOf(CommandFlag.class);
        Collections.addAll(set, flags);
        List<String> categories = set.contains(CommandFlag.ADMIN)
                ? List.of("admin", "slow", "dangerous")
                : List.of(set.contains(CommandFlag.FAST) ? "fast" : "slow");
        return new CommandSpec(name, arity, set, 0, 0, 0, categories, List.of(), List.of(), "", group);
    }

    public boolean has(CommandFlag flag) {
        return ((FlagSet) flags).has(flag);
    }

    public boolean isWrite() {
        return has(CommandFlag.WRITE);
    }

    public boolean acceptsArity(int words) {
        return arity >= 0 ? words == arity : words >= -arity;
    }

    public boolean isSubcommand() {
        return name.indexOf('|') >= 0;
    }

    /** The name before the bar: the command itself if it is no subcommand. */
    public String container() {
        int bar = name.indexOf('|');
        return bar < 0 ? name : name.substring(0, bar);
    }
}
