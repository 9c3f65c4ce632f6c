package io.vedette.wire;

import java.net.UnknownHostException;

/** An address could not be listened on; the message is Redis' line, {@code Could not create server TCP listening socket ...}. */
public final class ListenException extends Exception {
    private static final long serialVersionUID = 1;

    private ListenException(String line, Throwable cause) {
        super(line, cause);
    }

    static ListenException tcp(String address, int port, Throwable cause) {
        String what = cause instanceof UnknownHostException ? "Name or service not known" : "bind: " + reason(cause);
        return new ListenException(
                "Could not create server TCP listening socket " + address + ":" + port + ": " + what, cause);
    }

    static ListenException unix(String path, Throwable cause) {
        return new ListenException("Failed opening Unix socket: bind: " + path + ": " + reason(cause), cause);
    }

    /** Whether the machine has no such address, or not the protocol family at all. */
    static boolean isForLackOfAddress(Throwable cause) {
        String reason = reason(cause);
        return reason.contains("Cannot assign requested address")
                || reason.contains("not supported")
                || reason.contains("Protocol family unavailable");
    }

    /** The operating system's words: the transports put their own before them, with a colon. */
    private static String reason(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.substring(message.lastIndexOf(": ") + 1).strip();
    }
}
