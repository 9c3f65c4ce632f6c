package io.vedette.server.session;

import io.vedette.replication.WriteQuorum.Rule;
import io.vedette.resp.OutputBuffer;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RespException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What was written to one client and not sent, in order, and which of it answers writes. Owned by the loop. */
final class HeldReplies {
    /** A place in the log that the append-only file has anyway. */
    static final long IN_FILE = Long.MIN_VALUE;

    private static final long NEVER = Long.MAX_VALUE;

    /** Takes bytes that may go. */
    interface Sink {
        void send(byte[] bytes, int offset, int length);
    }

    /**
     * The reply to one command that wrote, or may have.
     *
     * @param from where it begins in what was written
     * @param offset of the log, as much as must be confirmed
     * @param rule by whom
     * @param watched it may go out only while enough sentinels support this master
     */
    record Answer(int from, int to, long offset, Rule rule, boolean watched) {}

    /** What was written in one turn. */
    private static final class Segment {
        /** The log is to be in the file up to there. */
        private final long fileOffset;

        private final long deadlineMillis;
        private byte[] bytes;
        private List<Answer> answers;

        Segment(long fileOffset, byte[] bytes, List<Answer> answers, long nowMillis) {
            this.fileOffset = fileOffset;
            this.bytes = bytes;
            this.answers = answers;
            long deadline = NEVER;
            for (Answer answer : answers) {
                if (answer.rule().timeoutMillis() > 0) {
                    deadline = Math.min(deadline, nowMillis + answer.rule().timeoutMillis());
                }
            }
            this.deadlineMillis = deadline;
        }

        /** The error in place of each answer for which there is one; the others are as they were. */
        void replace(Function<Answer, Optional<RespException>> error) {
            OutputBuffer out = new OutputBuffer();
            ReplyWriter errors = new ReplyWriter(out);
            List<Answer> left = new ArrayList<>();
            int at = 0;
            for (Answer answer : answers) {
                out.write(bytes, at, answer.from() - at);
                Optional<RespException> why = error.apply(answer);
                if (why.isPresent()) {
                    errors.error(why.get());
                } else {
                    int from = out.size();
                    out.write(bytes, answer.from(), answer.to() - answer.from());
                    left.add(new Answer(from, out.size(), answer.offset(), answer.rule(), answer.watched()));
                }
                at = answer.to();
            }
            out.write(bytes, at, bytes.length - at);
            bytes = out.toByteArray();
            answers = left;
        }
    }

    private final Deque<Segment> segments = new ArrayDeque<>();
    private List<Answer> answers = new ArrayList<>();
    private long bytes;

    /** What is being written now has there the reply to a write, which must be confirmed up to {@code offset}. */
    void answersWrite(int from, int to, long offset, Rule rule, boolean watched) {
        if (to > from) {
            answers.add(new Answer(from, to, offset, rule, watched));
        }
    }

    /** What was written waits. @param fileOffset the append-only file must have the log up to there */
    void add(long fileOffset, byte[] output, long nowMillis) {
        segments.add(new Segment(fileOffset, output, answers, nowMillis));
        answers = new ArrayList<>();
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
        return areWatched(answers) && hold.isShut();
    }

    private static boolean areWatched(List<Answer> answers) {
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i).watched()) {
                return true;
            }
        }
        return false;
    }

    /** Whether something that was written since is to be confirmed by replicas, and is not. */
    boolean awaitsReplicas(ReplyHold hold) {
        return !hold.areConfirmed(answers);
    }

    /** Replies to writes that wait here. */
    int count() {
        int count = answers.size();
        for (Segment segment : segments) {
            count += segment.answers.size();
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
            if (areWatched(head.answers) && hold.isShut()) {
                head.replace(hold::tooLate);
            }
            sink.send(head.bytes, 0, head.bytes.length);
        }
    }

    /** Sends everything, with the error in place of each reply to a write. */
    void refuse(RespException why, Sink sink) {
        for (Segment segment : segments) {
            segment.replace(answer -> Optional.of(why));
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
