package io.vedette.wire;

/** An address could not be listened on; the message is Redis' line ({@code Could not create server TCP listening socket ...}). */
public final class ListenException extends Exception {
    private static final long serialVersionUID = 1;

    private final int port;

    public ListenException(String line, int port, Throwable cause) {
        super(line, cause);
        this.port = port;
    }

    /** The port that was asked for. */
    public int port() {
        return port;
    }
}
