package io.vedette.server.persistence;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how far the work is that takes long, loading, saving or rewriting: every few seconds in the log, and at once to a person at
 * a terminal, by one line that is drawn anew and leaves nothing behind. The cursor waits at its beginning, so that a line of the
 * log that comes meanwhile writes over it. Owner loop.
 *
 * <pre>
 * silent --work--> watching --half a second--> drawing --the work has ended--> silent
 * </pre>
 */
public final class ProgressTeller {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressTeller.class);
    private static final long LOGGED_EVERY_MILLIS = 5_000;
    /** What is over so soon needs no bar. */
    private static final long DRAWN_AFTER_MILLIS = 500;

    private static final int CELLS = 24;
    private static final String CLEAR = "\r\u001b[K";

    private final Optional<Consumer<String>> terminal;
    private Optional<Progress> current = Optional.empty();
    private long begunMillis;
    private long loggedMillis;
    private boolean drawn;

    /** @param terminal shows what it is given as it is; nothing if nobody looks */
    public ProgressTeller(Optional<Consumer<String>> terminal) {
        this.terminal = terminal;
    }

    /**
     * To be called some times a second.
     *
     * @param what one word
     * @param progress of the work that is under way; nothing if none is
     */
    public void tell(String what, Optional<Progress> progress, long nowMillis) {
        if (!progress.equals(current)) {
            current = progress;
            begunMillis = nowMillis;
            loggedMillis = nowMillis;
            clear();
        }
        if (progress.isEmpty()) {
            return;
        }
        long spentMillis = nowMillis - begunMillis;
        if (nowMillis - loggedMillis >= LOGGED_EVERY_MILLIS) {
            loggedMillis = nowMillis;
            LOG.info("{}: {}", what, progress.get().told(spentMillis));
        }
        if (terminal.isPresent() && spentMillis >= DRAWN_AFTER_MILLIS) {
            drawn = true;
            String told = progress.get().told(spentMillis);
            terminal.get().accept(CLEAR + what + " " + bar(progress.get()) + " " + told + "\r");
        }
    }

    private static String bar(Progress progress) {
        int full = (int) (progress.percent() * CELLS / 100);
        return String.format(Locale.ROOT, "[%s%s]", "#".repeat(full), " ".repeat(CELLS - full));
    }

    private void clear() {
        if (drawn) {
            drawn = false;
            terminal.ifPresent(present -> present.accept(CLEAR));
        }
    }
}
