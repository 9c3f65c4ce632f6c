package io.vedette.launcher.cli;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The options of {@code vedette cli}; what is done with them is {@link CliSession}'s. Read by hand: the library that reads
 * the options of {@code up} is of a class format that no class cache takes, and alone costs more than a whole run here.
 */
public final class CliCommand {
    private static final String USAGE = """
            Usage: vedette cli [OPTIONS] [COMMAND [ARGUMENT ...]]
            Sends one command to a server or a sentinel and prints the reply as redis-cli does; without a command,
            reads commands from standard input. Options end where the command begins.

              -h HOST             host of the server (127.0.0.1)
              -p PORT             its port (6379; sentinels: 26379)
              -a, --pass WORD     password; better in the environment variable REDISCLI_AUTH
              --user NAME         user for the password
              --no-auth-warning   no warning about a password among the options
              -n DB               database number (0)
              -3                  speak RESP3
              --raw               bare values, as when the output is no terminal
              --no-raw            values with their types, as on a terminal
              -e                  exit code 1 when the command is answered with an error
              -x                  take the last argument from standard input
              -r TIMES            repeat the command, -1 for ever
              -i SECONDS          wait between repetitions (0)
              --help              this text
            """;

    private String host = "127.0.0.1";
    private int port = 6379;
    private Optional<String> password = Optional.ofNullable(System.getenv("REDISCLI_AUTH"));
    private Optional<String> user = Optional.empty();
    private boolean passwordAmongOptions;
    private boolean noAuthWarning;
    private int database;
    private boolean resp3;
    private boolean pretty = Boolean.getBoolean("vedette.terminal") || System.getenv("FAKETTY") != null;
    private boolean exitOnError;
    private boolean lastFromInput;
    private long repeat = 1;
    private double intervalSeconds;

    private CliCommand() {}

    /** Does what the arguments say and gives the exit code. */
    public static int run(String[] args) {
        CliCommand command = new CliCommand();
        List<String> words = List.of(args);
        int used = 0;
        try {
            while (used < words.size() && words.get(used).startsWith("-")) {
                if (words.get(used).equals("--help")) {
                    System.out.print(USAGE);
                    return 0;
                }
                used += command.take(words.subList(used, words.size()).iterator());
            }
        } catch (IllegalArgumentException e) {
            System.err.println("Unrecognized option or bad number of args for: '" + words.get(used) + "'");
            return 1;
        }
        if (command.passwordAmongOptions && !command.noAuthWarning) {
            System.err.println(
                    "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.");
        }
        return new CliSession(command.settings()).run(words.subList(used, words.size()));
    }

    /** Takes one option and gives the number of words that it took. @throws IllegalArgumentException it is none */
    private int take(Iterator<String> words) {
        String option = words.next();
        switch (option) {
            case "-3" -> resp3 = true;
            case "-2" -> resp3 = false;
            case "-e" -> exitOnError = true;
            case "-x" -> lastFromInput = true;
            case "--raw" -> pretty = false;
            case "--no-raw" -> pretty = true;
            case "--no-auth-warning" -> noAuthWarning = true;
            default -> {
                takeWithValue(option, words);
                return 2;
            }
        }
        return 1;
    }

    private void takeWithValue(String option, Iterator<String> words) {
        if (!words.hasNext()) {
            throw new IllegalArgumentException();
        }
        String value = words.next();
        switch (option) {
            case "-h" -> host = value;
            case "-p" -> port = port(value);
            case "-a", "--pass" -> {
                password = Optional.of(value);
                passwordAmongOptions = true;
            }
            case "--user" -> user = Optional.of(value);
            case "-n" -> database = Integer.parseInt(value);
            case "-r" -> repeat = Long.parseLong(value);
            case "-i" -> intervalSeconds = Double.parseDouble(value);
            default -> throw new IllegalArgumentException();
        }
    }

    private static int port(String text) {
        int port = Integer.parseInt(text);
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException();
        }
        return port;
    }

    private CliSession.Settings settings() {
        return new CliSession.Settings(
                host,
                port,
                user,
                password,
                database,
                resp3,
                pretty,
                exitOnError,
                lastFromInput,
                repeat,
                Math.round(intervalSeconds * 1000));
    }
}
