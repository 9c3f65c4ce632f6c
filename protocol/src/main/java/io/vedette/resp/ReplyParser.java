package io.vedette.resp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Turns the bytes of one server into replies, RESP2 and RESP3. Push style, as {@link RequestParser}. Attributes are read
 * and dropped. Not thread safe.
 */
public final class ReplyParser {
    /** Deepest nesting of aggregates: no command of Redis comes near it. */
    public static final int MAX_DEPTH = 128;
    /** Longest line of a simple reply or header. */
    public static final int MAX_LINE_BYTES = 64 * 1024;

    /** Between replies there is no buffer: of thousands of links most are silent at any time. */
    private static final byte[] NOTHING = {};

    private static final int MAX_PARTS = Integer.MAX_VALUE / 4;

    /** An aggregate that waits for its parts. */
    private static final class Open {
        private final char type;
        private final int wanted;
        private final List<Reply> parts = new ArrayList<>();

        private Open(char type, int wanted) {
            this.type = type;
            this.wanted = wanted;
        }
    }

    private final Deque<Open> open = new ArrayDeque<>();
    private byte[] buffer = NOTHING;
    private int start;
    private int end;
    private int scanned;
    private Reply reply = new Reply.Null();
    private boolean ready;

    public ReplyParser() {}

    public void feed(byte[] bytes, int offset, int length) {
        if (start == end && length > 0) {
            adopt(Arrays.copyOfRange(bytes, offset, offset + length));
            return;
        }
        if (buffer.length - end < length) {
            int pending = end - start;
            int needed = Math.addExact(pending, length);
            byte[] target = needed <= buffer.length ? buffer : new byte[Math.max(needed, 2 * pending)];
            System.arraycopy(buffer, start, target, 0, pending);
            buffer = target;
            scanned = Math.max(0, scanned - start);
            start = 0;
            end = pending;
        }
        System.arraycopy(bytes, offset, buffer, end, length);
        end += length;
    }

    /** The same with all of {@code chunk}, which is the parser's from now on: the caller must not change it. */
    public void feed(byte[] chunk) {
        if (start == end) {
            adopt(chunk);
        } else {
            feed(chunk, 0, chunk.length);
        }
    }

    private void adopt(byte[] chunk) {
        buffer = chunk;
        start = 0;
        end = chunk.length;
        scanned = 0;
    }

    /** True if a whole reply is ready in {@link #reply}. */
    public boolean advance() throws ProtocolException {
        while (true) {
            int lineEnd = lineEnd();
            if (lineEnd < 0) {
                return false;
            }
            char type = (char) (buffer[start] & 0xff);
            String line = new String(buffer, start + 1, lineEnd - start - 1, StandardCharsets.UTF_8);
            if (isAggregate(type) && !line.equals("-1")) {
                start = lineEnd + 2;
                openAggregate(type, count(line));
            } else if ((type == '$' || type == '=' || type == '!') && !line.equals("-1")) {
                int length = count(line);
                if (end - lineEnd - 2 < length + 2) {
                    return false;
                }
                byte[] body = Arrays.copyOfRange(buffer, lineEnd + 2, lineEnd + 2 + length);
                start = lineEnd + 2 + length + 2;
                place(blob(type, body));
            } else {
                start = lineEnd + 2;
                place(line(type, line));
            }
            releaseBuffer();
            closeFull();
            if (open.isEmpty() && ready) {
                ready = false;
                return true;
            }
        }
    }

    public Reply reply() {
        return reply;
    }

    private void place(Reply part) {
        if (open.isEmpty()) {
            reply = part;
            ready = true;
        } else {
            open.peek().parts.add(part);
        }
    }

    private void releaseBuffer() {
        if (start == end) {
            start = 0;
            end = 0;
            buffer = NOTHING;
        }
        scanned = start;
    }

    private void openAggregate(char type, int count) throws ProtocolException {
        if (open.size() == MAX_DEPTH) {
            throw new ProtocolException("ERR Protocol error: replies nest deeper than " + MAX_DEPTH);
        }
        open.push(new Open(type, type == '%' || type == '|' ? 2 * count : count));
    }

    private void closeFull() {
        while (!open.isEmpty() && open.peek().parts.size() == open.peek().wanted) {
            Open full = open.pop();
            switch (full.type) {
                case '*' -> place(new Reply.Array(full.parts));
                case '~' -> place(new Reply.SetReply(full.parts));
                case '>' -> place(new Reply.Push(full.parts));
                case '%' -> place(new Reply.MapReply(pairs(full.parts)));
                default -> {} // an attribute: the reply that it describes follows
            }
        }
    }

    private static List<Reply.Pair> pairs(List<Reply> parts) {
        List<Reply.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < parts.size(); i += 2) {
            pairs.add(new Reply.Pair(parts.get(i), parts.get(i + 1)));
        }
        return pairs;
    }

    private static Reply blob(char type, byte[] body) {
        return switch (type) {
            case '!' -> new Reply.Failure(new String(body, StandardCharsets.UTF_8));
            case '=' -> {
                String text = new String(body, StandardCharsets.UTF_8);
                yield text.length() < 4
                        ? new Reply.Verbatim("txt", text)
                        : new Reply.Verbatim(text.substring(0, 3), text.substring(4));
            }
            default -> new Reply.Bulk(body);
        };
    }

    private static Reply line(char type, String line) throws ProtocolException {
        return switch (type) {
            case '+' -> new Reply.Simple(line);
            case '-' -> new Reply.Failure(line);
            case ':' -> new Reply.Int(integer(line));
            case '_', '$', '*', '!', '=' -> new Reply.Null();
            case '#' -> new Reply.Bool(line.equals("t"));
            case ',' -> new Reply.DoubleReply(line);
            case '(' -> new Reply.BigNumber(line);
            default -> throw new ProtocolException("ERR Protocol error: unknown reply type '" + type + "'");
        };
    }

    private static boolean isAggregate(char type) {
        return type == '*' || type == '%' || type == '~' || type == '>' || type == '|';
    }

    private static long integer(String text) throws ProtocolException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ProtocolException("ERR Protocol error: '" + text + "' is no number");
        }
    }

    private static int count(String text) throws ProtocolException {
        long value = integer(text);
        if (value < 0 || value > MAX_PARTS) {
            throw new ProtocolException("ERR Protocol error: invalid length " + value);
        }
        return (int) value;
    }

    private int lineEnd() throws ProtocolException {
        for (int i = Math.max(start, scanned); i + 1 < end; i++) {
            if (buffer[i] == '\r' && buffer[i + 1] == '\n') {
                scanned = i;
                return i;
            }
        }
        scanned = Math.max(start, end - 1);
        if (end - start > MAX_LINE_BYTES) {
            throw new ProtocolException("ERR Protocol error: too long line");
        }
        return -1;
    }
}
