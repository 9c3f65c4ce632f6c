package io.vedette.server.stream;

import java.util.Arrays;

/**
 * Rows of numbers, sorted by the id that each begins with: a sorted map from ids to a fixed number of longs. Rows lie in chunks
 * of at most {@value #MOST_ROWS}, so a change moves little however large the table is.
 *
 * <p>A place in the table is a number that {@link #find} and its kin give; it holds until the next insertion or removal. {@link #fork}
 * shares all chunks with the older table, which must not be changed any more; it may be read by another thread.
 */
public final class IdTable {
    /** No such row. */
    public static final long NONE = -1;

    private static final int MOST_ROWS = 256;
    private static final int FIRST_ROWS = 4;
    /** Every row begins with the two halves of its id. */
    private static final int ID_LONGS = 2;

    /** Some neighbouring rows, at least one; belongs to the table whose token it has and is only read by others. */
    private static final class Chunk {
        final Object owner;
        long[] rows;
        int size;

        Chunk(Object owner, long[] rows, int size) {
            this.owner = owner;
            this.rows = rows;
            this.size = size;
        }
    }

    private final int stride;
    private final Object owner = new Object();
    private Chunk[] chunks;
    private int chunkCount;
    private long size;

    /** @param columns numbers beside the id in each row */
    public IdTable(int columns) {
        this.stride = ID_LONGS + columns;
        this.chunks = new Chunk[0];
    }

    private IdTable(IdTable older) {
        stride = older.stride;
        chunks = Arrays.copyOf(older.chunks, older.chunkCount);
        chunkCount = older.chunkCount;
        size = older.size;
    }

    public IdTable fork() {
        return new IdTable(this);
    }

    public long size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** Heap that the table takes, bytes, if chunks are three quarters full: without a walk. */
    public long heapBytes() {
        return (size + size / 3) * stride * Long.BYTES;
    }

    /** Heap that the table takes, bytes. */
    public long memoryBytes() {
        long bytes = 0;
        for (int i = 0; i < chunkCount; i++) {
            bytes += (long) chunks[i].rows.length * Long.BYTES;
        }
        return bytes;
    }

    // ---- places

    public long first() {
        return size == 0 ? NONE : 0;
    }

    public long last() {
        return size == 0 ? NONE : place(chunkCount - 1, chunks[chunkCount - 1].size - 1);
    }

    public long next(long place) {
        int chunk = chunk(place);
        if (row(place) + 1 < chunks[chunk].size) {
            return place + 1;
        }
        return chunk + 1 < chunkCount ? place(chunk + 1, 0) : NONE;
    }

    public long previous(long place) {
        if (row(place) > 0) {
            return place - 1;
        }
        int chunk = chunk(place);
        return chunk == 0 ? NONE : place(chunk - 1, chunks[chunk - 1].size - 1);
    }

    /** The row of exactly this id. */
    public long find(StreamId id) {
        long floor = floor(id);
        return floor != NONE && compareRow(floor, id) == 0 ? floor : NONE;
    }

