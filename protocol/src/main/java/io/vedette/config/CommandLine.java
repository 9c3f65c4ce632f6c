package io.vedette.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The arguments of redis-server and redis-sentinel: {@code [file] [--name value ...] [-]}.
 *
 * <p>The word right after an option's name is always its value, even when it begins with two dashes (so a password may);
 * further words belong to the option until the next one that begins with two dashes. {@code --save} is the exception: with
 * no value, it means {@code save ""}. An option may also be one word with its values, {@code "--save 60 1"}.
 *
 * @param file the configuration file, when the first argument names one
 * @param standardInput whether configuration is read from standard input too, after the file
 * @param sentinel whether {@code --sentinel} stands anywhere
 * @param options in order; they win over file and standard input
 */
public record CommandLine(
        Request request, Optional<String> file, boolean standardInput, boolean sentinel, List<Directive> options) {

    /** What the user wants: to run, or to be told the version or the usage. */
    public enum Request {
        RUN,
        VERSION,
        HELP
    }

    public static CommandLine parse(String... arguments) {
        boolean sentinel = List.of(arguments).contains("--sentinel");
        if (arguments.length > 0) {
            switch (arguments[0]) {
                case "-v", "--version" -> {
                    return new CommandLine(Request.VERSION, Optional.empty(), false, sentinel, List.of());
                }
                case "-h", "--help" -> {
                    return new CommandLine(Request.HELP, Optional.empty(), false, sentinel, List.of());
                }
                default -> {}
            }
        }
        int from = 0;
        Optional<String> file = Optional.empty();
        if (arguments.length > 0 && !arguments[0].startsWith("-")) {
            file = Optional.of(arguments[0]);
            from = 1;
        }
        int to = arguments.length;
        boolean standardInput = to > from && arguments[to - 1].equals("-");
        List<Directive> options = options(List.of(arguments).subList(from, standardInput ? to - 1 : to));
        return new CommandLine(Request.RUN, file, standardInput, sentinel, options);
    }

    private static List<Directive> options(List<String> arguments) {
        List<Directive> options = new ArrayList<>();
        List<String> words = new ArrayList<>();
        boolean valueDue = false;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (valueDue || !argument.startsWith("--")) {
                words.add(argument);
                valueDue = false;
                continue;
            }
            addOption(options, words);
            words = new ArrayList<>(Words.split(argument.substring(2)).orElse(List.of(argument.substring(2))));
            boolean nextIsOption =
                    i + 1 < arguments.size() && arguments.get(i + 1).startsWith("--");
            boolean last = i + 1 == arguments.size();
            valueDue = words.size() == 1;
            if (argument.equalsIgnoreCase("--save") && (nextIsOption || last)) {
                words.add("");
                valueDue = false;
            } else if (argument.equalsIgnoreCase("--sentinel") && nextIsOption) {
                valueDue = false;
            }
        }
        addOption(options, words);
        return options;
    }

    private static void addOption(List<Directive> options, List<String> words) {
        if (words.isEmpty() || (words.size() == 1 && words.getFirst().equalsIgnoreCase("sentinel"))) {
            return;
        }
        StringBuilder text = new StringBuilder(words.getFirst());
        List<String> args = words.subList(1, words.size());
        args.forEach(arg -> text.append(' ').append(Words.quote(arg)));
        Origin origin = new Origin(Origin.COMMAND_LINE, options.size() + 1);
        options.add(new Directive(words.getFirst(), args, origin, text.toString()));
    }
}
