package io.vedette.server.values;

import io.vedette.server.stream.IdTable;
import io.vedette.server.stream.NodeCursor;
import io.vedette.server.stream.StreamId;
import java.util.Optional;

/** A walk over the living entries of a stream within a range of ids. Ends with the first change of the stream. */
public final class StreamCursor {
    private final StreamValue stream;
    private final StreamId start;
    private final StreamId end;
    private final boolean backwards;
    /** The node after the present one. */
    private long following;

    private Optional<NodeCursor> node = Optional.empty();

    StreamCursor(StreamValue stream, StreamId start, StreamId end, boolean backwards) {
        this.stream = stream;
        this.start = start;
        this.end = end;
        this.backwards = backwards;
        IdTable index = stream.nodeIndex();
        long floor = index.floor(backwards ? end : start);
        this.following = floor == IdTable.NONE && !backwards ? index.first() : floor;
    }

    /** Goes to the next entry; false at the end. */
    public boolean next() {
        while (true) {
            while (node.isPresent() && node.get().next()) {
                NodeCursor entry = node.get();
                boolean before = entry.compareTo(start) < 0;
                boolean behind = entry.compareTo(end) > 0;
                if (backwards ? before : behind) {
                    node = Optional.empty();
                    following = IdTable.NONE;
                    return false;
                }
                if (!before && !behind) {
                    return true;
                }
            }
            if (following == IdTable.NONE) {
                return false;
            }
            node = Optional.of(stream.open(following, backwards));
            IdTable index = stream.nodeIndex();
            following = backwards ? index.previous(following) : index.next(following);
        }
    }

    /** The entry at which the walk stands, until it goes on. */
    public NodeCursor entry() {
        return node.orElseThrow();
    }
}
