package io.vedette.resp;

/**
 * Counts the small things of which a command, or a client, gathers any number on the heap, and asks for room whenever they have come to
 * {@value HeapRoom#LARGE_BYTES} bytes more. Not thread safe.
 */
public final class HeapMeter {
    /** What an array of bytes takes beside its bytes: its header, what it is rounded up to, and a reference to it. */
    public static final int WORD_OVERHEAD_BYTES = 24;

    private long bytes;

    public HeapMeter() {}

    /**
     * So many bytes more are about to be taken.
     *
     * @throws OutOfMemoryError the heap has no room for them; they are not counted
     */
    public void take(long more) {
        if (!tryTake(more)) {
            throw new OutOfMemoryError("the heap has no room beside " + bytes + " bytes that were gathered");
        }
    }

    /** The same; false if there is no room. */
    public boolean tryTake(long more) {
        boolean asks = (bytes + more) / HeapRoom.LARGE_BYTES > bytes / HeapRoom.LARGE_BYTES;
        if (asks && !HeapRoom.has(Math.max(more, HeapRoom.LARGE_BYTES))) {
            return false;
        }
        bytes += more;
        return true;
    }

    /** A word is about to be kept. */
    public void takeWord(byte[] word) {
        take(word.length + WORD_OVERHEAD_BYTES);
    }

    public long bytes() {
        return bytes;
    }

    /** What was counted is there no more. */
    public void reset() {
        bytes = 0;
    }
}
