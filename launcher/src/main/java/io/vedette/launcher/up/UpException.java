package io.vedette.launcher.up;

/** Why {@code up} cannot do what it was asked; the message is the one line that the person reads. */
public final class UpException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UpException(String message) {
        super(message, null, false, false);
    }
}
