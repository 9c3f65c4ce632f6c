package io.vedette.server.memory;

import java.lang.foreign.ValueLayout;

/** A walk over the records of a table, in no order. Stands before the first one until {@code next} is called. One thread. */
public final class RecordCursor {
    private final Slabs slabs;
    private final Bucket[] directory;
    private final int depth;
    private int place;
    private int slot = -1;
    /** Keeps the compiler from leaving out looks that nobody needs the result of. */
    private int seen;

    /** @param depth how many leading bits of a hash the directory knows */
    RecordCursor(Slabs slabs, Bucket[] directory, int depth) {
        this.slabs = slabs;
        this.directory = directory;
        this.depth = depth;
    }

    /** Goes to the next record; false if there is none. */
    public boolean next() {
        while (place < directory.length) {
            Bucket bucket = directory[place];
            while (++slot < bucket.slots()) {
                if (bucket.handle(slot) != Slabs.NONE) {
                    return true;
                }
            }
            place += 1 << depth - bucket.depth;
            slot = -1;
        }
        return false;
    }

    public int record() {
        return directory[place].handle(slot);
    }

    /**
     * Goes on over several records. Each is looked at, so that the processor fetches them side by side.
     *
     * @return how many of them were found for {@code records}; 0 at the end
     */
    public int next(int[] records) {
        int found = 0;
        while (found < records.length && next()) {
            records[found++] = record();
        }
        int sum = 0;
        for (int i = 0; i < found; i++) {
            sum += slabs.memory(records[i]).get(ValueLayout.JAVA_INT_UNALIGNED, slabs.offset(records[i]));
        }
        seen += sum;
        return found;
    }
}
