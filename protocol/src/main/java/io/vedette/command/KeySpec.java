package io.vedette.command;

import java.util.List;

/**
 * Where some of a command's keys stand and what happens to them, as Redis describes it ("key specifications").
 *
 * @param flags {@code RW}, {@code access}, {@code incomplete} and so on, in Redis' order
 */
public record KeySpec(List<String> flags, Begin begin, Find find) {
    /** Where the search for keys begins. */
    public sealed interface Begin {
        /** At a fixed position. */
        record Index(int position) implements Begin {}

        /** Behind a word; {@code startFrom} is where the search for the word begins, negative = backwards from the end. */
        record Keyword(String word, int startFrom) implements Begin {}

        record Unknown() implements Begin {}
    }

    /** How many keys follow the beginning, and at what distance. */
    public sealed interface Find {
        /**
         * @param lastKey relative to the beginning; negative = counted from the end of the request
         * @param limit with a {@code lastKey} of -1: only the first 1/limit of the rest are keys; 0 and 1 = all
         */
        record Range(int lastKey, int keyStep, int limit) implements Find {}

        /** A word says how many; positions are relative to the beginning. */
        record KeyNum(int countPosition, int firstKey, int keyStep) implements Find {}

        record Unknown() implements Find {}
    }

    public boolean has(String flag) {
        return flags.contains(flag);
    }

    /** From the resource's form {@code RW,access/i1/r0:1:0}. */
    static KeySpec parse(String text) {
        List<String> parts = CommandFacts.split(text, '/');
        return new KeySpec(CommandFacts.list(parts.get(0)), begin(parts.get(1)), find(parts.get(2)));
    }

    private static Begin begin(String text) {
        return switch (text.charAt(0)) {
            case 'i' -> new Begin.Index(Integer.parseInt(text, 1, text.length(), 10));
            case 'k' -> {
                int colon = text.indexOf(':');
                yield new Begin.Keyword(text.substring(colon + 1), Integer.parseInt(text, 1, colon, 10));
            }
            default -> new Begin.Unknown();
        };
    }

    private static Find find(String text) {
        if (text.equals("u")) {
            return new Find.Unknown();
        }
        List<String> numbers = CommandFacts.split(text.substring(1), ':');
        int first = Integer.parseInt(numbers.get(0));
        int second = Integer.parseInt(numbers.get(1));
        int third = Integer.parseInt(numbers.get(2));
        return text.charAt(0) == 'r' ? new Find.Range(first, second, third) : new Find.KeyNum(first, second, third);
    }
}
