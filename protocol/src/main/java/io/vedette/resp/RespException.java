package io.vedette.resp;

/**
 * The client's fault: carries the error line that the client gets, exactly as Redis words it, without the leading minus.
 * Made by {@link Errors} (one place for the texts); has no stack trace, since it tells about the client and not about us.
 */
public final class RespException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RespException(String line) {
        super(line, null, false, false);
    }

    /** The error line: code word first, for example {@code ERR syntax error}. */
    public String line() {
        return getMessage();
    }
}
