package io.vedette.launcher.options;

/** Why a command cannot do what it was asked; the message is the one line that the person reads. */
public final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CommandFailed(String message) {
        super(message, null, false, false);
    }
}
