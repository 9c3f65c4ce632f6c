package io.vedette.server.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A record brought to the heap in one piece, for who looks at all of its parts: one way into its page costs less than one for each part.
 * Holds one record at a time. One thread, which may read the table.
 */
public final class CopiedRecord {
    /** Longer ones are worth no copy. */
    private static final int LONGEST_BYTES = 1024;

    private final Slabs slabs;
    private final byte[] bytes = new byte[LONGEST_BYTES];

    CopiedRecord(Slabs slabs) {
        this.slabs = slabs;
    }

    /** False if the record is a long one: then nothing was done. */
    public boolean take(int record) {
        Page page = slabs.page(record);
        if (page.slotBytes > LONGEST_BYTES) {
            return false;
        }
        MemorySegment.copy(page.memory(), ValueLayout.JAVA_BYTE, slabs.offset(record), bytes, 0, page.slotBytes);
        return true;
    }

    /** What the places are in; the next {@link #take} overwrites it. */
    public byte[] bytes() {
        return bytes;
    }

    public int keyAt() {
        return RecordHead.bytes(bytes, 0);
    }

    public int keyLength() {
        return RecordHead.keyLength(bytes, 0);
    }

    public int payloadAt() {
        return keyAt() + keyLength();
    }

    public int payloadLength() {
        return RecordHead.payloadLength(bytes, 0);
    }
}
