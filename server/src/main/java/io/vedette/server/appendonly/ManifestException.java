package io.vedette.server.appendonly;

import java.io.IOException;

/** A manifest that is not to be trusted: what is wrong, in the words of Redis, and where. */
public final class ManifestException extends IOException {
    private static final long serialVersionUID = 1;

    private final int line;
    private final String text;

    /**
     * @param line counted from 1; 0 if it is not about one line
     * @param text the line
     */
    ManifestException(String reason, int line, String text) {
        super(reason, null);
        this.line = line;
        this.text = text;
    }

    public int line() {
        return line;
    }

    public String text() {
        return text;
    }
}