    /** The row of the greatest id that is not greater. */
    public long floor(StreamId id) {
        int low = 0;
        int high = chunkCount - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (compareRow(place(middle, 0), id) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        if (high < 0) {
            return NONE;
        }
        int chunk = high;
        low = 0;
        high = chunks[chunk].size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (compareRow(place(chunk, middle), id) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return place(chunk, high);
    }

    /** The row of the smallest id that is not smaller. */
    public long ceiling(StreamId id) {
        long floor = floor(id);
        if (floor == NONE) {
            return first();
        }
        return compareRow(floor, id) == 0 ? floor : next(floor);
    }

    public StreamId id(long place) {
        long[] rows = chunks[chunk(place)].rows;
        int at = row(place) * stride;
        return new StreamId(rows[at], rows[at + 1]);
    }

    /** The number in a column, from 0. */
    public long get(long place, int column) {
        return chunks[chunk(place)].rows[row(place) * stride + ID_LONGS + column];
    }

    // ---- changes

    public void set(long place, int column, long value) {
        owned(chunk(place)).rows[row(place) * stride + ID_LONGS + column] = value;
    }

    /** Adds a row; there must be none of that id yet. */
    public void insert(StreamId id, long... columns) {
        long floor = floor(id);
        int chunk = floor == NONE ? 0 : chunk(floor);
        int row = floor == NONE ? 0 : row(floor) + 1;
        if (chunkCount == 0) {
            addChunk(0, new Chunk(owner, new long[FIRST_ROWS * stride], 0));
        } else if (chunks[chunk].size == MOST_ROWS) {
            if (chunk == chunkCount - 1 && row == MOST_ROWS) {
                // Ids mostly grow: what is full stays full.
                addChunk(chunkCount, new Chunk(owner, new long[FIRST_ROWS * stride], 0));
            } else {
                split(chunk);
            }
            if (row > chunks[chunk].size || chunks[chunk].size == MOST_ROWS) {
                row -= chunks[chunk].size;
                chunk++;
            }
        }
        Chunk target = owned(chunk);
        if ((target.size + 1) * stride > target.rows.length) {
            target.rows = Arrays.copyOf(target.rows, Math.min(MOST_ROWS * stride, target.rows.length * 2));
        }
        int at = row * stride;
        System.arraycopy(target.rows, at, target.rows, at + stride, (target.size - row) * stride);
        target.rows[at] = id.ms();
        target.rows[at + 1] = id.seq();
        System.arraycopy(columns, 0, target.rows, at + ID_LONGS, columns.length);
        target.size++;
        size++;
    }

    /** Takes a row away and returns the place of the one behind it, or {@link #NONE}. */
    public long remove(long place) {
        int chunk = chunk(place);
        int row = row(place);
        size--;
        if (chunks[chunk].size == 1) {
            System.arraycopy(chunks, chunk + 1, chunks, chunk, chunkCount - chunk - 1);
            chunkCount--;
            chunks[chunkCount] = null; // behind the end: for the collector
            return chunk < chunkCount ? place(chunk, 0) : NONE;
        }
        Chunk target = owned(chunk);
        int at = row * stride;
        System.arraycopy(target.rows, at + stride, target.rows, at, (target.size - row - 1) * stride);
        target.size--;
        if (row < target.size) {
            return place;
        }
        return chunk + 1 < chunkCount ? place(chunk + 1, 0) : NONE;
    }

    private void split(int chunk) {
        Chunk left = owned(chunk);
        int half = MOST_ROWS / 2;
        long[] upper = Arrays.copyOfRange(left.rows, half * stride, (half + MOST_ROWS) * stride);
        addChunk(chunk + 1, new Chunk(owner, upper, left.size - half));
        left.size = half;
    }

    private void addChunk(int at, Chunk chunk) {
        if (chunkCount == chunks.length) {
            chunks = Arrays.copyOf(chunks, Math.max(1, chunks.length * 2));
        }
        System.arraycopy(chunks, at, chunks, at + 1, chunkCount - at);
        chunks[at] = chunk;
        chunkCount++;
    }

    /** The chunk, to be changed: a copy in its place if it is shared with an older table. */
    private Chunk owned(int chunk) {
        Chunk present = chunks[chunk];
        if (present.owner == owner) {
            return present;
        }
        Chunk copy = new Chunk(owner, present.rows.clone(), present.size);
        chunks[chunk] = copy;
        return copy;
    }

    private int compareRow(long place, StreamId id) {
        long[] rows = chunks[chunk(place)].rows;
        int at = row(place) * stride;
        return StreamId.compare(rows[at], rows[at + 1], id.ms(), id.seq());
    }

    private static long place(int chunk, int row) {
        return (long) chunk << Integer.SIZE | row;
    }

    private static int chunk(long place) {
        return (int) (place >>> Integer.SIZE);
    }

    private static int row(long place) {
        return (int) place;
    }
}
