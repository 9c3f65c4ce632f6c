package io.vedette.replication;

import io.vedette.resp.Argv;
import io.vedette.resp.BulkBytes;
import io.vedette.resp.OutputBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The one log of a server: every write, encoded once, at an absolute offset. On a replica it is the master's stream, byte
 * for byte. The backlog is a window on its tail; each replica's stream is a {@link Cursor} of its own; nothing is copied
 * per reader. Owned by the engine's thread.
 *
 * <p>Offsets: {@link #endOffset} is the number of bytes in the history so far; a cursor's position is the number of bytes
 * before it. (Redis counts bytes from 1: its "byte n" lies between positions n-1 and n.)
 *
 * <p>Blocks form a chain from older to newer and a cursor holds the block that it stands in, so it holds what it has still
 * to read and nothing else: when the backlog lets go of a block and no cursor is left in it or before it, the block is
 * garbage. No count of references is kept, and none can be wrong. How far a reader may lag is for its owner to limit
 * ({@link Cursor#lagBytes}). What nobody reads any more when the backlog lets go of it, as long as readers keep up, is used again:
 * arrays that live for a moment and die by the dozen would be copied through the generations of the heap, in pauses.
 *
 * <p>While nobody reads nothing is appended: the first replica makes a backlog ({@link #openBacklog}), as in Redis, and an
 * append-only file has the log recorded from where it begins ({@link #record}), with or without one. Then the offset grows
 * also on a server that never had a replica.
 */
public final class ReplicationLog {
    /** {@code repl-backlog-size}: lower values are raised to this. */
    public static final long SMALLEST_BACKLOG_BYTES = 16 * 1024;
    /** No database is selected in the stream: the next command brings its SELECT. */
    public static final int NO_DATABASE = -1;

    /** Blocks are a sixteenth of the backlog within these bounds; an allocation is zeroed at once, so it must stay small. */
    private static final int SMALLEST_BLOCK_BYTES = 16 * 1024;

    private static final int LARGEST_BLOCK_BYTES = 256 * 1024;
    /** What is kept of arrays that nobody reads any more: about what an append-only file writes between two bringings-down. */
    private static final int MOST_SPARE_BYTES = 6 << 20;

    private static final byte[] NOTHING = {};
    /** More of a command than this goes to a block in several pieces. */
    private static final int MOST_GATHERED_BYTES = 4096;

    private ReplicationHistory history;
    private long end;
    /** The last one that the data holds. */
    private Marker marker = Marker.NONE;

    private Block head;
    private Block tail;
    private boolean open;
    private boolean recorded;
    /** How often the chain was given up: older cursors are worth nothing. */
    private long restarts;

    /** The first that the recorder may still read; null where nobody records: it would hold all that comes behind it. */
    private Block recordedFrom;

    /** Where the reader stands that is furthest behind, but for the recorder. Before somebody says so it may be anywhere. */
    private LongSupplier furthestBehind = () -> 0;

    private final ArrayDeque<byte[]> spare = new ArrayDeque<>();
    private long backlogSizeBytes;
    private int database = NO_DATABASE;
    private final OutputBuffer gathered = new OutputBuffer();

    public ReplicationLog(ReplicationHistory history, long backlogSizeBytes) {
        this.history = history;
        this.backlogSizeBytes = Math.max(backlogSizeBytes, SMALLEST_BACKLOG_BYTES);
        restart(0);
    }

    /**
     * Whom to ask about the cursors that {@link #cursorAt} gave, and copies of them: one that reads what lies before that place fails.
     *
     * @param furthest the least of their positions; {@link Long#MAX_VALUE} if there is none
     */
    public void readers(LongSupplier furthest) {
        furthestBehind = furthest;
    }

    public ReplicationHistory history() {
        return history;
    }

    /** How many bytes the history has: {@code master_repl_offset}. */
    public long endOffset() {
        return end;
    }

    /** A new id for what follows; what is there stays known under the old one. The next command brings its SELECT. */
    public void continueAs(String newId) {
        history = history.continuedAs(newId, end);
    }

    /** The last marker that the data holds, or {@link Marker#NONE}: by it the data is compared with others'. */
    public Marker marker() {
        return marker;
    }

    /** The same for a snapshot. */
    Optional<String> markerText() {
        return marker.isSet() ? Optional.of(marker.text()) : Optional.empty();
    }

    /** This one has been appended. */
    public void marked(Marker appended) {
        marker = appended;
    }

    /** This entry comes next: with it begins the history that has just got its id, or others belong to its group from here on. */
    void state(Marker stated) {
        openBacklog();
        append(NO_DATABASE, stated.command());
        marker = stated;
    }

    /**
     * Everything before is forgotten: the data is now what {@code newHistory} had at {@code offset}. The backlog is open.
     *
     * @param held the last marker that the data holds
     */
    public void startOver(ReplicationHistory newHistory, long offset, Marker held) {
        history = newHistory;
        marker = held;
        restart(offset);
        open = true;
    }

    /** A new id for the same data, shared with nobody. */
    public void rename(String newId) {
        history = ReplicationHistory.of(newId);
    }

    public boolean isOpen() {
        return open;
    }

    /** From now on appended bytes are kept, as many as the window is wide. Nothing happens if it is open already. */
    public void openBacklog() {
        if (!open) {
            if (recorded) {
                Block first = new Block(end, NOTHING, true);
                tail.next = first;
                tail = first;
                head = first;
                database = NO_DATABASE;
            } else {
                restart(end);
            }
            open = true;
        }
    }

    public void closeBacklog() {
        open = false;
        if (recorded) {
            trim();
        } else {
            restart(end);
        }
    }

    /**
     * A reader of everything from now on, who needs no backlog; at most one at a time. The database that the stream has selected
     * ({@link #database}) is not told again to it.
     */
    public Cursor record() {
        if (!open && !recorded) {
            restart(end);
        }
        recorded = true;
        recordedFrom = tail;
        return new Cursor(this, tail, end);
    }

    /**
     * The reader that {@link #record} gave needs nothing before {@code offset} any more, nor does anybody to whom it gave bytes from
     * there. What nobody else reads is used again. To be called now and then also where nothing has changed: a calm log keeps no spare ones.
     */
    public void recordedUpTo(long offset) {
        boolean idle = true;
        while (recorded && recordedFrom.next != null && recordedFrom.next.start <= offset) {
            Block read = recordedFrom;
            recordedFrom = read.next;
            if (!read.shared) {
                takeBack(read);
                idle = false;
            }
        }
        if (idle) {
            spare.poll();
        }
    }

    /** Whoever reads it all the same fails, and does not get what others wrote there. */
    private void takeBack(Block block) {
        byte[] bytes = block.bytes;
        block.bytes = NOTHING;
        if (bytes.length == blockBytes() && (spare.size() + 1L) * bytes.length <= MOST_SPARE_BYTES) {
            spare.push(bytes);
        }
    }

    private byte[] array() {
        byte[] used = spare.poll();
        return used != null && used.length == blockBytes() ? used : new byte[blockBytes()];
    }

    /** Nobody reads what {@link #record} gave. */
    public void endRecord() {
        recorded = false;
        recordedFrom = null;
        spare.clear();
        if (!open) {
            restart(end);
        }
    }

    long restarts() {
        return restarts;
    }

    public long backlogSizeBytes() {
        return backlogSizeBytes;
    }

    /** Bytes in the window stay as far as the new size allows. */
    public void backlogSizeBytes(long bytes) {
        backlogSizeBytes = Math.max(bytes, SMALLEST_BACKLOG_BYTES);
        trim();
    }

    /** How many bytes the window holds; up to one block more than its size. */
    public long backlogBytes() {
        return open ? end - head.start : 0;
    }

    /** Number of the first byte in the window, counted from 1; 0 without backlog. */
    public long backlogFirstByte() {
        return open ? head.start + 1 : 0;
    }

    /** Whether the window can serve a reader whose next byte is {@code nextByte} (counted from 1). */
    public boolean holds(long nextByte) {
        return open && nextByte >= head.start + 1 && nextByte <= end + 1;
    }

    /** A reader that has everything up to {@code offset}, which the window must hold. */
    public Cursor cursorAt(long offset) {
        if (!holds(offset + 1)) {
            throw new IllegalArgumentException("offset " + offset + " is not in the backlog");
        }
        Block block = head;
        while (block.next != null && block.next.start <= offset) {
            block = block.next;
        }
        return new Cursor(this, block, offset);
    }

    /** The database that the stream has selected, or {@link #NO_DATABASE}. */
    public int database() {
        return database;
    }

    /** The next command brings its SELECT, for a reader who starts from a snapshot. */
    public void forgetDatabase() {
        database = NO_DATABASE;
    }

    /** On a replica: the master's stream has selected this. */
    public void databaseSelected(int selected) {
        database = selected;
    }

    /**
     * Appends a command that writes to {@code commandDatabase}, with a SELECT before it if the stream stands in another
     * one. {@link #NO_DATABASE} for commands that need none (MULTI, EXEC). Does nothing while nobody reads.
     */
    public void append(int commandDatabase, Argv command) {
        if (!open && !recorded) {
            return;
        }
        if (commandDatabase != NO_DATABASE && commandDatabase != database) {
            encode(Argv.of("SELECT", Integer.toString(commandDatabase)), EntryKind.DATA);
            database = commandDatabase;
        }
        encode(command, EntryKind.of(command));
        trim();
    }

    /** Appends a command that changes no data (PING, GETACK). Does nothing while there is no backlog. */
    public void appendKeepalive(Argv command) {
        if (open) {
            encode(command, EntryKind.KEEPALIVE);
            trim();
        }
    }

    /** Appends bytes of the master's stream as they came. */
    public void appendVerbatim(byte[] bytes, int offset, int length, EntryKind kind) {
        put(bytes, offset, length, kind);
        trim();
    }

    /** Most commands fit into what is left of the newest block, and are written where they belong. */
    private boolean encodeInPlace(Argv command) {
        Block block = tail;
        byte[] bytes = block.bytes;
        long most = block.size + (long) BulkBytes.MOST_OF_HEADER;
        for (int i = 0; i < command.size(); i++) {
            most += command.length(i) + BulkBytes.MOST_AROUND;
        }
        if (most > bytes.length) {
            return false;
        }
        int at = BulkBytes.header('*', command.size(), bytes, block.size);
        for (int i = 0; i < command.size(); i++) {
            byte[] word = command.bytes(i);
            at = BulkBytes.put(word, 0, word.length, bytes, at);
        }
        end += at - block.size;
        block.size = at;
        return true;
    }

    /** Short words are gathered, so that most commands reach the block in one piece; long ones are not copied twice. */
    private void encode(Argv command, EntryKind kind) {
        if (kind == EntryKind.DATA && encodeInPlace(command)) {
            return;
        }
        gathered.writeHeader('*', command.size());
        for (int i = 0; i < command.size(); i++) {
            byte[] word = command.bytes(i);
            gathered.writeHeader('$', word.length);
            if (gathered.size() + (long) word.length > MOST_GATHERED_BYTES) {
                putGathered(kind);
            }
            if (word.length > MOST_GATHERED_BYTES) {
                put(word, 0, word.length, kind);
            } else {
                gathered.write(word);
            }
            gathered.writeCrLf();
        }
        putGathered(kind);
    }

    private void putGathered(EntryKind kind) {
        put(gathered.array(), 0, gathered.size(), kind);
        gathered.reset();
    }

    private void put(byte[] bytes, int offset, int length, EntryKind kind) {
        int done = 0;
        while (done < length) {
            if (tail.size == tail.bytes.length) {
                Block block = new Block(end, array(), open);
                tail.next = block;
                tail = block;
            }
            int part = Math.min(length - done, tail.bytes.length - tail.size);
            System.arraycopy(bytes, offset + done, tail.bytes, tail.size, part);
            if (kind == EntryKind.KEEPALIVE) {
                tail.markKeepalive(tail.size, part);
            }
            tail.size += part;
            end += part;
            done += part;
        }
    }

    private void trim() {
        if (!open) {
            head = tail;
            return;
        }
        while (head.next != null && end - head.next.start >= backlogSizeBytes) {
            Block left = head;
            head = head.next;
            if (furthestBehind.getAsLong() >= head.start) {
                left.shared = false;
                if (recordedFrom == null || recordedFrom.start > left.start) {
                    takeBack(left);
                }
            }
        }
    }

    private void restart(long offset) {
        restarts++;
        end = offset;
        // The first block is allocated with the first byte: a server without replicas has none.
        head = new Block(offset, NOTHING, true);
        recordedFrom = recorded ? head : null;
        tail = head;
        database = NO_DATABASE;
    }

    private int blockBytes() {
        return Math.clamp(backlogSizeBytes / 16, SMALLEST_BLOCK_BYTES, LARGEST_BLOCK_BYTES);
    }

    @Override
    public String toString() {
        return history + " up to " + end;
    }

    /** A piece of the log. {@code next} is empty (null, inside this class only) for the newest. */
    static final class Block {
        final long start;
        /** Others than the recorder may read it; when some still do as it leaves the window, only the collector knows when nobody does. */
        boolean shared;

        byte[] bytes;
        int size;
        Block next;
        /** Pairs of (begin, end) inside {@link #bytes}, ascending. */
        private int[] keepalives = {};

        private int keepaliveCount;

        Block(long start, byte[] bytes, boolean shared) {
            this.start = start;
            this.shared = shared;
            this.bytes = bytes;
        }

        void markKeepalive(int from, int length) {
            if (keepaliveCount > 0 && keepalives[2 * keepaliveCount - 1] == from) {
                keepalives[2 * keepaliveCount - 1] = from + length;
                return;
            }
            if (2 * keepaliveCount == keepalives.length) {
                keepalives = Arrays.copyOf(keepalives, Math.max(8, 2 * keepalives.length));
            }
            keepalives[2 * keepaliveCount] = from;
            keepalives[2 * keepaliveCount + 1] = from + length;
            keepaliveCount++;
        }

        /** End of the keepalive bytes that {@code at} stands in, or {@code at} itself. */
        int afterKeepalive(int at) {
            int i = lastKeepaliveFrom(at);
            return i >= 0 && at < keepalives[2 * i + 1] ? keepalives[2 * i + 1] : at;
        }

        /** Where the next keepalive bytes begin after {@code at}, or the block's end. */
        int nextKeepalive(int at) {
            int next = lastKeepaliveFrom(at) + 1;
            return next < keepaliveCount ? keepalives[2 * next] : size;
        }

        /** The last one that begins at {@code at} or before, or -1. */
        private int lastKeepaliveFrom(int at) {
            int low = 0;
            int high = keepaliveCount - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                if (keepalives[2 * middle] <= at) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return high;
        }

        @Override
        public String toString() {
            return new String(bytes, 0, size, StandardCharsets.ISO_8859_1);
        }
    }
}
