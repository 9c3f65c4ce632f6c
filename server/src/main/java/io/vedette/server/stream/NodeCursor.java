package io.vedette.server.stream;

import io.vedette.server.packed.Listpack;

/**
 * Walks over the living entries of one node, forwards or backwards. Before the first {@link #next} it stands at no entry. Reads the
 * array that was handed over.
 */
public final class NodeCursor {
    /** Gets a field or a value; the bytes may be shared and are to be read at once. */
    @FunctionalInterface
    public interface WordSink {
        void word(byte[] bytes, int from, int length);
    }

    private final byte[] node;
    private final StreamId first;
    private final int masterFieldsAt;
    private final long masterFields;
    private final boolean backwards;
    /** Where the first entry begins. */
    private final int begin;

    /** Where the next entry begins; backwards: where it ends. */
    private int ahead;

    private int flagsAt;
    private long ms;
    private long seq;
    private boolean sameFields;
    private long fields;
    private int wordsAt;

    /** @param first id of the node: that of its first entry */
    public NodeCursor(byte[] node, StreamId first, boolean backwards) {
        this.node = node;
        this.first = first;
        int fieldsAt = Node.fieldsAt(node);
        this.masterFields = Elements.number(node, fieldsAt);
        this.masterFieldsAt = Elements.next(node, fieldsAt);
        this.backwards = backwards;
        this.begin = Elements.skip(node, masterFieldsAt, masterFields + 1);
        this.ahead = backwards ? Listpack.end(node) : begin;
    }

    /** Goes to the next living entry; false if there is none. */
    public boolean next() {
        while (nextOfAll()) {
            if (!isDeleted()) {
                return true;
            }
        }
        return false;
    }

    /** Goes to the next entry, deleted or not. */
    boolean nextOfAll() {
        if (backwards) {
            if (ahead == begin) {
                return false;
            }
            ahead = before(ahead);
            open(ahead);
            return true;
        }
        if (Elements.isEnd(node, ahead)) {
            return false;
        }
        ahead = open(ahead);
        return true;
    }

    /** Where the entry begins that ends there: its last element says how many there are before that. */
    private int before(int end) {
        int at = Listpack.previous(node, end);
        for (long elements = Elements.number(node, at); elements > 0; elements--) {
            at = Listpack.previous(node, at);
        }
        return at;
    }

    /** Reads the head of the entry at a position; the position behind the entry. */
    private int open(int at) {
        flagsAt = at;
        sameFields = (Elements.number(node, at) & Node.SAME_FIELDS) != 0;
        int msAt = Elements.next(node, at);
        ms = first.ms() + Elements.number(node, msAt);
        int seqAt = Elements.next(node, msAt);
        seq = first.seq() + Elements.number(node, seqAt);
        int behind = Elements.next(node, seqAt);
        if (sameFields) {
            fields = masterFields;
            wordsAt = behind;
            return Elements.skip(node, wordsAt, fields + 1);
        }
        fields = Elements.number(node, behind);
        wordsAt = Elements.next(node, behind);
        return Elements.skip(node, wordsAt, 2 * fields + 1);
    }

    boolean isDeleted() {
        return (Elements.number(node, flagsAt) & Node.DELETED) != 0;
    }

    int flagsAt() {
        return flagsAt;
    }

    public StreamId id() {
        return new StreamId(ms, seq);
    }

    /** How the entry's id compares to another. */
    public int compareTo(StreamId other) {
        return StreamId.compare(ms, seq, other.ms(), other.seq());
    }

    /** Number of fields, each with a value. */
    public long fields() {
        return fields;
    }

    /** Gives the fields and values by turns. */
    public void words(WordSink sink) {
        int name = masterFieldsAt;
        int at = wordsAt;
        for (long i = 0; i < fields; i++) {
            if (sameFields) {
                give(name, sink);
                name = Elements.next(node, name);
            } else {
                give(at, sink);
                at = Elements.next(node, at);
            }
            give(at, sink);
            at = Elements.next(node, at);
        }
    }

    private void give(int at, WordSink sink) {
        if (Elements.isText(node, at)) {
            sink.word(node, Elements.textStart(node, at), Elements.textBytes(node, at));
        } else {
            byte[] text = Elements.decimal(Elements.number(node, at));
            sink.word(text, 0, text.length);
        }
    }
}
