package io.vedette.server.commands;

import io.vedette.resp.StreamErrors;
import io.vedette.server.stream.StreamId;
import io.vedette.server.values.StreamValue;

/** How XADD's id is chosen. */
sealed interface StreamIdChoice {
    /** {@code *}: by the clock. */
    record ByClock() implements StreamIdChoice {}

    /** {@code 5-*}: the next number within a millisecond. */
    record InMillisecond(long ms) implements StreamIdChoice {}

    /** {@code 5-1}. */
    record Given(StreamId id) implements StreamIdChoice {}

    static StreamIdChoice parse(byte[] word) {
        if (word.length == 1 && word[0] == '*') {
            return new ByClock();
        }
        if (StreamIds.leavesSeqOpen(word)) {
            return new InMillisecond(StreamIds.openMillis(word));
        }
        return new Given(StreamIds.strict(word, 0));
    }

    /** @throws io.vedette.resp.RespException if it would not be the greatest of the stream */
    default StreamId choose(StreamValue stream, long nowMillis) {
        StreamId last = stream.lastId();
        if (last.equals(StreamId.MAX)) {
            throw StreamErrors.streamExhausted();
        }
        StreamId id = switch (this) {
            case ByClock clock ->
                Long.compareUnsigned(nowMillis, last.ms()) > 0 ? new StreamId(nowMillis, 0) : last.next();
            case InMillisecond in -> {
                if (in.ms() != last.ms()) {
                    yield new StreamId(in.ms(), 0);
                }
                yield last.seq() == -1 ? last : last.next();
            }
            case Given given -> given.id();
        };
        if (!last.isBefore(id)) {
            throw StreamErrors.streamIdTooSmall();
        }
        return id;
    }
}
