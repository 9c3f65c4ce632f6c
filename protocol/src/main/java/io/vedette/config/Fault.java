package io.vedette.config;

/** One thing wrong with a configuration: where it is, the line's text (empty when no line is to blame), and why. */
public record Fault(Origin origin, String text, String reason) {
    /** The fault as Redis prints it: where, the line, the reason. */
    public String block() {
        if (origin.line() == 0) {
            return reason + "\n";
        }
        String where = origin.isCommandLine()
                ? "Reading the command line, at option " + origin.line()
                : "Reading the configuration file, at line " + origin.line() + " of " + origin.file();
        return where + "\n>>> '" + text + "'\n" + reason + "\n";
    }
}
