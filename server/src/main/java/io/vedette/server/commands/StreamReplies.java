package io.vedette.server.commands;

import io.vedette.resp.OutputBuffer;
import io.vedette.resp.ReplyWriter;
import io.vedette.server.stream.NodeCursor;
import io.vedette.server.stream.StreamId;
import io.vedette.server.values.StreamCursor;
import io.vedette.server.values.StreamValue;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongConsumer;

/** Entries and ids of streams as replies. Owned by the loop. */
final class StreamReplies {
    /** Gets each entry after it was written. */
    @FunctionalInterface
    interface Seen {
        void entry(StreamId id);
    }

    /** For parts whose number is not known; one is taken out while it is in use. */
    private final Deque<OutputBuffer> spare = new ArrayDeque<>();

    static void id(ReplyWriter reply, StreamId id) {
        reply.bulk(id.toString());
    }

    static void entry(ReplyWriter reply, NodeCursor entry) {
        reply.array(2);
        id(reply, entry.id());
        reply.array(2 * entry.fields());
        entry.words(reply::bulk);
    }

    /**
     * The entries at which a walk comes by, as an array.
     *
     * @param most entries to give; 0 for all
     */
    void entries(ReplyWriter reply, StreamCursor cursor, long most, Seen seen) {
        counted(reply, writer -> {
            long count = 0;
            while ((most == 0 || count < most) && cursor.next()) {
                entry(writer, cursor.entry());
                seen.entry(cursor.entry().id());
                count++;
            }
            return count;
        });
    }

    void entries(ReplyWriter reply, StreamCursor cursor, long most) {
        entries(reply, cursor, most, id -> {});
    }

    /** The entry of that id; false, and nothing written, if there is none. */
    static boolean entry(ReplyWriter reply, StreamValue stream, StreamId id) {
        StreamCursor cursor = stream.range(id, id, false);
        boolean found = cursor.next();
        if (found) {
            entry(reply, cursor.entry());
        }
        return found;
    }

    /** Writes parts and says how many they were. */
    @FunctionalInterface
    interface Parts {
        long write(ReplyWriter writer);
    }

    /** An array of a length that is known only when its parts are written. */
    void counted(ReplyWriter reply, Parts parts) {
        held(reply, parts, reply::array);
    }

    /** The same with another head than that of an array. */
    void held(ReplyWriter reply, Parts parts, LongConsumer head) {
        OutputBuffer body = spare.isEmpty() ? new OutputBuffer() : spare.pop();
        ReplyWriter writer = new ReplyWriter(body);
        writer.protocol(reply.protocol());
        try {
            head.accept(parts.write(writer));
            reply.raw(body.array(), 0, body.size());
        } finally {
            body.reset();
            spare.push(body);
        }
    }
}
