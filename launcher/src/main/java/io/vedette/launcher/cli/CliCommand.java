package io.vedette.launcher.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of {@code vedette cli}; what is done with them is {@link CliSession}'s. */
@Command(
        name = "vedette cli",
        description = "Sends one command to a server or a sentinel and prints the reply as redis-cli does;"
                + " without a command, reads commands from standard input.",
        sortOptions = false,
        // Options end where the command begins: `cli GET -n` asks for the key "-n".
        synopsisHeading = "Usage: ",
        customSynopsis = "vedette cli [OPTIONS] [COMMAND [ARGUMENT ...]]")
public final class CliCommand {
    @Option(names = "-h", paramLabel = "HOST", description = "host of the server (127.0.0.1)")
    private String host = "127.0.0.1";

    @Option(names = "-p", paramLabel = "PORT", description = "its port (6379; sentinels: 26379)")
    private int port = 6379;

    @Option(
            names = {"-a", "--pass"},
            paramLabel = "PASSWORD",
            description = "password; better in the environment variable REDISCLI_AUTH")
    private Optional<String> password = Optional.empty();

    @Option(names = "--user", paramLabel = "NAME", description = "user for the password")
    private Optional<String> user = Optional.empty();

    @Option(names = "--no-auth-warning", description = "no warning about a password among the options")
    private boolean noAuthWarning;

    @Option(names = "-n", paramLabel = "DB", description = "database number (0)")
    private int database;

    @Option(names = "-3", description = "speak RESP3")
    private boolean resp3;

    @Option(names = "--raw", description = "bare values, as when the output is no terminal")
    private boolean raw;

    @Option(names = "--no-raw", description = "values with their types, as on a terminal")
    private boolean noRaw;

    @Option(names = "-e", description = "exit code 1 when the command is answered with an error")
    private boolean exitOnError;

    @Option(names = "-x", description = "take the last argument from standard input")
    private boolean lastFromInput;

    @Option(names = "-r", paramLabel = "TIMES", description = "repeat the command, -1 for ever")
    private long repeat = 1;

    @Option(names = "-i", paramLabel = "SECONDS", description = "wait between repetitions (0)")
    private double intervalSeconds;

    @Option(names = "--help", usageHelp = true, description = "this text")
    private boolean help;

    @Parameters(hidden = true)
    private List<String> words = new ArrayList<>();

    private CliCommand() {}

    /** Does what the arguments say and gives the exit code. */
    public static int run(String[] args) {
        CliCommand command = new CliCommand();
        CommandLine parser = new CommandLine(command).setStopAtPositional(true).setUnmatchedOptionsArePositionalParams(false);
        try {
            parser.parseArgs(args);
        } catch (CommandLine.ParameterException e) {
            System.err.println("vedette cli: " + e.getMessage());
            return 1;
        }
        if (command.help) {
            parser.usage(System.out);
            return 0;
        }
        return new CliSession(command.settings()).run(command.words);
    }

    private CliSession.Settings settings() {
        Optional<String> secret = password.or(() -> Optional.ofNullable(System.getenv("REDISCLI_AUTH")));
        if (password.isPresent() && !noAuthWarning) {
            System.err.println(
                    "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.");
        }
        boolean terminal = Boolean.getBoolean("vedette.terminal") || System.getenv("FAKETTY") != null;
        return new CliSession.Settings(
                host,
                port,
                user,
                secret,
                database,
                resp3,
                noRaw || (terminal && !raw),
                exitOnError,
                lastFromInput,
                repeat,
                Math.round(intervalSeconds * 1000));
    }
}
