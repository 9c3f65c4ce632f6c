package io.vedette.resp;

import java.util.Arrays;

/**
 * Asked before something large is taken from the Java heap: a heap that is full ends the process, and one client's request, or its
 * reply, must not. Only bytes on their way are there, between a socket and the memory of the data; so what comes in large claims
 * room for all that a command makes of it: the word, what is joined or patched with it, its entry in the log.
 *
 * <p>Where there seems to be none the heap is collected, unless too little was taken since the last time to be worth it. A part of the
 * heap is never given away here: it is for all that is small. Any thread.
 */
public final class HeapRoom {
    /** Less is not asked about. Ours. */
    public static final int LARGE_BYTES = 64 * 1024;

    /** How often what came in large may lie on the heap while one command runs: itself, as changed, and in the log. Ours. */
    private static final int COPIES = 3;

    /** Never given away, of a large heap ... Ours; twice {@link #YOUNG_BYTES}. */
    private static final long MARGIN_BYTES = 64L << 20;

    /** ... and this part of a small one. */
    private static final int MARGIN_PART = 4;

    /**
     * The largest young generation that the launcher lets a server have. So much of the heap at most can neither hold what stays nor
     * anything large: the margin is no less, but where that were more than half of the heap.
     */
    private static final long YOUNG_BYTES = 32L << 20;

    /** A collection is worth it again when this part of the margin was taken. */
    private static final int WORTHWHILE_PART = 4;

    /** What is asked of the heap. */
    interface Heap {
        long mostBytes();

        /** With what nobody needs any more and is not collected yet. */
        long usedBytes();

        void collect();
    }

    private static final HeapRoom OF_PROCESS = new HeapRoom(new Heap() {
        @Override
        public long mostBytes() {
            return Runtime.getRuntime().maxMemory();
        }

        @Override
        public long usedBytes() {
            return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        }

        @Override
        public void collect() {
            System.gc();
        }
    });

    private static final long UNKNOWN = Long.MIN_VALUE / 2;

    private final Heap heap;
    private final long marginBytes;
    /** What was in use when the heap had been collected here last. */
    private volatile long leftBytes = UNKNOWN;

    HeapRoom(Heap heap) {
        this.heap = heap;
        long most = heap.mostBytes();
        this.marginBytes = Math.min(MARGIN_BYTES, Math.max(most / MARGIN_PART, Math.min(YOUNG_BYTES, most / 2)));
    }

    /**
     * Asks for room for so many bytes.
     *
     * @throws OutOfMemoryError there is none; nothing was taken, and a smaller thing may find some
     */
    public static void claim(long bytes) {
        if (!has(bytes)) {
            throw new OutOfMemoryError("the heap has no room for " + bytes + " bytes more");
        }
    }

    /** How much room bytes that come in want with all that is made of them. */
    public static long forUse(long bytes) {
        return COPIES * bytes;
    }

    /**
     * An array for bytes that come in, if there is room for it and for what is made of them.
     *
     * @throws OutOfMemoryError as {@link #claim}
     */
    public static byte[] array(int length) {
        claim(forUse(length));
        return new byte[length];
    }

    /** A longer copy, by the same rule. */
    public static byte[] copyOf(byte[] bytes, int length) {
        claim(forUse(length));
        return Arrays.copyOf(bytes, length);
    }

    /** Whether there is room for so many bytes. */
    public static boolean has(long bytes) {
        return bytes < LARGE_BYTES || OF_PROCESS.isThere(bytes);
    }

    /**
     * What was left when the heap was collected here last may be gone by now: who finds no room next has it collected again, however little
     * was taken since. To be said from time to time, about once a second; each time may cost a collection.
     */
    public static void lookAnew() {
        OF_PROCESS.forgetWhatWasLeft();
    }

    void forgetWhatWasLeft() {
        leftBytes = UNKNOWN;
    }

    boolean isThere(long bytes) {
        long roomBytes = heap.mostBytes() - marginBytes;
        if (heap.usedBytes() + bytes <= roomBytes) {
            return true;
        }
        if (heap.usedBytes() - leftBytes < marginBytes / WORTHWHILE_PART) {
            return false;
        }
        heap.collect();
        leftBytes = heap.usedBytes();
        return leftBytes + bytes <= roomBytes;
    }
}
