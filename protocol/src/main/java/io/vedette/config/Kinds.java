package io.vedette.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The kinds of value that most settings have, with Redis' reading rules and refusals. */
final class Kinds {
    private Kinds() {}

    /** A kind whose value is one word. */
    interface OneWord<T> extends Kind<T> {
        T parse(String word) throws ConfigRefusal;

        @Override
        default T parse(List<String> words, T base) throws ConfigRefusal {
            if (words.size() != 1) {
                throw new ConfigRefusal("wrong number of arguments");
            }
            return parse(words.getFirst());
        }
    }

    record YesNo() implements OneWord<Boolean> {
        @Override
        public Boolean parse(String word) throws ConfigRefusal {
            return switch (word.toLowerCase(Locale.ROOT)) {
                case "yes" -> true;
                case "no" -> false;
                default -> throw new ConfigRefusal("argument must be 'yes' or 'no'");
            };
        }

        @Override
        public String text(Boolean value) {
            return value ? "yes" : "no";
        }
    }

    record Int(int min, int max) implements OneWord<Integer> {
        @Override
        public Integer parse(String word) throws ConfigRefusal {
            return (int) within(decimal(word), min, max);
        }

        @Override
        public String text(Integer value) {
            return Integer.toString(value);
        }
    }

    record Number(long min, long max) implements OneWord<Long> {
        @Override
        public Long parse(String word) throws ConfigRefusal {
            return within(decimal(word), min, max);
        }

        @Override
        public String text(Long value) {
            return Long.toString(value);
        }
    }

    /** File modes are written in octal. */
    record Octal(int min, int max) implements OneWord<Integer> {
        @Override
        public Integer parse(String word) throws ConfigRefusal {
            try {
                int value = Integer.parseInt(word, 8);
                if (value < min || value > max) {
                    throw new ConfigRefusal("argument must be between " + Integer.toOctalString(min) + " and "
                            + Integer.toOctalString(max) + " inclusive");
                }
                return value;
            } catch (NumberFormatException e) {
                throw new ConfigRefusal("argument couldn't be parsed as an octal number");
            }
        }

        @Override
        public String text(Integer value) {
            return Integer.toOctalString(value);
        }
    }

    /** Bytes; where percent is allowed, a percentage is kept as its negative number. */
    record Memory(long min, long max, boolean orPercent) implements OneWord<Long> {
        @Override
        public Long parse(String word) throws ConfigRefusal {
            if (orPercent && word.endsWith("%")) {
                String digits = word.substring(0, word.length() - 1);
                if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    throw new ConfigRefusal("argument must be a memory or percent value");
                }
                if (digits.length() > 3 || Integer.parseInt(digits) > 100) {
                    throw new ConfigRefusal("percentage argument must be less or equal to 100");
                }
                return -Long.parseLong(digits);
            }
            long bytes = MemorySize.parse(word)
                    .orElseThrow(() -> new ConfigRefusal(
                            orPercent
                                    ? "argument must be a memory or percent value"
                                    : "argument must be a memory value"));
            return within(bytes, Math.max(min, 0), max);
        }

        @Override
        public String text(Long value) {
            return value < 0 ? -value + "%" : Long.toString(value);
        }

        @Override
        public List<String> lines(Long value) {
            return List.of(value < 0 ? text(value) : MemorySize.format(value));
        }
    }

    record Text() implements OneWord<String> {
        @Override
        public String parse(String word) {
            return word;
        }

        @Override
        public String text(String value) {
            return value;
        }

        @Override
        public List<String> lines(String value) {
            return List.of(Words.quote(value));
        }
    }

    /** One of an enumeration's constants, written in lower case with hyphens. */
    record Choice<E extends Enum<E>>(Class<E> type) implements OneWord<E> {
        @Override
        public E parse(String word) throws ConfigRefusal {
            for (E constant : type.getEnumConstants()) {
                if (text(constant).equalsIgnoreCase(word)) {
                    return constant;
                }
            }
            throw new ConfigRefusal("argument(s) must be one of the following: "
                    + Arrays.stream(type.getEnumConstants()).map(this::text).collect(Collectors.joining(", ")));
        }

        @Override
        public String text(E value) {
            return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** At least {@code min} words, or none: then no line says so, but beside a file that says otherwise {@code ""} does. */
    record WordList(int min, int max) implements Kind<List<String>> {
        private static final List<String> NOTHING = List.of("");

        @Override
        public List<String> parse(List<String> words, List<String> base) throws ConfigRefusal {
            if (min > 0 && words.equals(NOTHING)) {
                return List.of();
            }
            if (words.size() < min || words.size() > max) {
                throw new ConfigRefusal("wrong number of arguments");
            }
            return List.copyOf(words);
        }

        @Override
        public String text(List<String> value) {
            return String.join(" ", value);
        }

        @Override
        public List<String> lines(List<String> value) {
            if (value.isEmpty() && min > 0) {
                return List.of(); // that there is none is said by no line
            }
            return value.isEmpty()
                    ? List.of("\"\"")
                    : List.of(value.stream().map(Words::quoteWhereNeeded).collect(Collectors.joining(" ")));
        }

        @Override
        public boolean severalWords() {
            return true;
        }
    }

    private static long decimal(String word) throws ConfigRefusal {
        try {
            boolean leadingZero = word.length() > 1 && word.startsWith("0") || word.startsWith("-0");
            if (leadingZero || word.startsWith("+")) {
                throw new NumberFormatException(word);
            }
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw new ConfigRefusal("argument couldn't be parsed into an integer");
        }
    }

    private static long within(long value, long min, long max) throws ConfigRefusal {
        if (value < min || value > max) {
            throw new ConfigRefusal("argument must be between " + min + " and " + max + " inclusive");
        }
        return value;
    }
}
