package io.vedette.resp;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * The client's fault: carries the error line that the client gets, exactly as Redis words it, without the leading minus.
 * Made by {@link Errors} (one place for the texts); has no stack trace, since it tells about the client and not about us.
 */
public final class RespException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The line as it goes out: it may quote bytes of the client's that are no text. */
    private final byte[] bytes;

    public RespException(String line) {
        super(line, null, false, false);
        bytes = line.getBytes(StandardCharsets.UTF_8);
    }

    RespException(Consumer<OutputBuffer> line) {
        this(written(line));
    }

    private RespException(byte[] line) {
        super(new String(line, StandardCharsets.UTF_8), null, false, false);
        bytes = line;
    }

    /** The error line: code word first, for example {@code ERR syntax error}. */
    public String line() {
        return getMessage();
    }

    /** The first word of the line, by which errors are counted. */
    public String code() {
        String line = getMessage();
        int space = line.indexOf(' ');
        return space < 0 ? line : line.substring(0, space);
    }

    byte[] bytes() {
        return bytes;
    }

    private static byte[] written(Consumer<OutputBuffer> line) {
        OutputBuffer out = new OutputBuffer();
        line.accept(out);
        return out.toByteArray();
    }
}
