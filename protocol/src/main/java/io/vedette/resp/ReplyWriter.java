package io.vedette.resp;

import java.nio.charset.StandardCharsets;

/**
 * Writes replies in the protocol version that the client chose. Aggregates are announced by their count and then filled;
 * counts that are not known before are the caller's to find out. Not thread safe.
 */
public final class ReplyWriter {
    private static final byte[] OK = {'+', 'O', 'K', '\r', '\n'};

    private final OutputBuffer out;
    private int protocol = 2;

    public ReplyWriter(OutputBuffer out) {
        this.out = out;
    }

    /** 2 or 3. */
    public int protocol() {
        return protocol;
    }

    public void protocol(int version) {
        protocol = version;
    }

    public OutputBuffer out() {
        return out;
    }

    public void ok() {
        out.write(OK);
    }

    /** A status line; {@code text} is ASCII without line ends. */
    public void simple(String text) {
        out.writeByte('+');
        out.writeAscii(text);
        out.writeCrLf();
    }

    /** Writes bytes that are a reply already, made by another writer of the same protocol version. */
    public void raw(byte[] bytes, int offset, int length) {
        out.write(bytes, offset, length);
    }

    /** An error line, without the minus. Line ends within become spaces, as Redis does, so that a reply stays one line. */
    public void error(String line) {
        error(line.getBytes(StandardCharsets.UTF_8));
    }

    public void error(RespException error) {
        error(error.bytes());
    }

    private void error(byte[] line) {
        out.writeByte('-');
        for (byte b : line) {
            out.writeByte(b == '\r' || b == '\n' ? ' ' : b);
        }
        out.writeCrLf();
    }

    public void integer(long value) {
        header(':', value);
    }

    public void bulk(byte[] bytes) {
        bulk(bytes, 0, bytes.length);
    }

    public void bulk(byte[] bytes, int offset, int length) {
        out.writeBulk(bytes, offset, length);
    }

    public void bulk(String text) {
        bulk(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A bulk whose bytes the caller fills: in the array of {@link #out} from the returned position on, before anything else is written. */
    public int bulkOf(int length) {
        header('$', length);
        int position = out.claim(length);
        out.writeCrLf();
        return position;
    }

    public void nullBulk() {
        out.writeAscii(protocol == 2 ? "$-1\r\n" : "_\r\n");
    }

    public void nullArray() {
        out.writeAscii(protocol == 2 ? "*-1\r\n" : "_\r\n");
    }

    public void array(long count) {
        header('*', count);
    }

    /** A map of so many pairs: in RESP2 an array of twice as many parts. */
    public void map(long pairs) {
        if (protocol == 2) {
            header('*', 2 * pairs);
        } else {
            header('%', pairs);
        }
    }

    public void set(long count) {
        header(protocol == 2 ? '*' : '~', count);
    }

    /** A message that answers no request; in RESP2 an array. */
    public void push(long count) {
        header(protocol == 2 ? '*' : '>', count);
    }

    public void doubleValue(double value) {
        decimal(Doubles.text(value));
    }

    /** A number whose digits are worked out already: in RESP3 a double, before that a bulk. */
    public void decimal(String digits) {
        if (protocol == 2) {
            bulk(digits);
        } else {
            out.writeByte(',');
            out.writeAscii(digits);
            out.writeCrLf();
        }
    }

    public void bool(boolean value) {
        if (protocol == 2) {
            integer(value ? 1 : 0);
        } else {
            out.writeAscii(value ? "#t\r\n" : "#f\r\n");
        }
    }

    /** Text with a format of three letters; in RESP2 a bulk without it. */
    public void verbatim(String format, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (protocol == 2) {
            bulk(bytes);
        } else {
            header('=', bytes.length + 4);
            out.writeAscii(format);
            out.writeByte(':');
            out.write(bytes);
            out.writeCrLf();
        }
    }

    public void bigNumber(String digits) {
        if (protocol == 2) {
            bulk(digits);
        } else {
            out.writeByte('(');
            out.writeAscii(digits);
            out.writeCrLf();
        }
    }

    private void header(char type, long value) {
        out.writeHeader(type, value);
    }
}
