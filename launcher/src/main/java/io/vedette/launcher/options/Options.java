package io.vedette.launcher.options;

import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The options of one command; a subclass adds its own as fields with {@code @Option}. Used once, by one thread. */
public abstract class Options {
    private static final int USAGE_ERROR = 2;
    private static final int FAILED = 1;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "this text")
    private boolean help;

    protected Options() {}

    /**
     * What the command does once its options are read.
     *
     * @return the exit code
     * @throws CommandFailed it cannot be done; the message is for the person
     */
    protected abstract int run() throws IOException, InterruptedException;

    /**
     * Reads the words and runs, or says in one line why not.
     *
     * @return the exit code: 0 done, 1 could not be done, 2 the words are wrong
     */
    public final int run(String[] words) throws InterruptedException {
        CommandLine parser = new CommandLine(this);
        String name = parser.getCommandName();
        try {
            parser.parseArgs(words);
            if (help) {
                parser.usage(System.out);
                return 0;
            }
            return run();
        } catch (CommandLine.ParameterException e) {
            System.err.println(name + ": " + e.getMessage());
            return USAGE_ERROR;
        } catch (CommandFailed | IOException e) {
            System.err.println(name + ": " + e.getMessage());
            return FAILED;
        }
    }

    /** @throws CommandFailed the value of the option is out of bounds */
    protected static void checkBetween(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new CommandFailed(option + " " + value + ": must be between " + least + " and " + most);
        }
    }
}
