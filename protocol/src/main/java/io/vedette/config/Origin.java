package io.vedette.config;

/**
 * Where a directive or a fault stands.
 *
 * @param file path as the user wrote it, {@link #STANDARD_INPUT} or {@link #COMMAND_LINE}
 * @param line counted from 1; on the command line the number of the option; 0 when the file as a whole is meant
 */
public record Origin(String file, int line) {
    public static final String STANDARD_INPUT = "standard input";
    public static final String COMMAND_LINE = "command line";

    public boolean isCommandLine() {
        return file.equals(COMMAND_LINE);
    }
}
