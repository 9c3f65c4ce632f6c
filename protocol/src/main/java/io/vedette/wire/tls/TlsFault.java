package io.vedette.wire.tls;

/** Why the files and directives do not make a TLS configuration; the message is for the log, in Redis' words where it has some. */
final class TlsFault extends Exception {
    private static final long serialVersionUID = 1;

    TlsFault(String message) {
        super(message);
    }

    TlsFault(String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
