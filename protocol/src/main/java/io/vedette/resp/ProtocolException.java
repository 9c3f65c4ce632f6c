package io.vedette.resp;

/** The peer's bytes are not the protocol; the connection cannot go on. Carries Redis' error line, without the minus. */
public final class ProtocolException extends Exception {
    private static final long serialVersionUID = 1;

    public ProtocolException(String line) {
        super(line, null, false, false);
    }

    public String line() {
        return getMessage();
    }
}
