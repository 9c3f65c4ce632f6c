package io.vedette.server.session;

import io.vedette.replication.WriteQuorum.Rule;
import io.vedette.resp.OutputBuffer;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RespException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** What was written to one client and not sent, in order, and which of it answers writes. Owned by the loop. */
final class HeldReplies {
    /** A place in the log that the append-only file has anyway. */
    static final long IN_FILE = Long.MIN_VALUE;

    private static final long NEVER = Long.MAX_VALUE;

    /** Takes bytes that may go. */
    interface Sink {
        void send(byte[] bytes, int offset, int length);
    }

    /** What was written in one turn. */
    private static final class Segment {
        /** The log is to be in the file up to there. */
        private final long fileOffset;

        private final long deadlineMillis;
        private byte[] bytes;
        private Answers answers;

        Segment(long fileOffset, byte[] bytes, Answers answers, long nowMillis) {
            this.fileOffset = fileOffset;
            this.bytes = bytes;
            this.answers = answers;
            long deadline = NEVER;
            for (int i = 0; i < answers.count() && answers.demand(); i++) {
                long timeoutMillis = answers.rule(i).timeoutMillis();
                if (timeoutMillis > 0) {
                    deadline = Math.min(deadline, nowMillis + timeoutMillis);
                }
            }
            this.deadlineMillis = deadline;
        }

        /** The error in place of each answer for which there is one; the others are as they were. */
        void replace(Refusal error) {
            OutputBuffer out = new OutputBuffer();
            ReplyWriter errors = new ReplyWriter(out);
            Answers left = new Answers();
            int at = 0;
            for (int i = 0; i < answers.count(); i++) {
                int begin = answers.begin(i);
                int end = answers.end(i);
                out.write(bytes, at, begin - at);
                Optional<RespException> why = error.of(answers, i);
                if (why.isPresent()) {
                    errors.error(why.get());
                } else {
                    int from = out.size();
                    out.write(bytes, begin, end - begin);
                    left.add(from, out.size(), answers.offset(i), answers.rule(i), answers.isWatched(i));
                }
                at = end;
            }
            out.write(bytes, at, bytes.length - at);
            bytes = out.toByteArray();
            answers = left;
        }
    }

    /** What to say in place of an answer, if anything. */
    private interface Refusal {
        Optional<RespException> of(Answers answers, int index);
    }

    private final Deque<Segment> segments = new ArrayDeque<>();
    private Answers answers = new Answers();
    private long bytes;

    /** What is being written now has there the reply to a write, which must be confirmed up to {@code offset}. */
    void answersWrite(int from, int to, long offset, Rule rule, boolean watched) {
        if (to > from) {
            answers.add(from, to, offset, rule, watched);
        }
    }

    /** What was written waits. @param fileOffset the append-only file must have the log up to there */
    void add(long fileOffset, byte[] output, long nowMillis) {
        segments.add(new Segment(fileOffset, output, answers, nowMillis));
        answers = new Answers();
        bytes += output.length;
    }

    /** What was written goes out. */
    void forgetWrites() {
        if (!answers.isEmpty()) {
            answers.clear();
        }
    }

    boolean isEmpty() {
        return segments.isEmpty();
    }

    /** Whether the reply to a write is among what was written since. */
    boolean answersWrites() {
        return !answers.isEmpty();
    }

    /** Whether something that was written since may not go out any more. */
    boolean isShut(ReplyHold hold) {
        return answers.isAnyWatched() && hold.isShut();
    }

    /** Whether something that was written since is to be confirmed by replicas, and is not. */
    boolean awaitsReplicas(ReplyHold hold) {
        return !hold.areConfirmed(answers);
    }

    /** Replies to writes that wait here. */
    int count() {
        int count = answers.count();
        for (Segment segment : segments) {
            count += segment.answers.count();
        }
        return count;
    }

    long bytes() {
        return bytes;
    }

    /** When the first of what waits has waited long enough for replicas; {@link Long#MAX_VALUE}: never. */
    long deadlineMillis() {
        return segments.isEmpty() ? NEVER : segments.peek().deadlineMillis;
    }

    /** Sends what need not wait any more. What cannot be confirmed, or was not in time, goes as an error. */
    void reach(ReplyHold hold, Sink sink) {
        while (!segments.isEmpty()) {
            Segment head = segments.peek();
            if (!hold.areConfirmed(head.answers)) {
                boolean late = hold.nowMillis() >= head.deadlineMillis;
                if (!late && !hold.areBroken(head.answers)) {
                    return;
                }
                bytes -= head.bytes.length;
                head.replace(hold::refusal);
                bytes += head.bytes.length;
            }
            if (!hold.isInFile(head.fileOffset)) {
                return;
            }
            segments.remove();
            bytes -= head.bytes.length;
            if (head.answers.isAnyWatched() && hold.isShut()) {
                head.replace(hold::tooLate);
            }
            sink.send(head.bytes, 0, head.bytes.length);
        }
    }

    /** Sends everything, with the error in place of each reply to a write. */
    void refuse(RespException why, Sink sink) {
        for (Segment segment : segments) {
            segment.replace((all, index) -> Optional.of(why));
            sink.send(segment.bytes, 0, segment.bytes.length);
        }
        clear();
    }

    void clear() {
        segments.clear();
        bytes = 0;
        answers.clear();
    }
}
