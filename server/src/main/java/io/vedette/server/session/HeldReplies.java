package io.vedette.server.session;

import io.vedette.resp.OutputBuffer;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RespException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** What was written to one client and not sent, in order, and which of it answers writes. Owned by the loop. */
final class HeldReplies {
    /** Takes bytes that may go. */
    interface Sink {
        void send(byte[] bytes, int offset, int length);
    }

    /** @param writes where the replies to writes begin and end, in turn */
    private record Segment(long offset, byte[] bytes, int[] writes) {}

    private final Deque<Segment> segments = new ArrayDeque<>();
    private int[] writes = new int[8];
    private int marks;
    private long bytes;

    /** What is being written now has there the reply to a write. */
    void answersWrite(int from, int to) {
        if (to > from) {
            if (marks == writes.length) {
                writes = Arrays.copyOf(writes, 2 * marks);
            }
            writes[marks++] = from;
            writes[marks++] = to;
        }
    }

    /** What was written waits until the log is kept up to {@code offset}. */
    void add(long offset, byte[] output) {
        segments.add(new Segment(offset, output, Arrays.copyOf(writes, marks)));
        marks = 0;
        bytes += output.length;
    }

    /** What was written goes out. */
    void forgetWrites() {
        marks = 0;
    }

    boolean isEmpty() {
        return segments.isEmpty();
    }

    /** Whether the reply to a write is among what was written since. */
    boolean answersWrites() {
        return marks > 0;
    }

    long bytes() {
        return bytes;
    }

    /** Sends what need not wait any more. */
    void reach(long offset, Sink sink) {
        while (!segments.isEmpty() && segments.peek().offset() <= offset) {
            Segment segment = segments.remove();
            bytes -= segment.bytes().length;
            sink.send(segment.bytes(), 0, segment.bytes().length);
        }
    }

    /** Sends everything, with the error in place of each reply to a write. */
    void refuse(RespException why, Sink sink) {
        for (Segment segment : segments) {
            OutputBuffer out = new OutputBuffer();
            ReplyWriter errors = new ReplyWriter(out);
            int at = 0;
            int[] marked = segment.writes();
            for (int i = 0; i < marked.length; i += 2) {
                out.write(segment.bytes(), at, marked[i] - at);
                errors.error(why);
                at = marked[i + 1];
            }
            out.write(segment.bytes(), at, segment.bytes().length - at);
            sink.send(out.array(), 0, out.size());
        }
        clear();
    }

    void clear() {
        segments.clear();
        bytes = 0;
        marks = 0;
    }
}
