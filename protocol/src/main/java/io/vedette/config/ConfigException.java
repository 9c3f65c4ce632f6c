package io.vedette.config;

import java.util.List;

/**
 * A configuration that cannot be used, with everything that is wrong with it. The main writes {@link #report} to standard
 * error (or {@link #unreadable} to the log) and leaves with status 1; nothing has been started.
 */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Fault> faults;

    public ConfigException(List<Fault> faults) {
        super(render(faults), null, false, false);
        this.faults = List.copyOf(faults);
    }

    public List<Fault> faults() {
        return faults;
    }

    /** True if the one fault is a file that could not be opened: Redis logs that instead of printing its block. */
    public boolean unreadable() {
        return faults.size() == 1 && faults.getFirst().origin().line() == 0;
    }

    /** The whole text to print: Redis' block, every fault in it; just the reason for an unreadable file. */
    public String report() {
        return getMessage();
    }

    private static String render(List<Fault> faults) {
        if (faults.size() == 1 && faults.getFirst().origin().line() == 0) {
            return faults.getFirst().reason();
        }
        StringBuilder text = new StringBuilder("\n*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***\n");
        faults.forEach(fault -> text.append(fault.block()));
        return text.toString();
    }
}
