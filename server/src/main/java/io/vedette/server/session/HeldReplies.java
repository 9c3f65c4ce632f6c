package io.vedette.server.session;

import io.vedette.resp.OutputBuffer;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RespException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What was written to one client and not sent, in order, and which of it answers writes. Owned by the loop. */
final class HeldReplies {
    /** Takes bytes that may go. */
    interface Sink {
        void send(byte[] bytes, int offset, int length);
    }

    /** Where in the output the reply to a write stands. */
    private record Range(int from, int to) {}

    private record Segment(long offset, byte[] bytes, List<Range> writes) {}

    private final Deque<Segment> segments = new ArrayDeque<>();
    private List<Range> writes = new ArrayList<>();
    private long bytes;

    /** What is being written now has there the reply to a write. */
    void answersWrite(int from, int to) {
        if (to > from) {
            writes.add(new Range(from, to));
        }
    }

    /** What was written waits until the log is durable up to {@code offset}. */
    void add(long offset, byte[] output) {
        segments.add(new Segment(offset, output, writes));
        writes = new ArrayList<>();
        bytes += output.length;
    }

    /** What was written goes out. */
    void forgetWrites() {
        if (!writes.isEmpty()) {
            writes = new ArrayList<>();
        }
    }

    boolean isEmpty() {
        return segments.isEmpty();
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
            for (Range write : segment.writes()) {
                out.write(segment.bytes(), at, write.from() - at);
                errors.error(why);
                at = write.to();
            }
            out.write(segment.bytes(), at, segment.bytes().length - at);
            sink.send(out.array(), 0, out.size());
        }
        clear();
    }

    void clear() {
        segments.clear();
        bytes = 0;
    }
}
