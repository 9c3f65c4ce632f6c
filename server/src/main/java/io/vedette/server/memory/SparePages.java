package io.vedette.server.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Memory for pages of the largest size, taken from the system before it is needed. The system fills what it gives with zeros, and that takes
 * the loop milliseconds for a large page. At most times pages are made one by one with the data; but when a snapshot has begun every
 * write copies what it touches, and the first thousands of writes want several pages at once.
 *
 * <p>Made on the owner loop, with a thread of its own that makes and keeps {@value #KEPT} ahead until {@link #end}; {@link #take} on the owner
 * loop.
 */
final class SparePages {
    private static final int KEPT = 2;

    /** Memory that belongs to one page. */
    record Spare(Arena arena, MemorySegment memory) {}

    private final BlockingQueue<Spare> made = new ArrayBlockingQueue<>(KEPT);
    private final Thread thread;
    private final int bytes;

    /** @param bytes of each */
    SparePages(int bytes) {
        this.bytes = bytes;
        this.thread = Thread.ofPlatform().daemon().name("spare pages").start(this::make);
    }

    /** One that is ready, if there is any. */
    Optional<Spare> take() {
        return Optional.ofNullable(made.poll());
    }

    /** No more are wanted; what is left goes back to the system, a moment later. */
    void end() {
        thread.interrupt();
    }

    private void make() {
        try {
            while (!Thread.interrupted()) {
                Arena arena = Arena.ofShared();
                Spare spare = new Spare(arena, arena.allocate(bytes, Long.BYTES));
                if (!put(spare)) {
                    break;
                }
            }
        } catch (OutOfMemoryError e) {
            // There is none: then the loop is told so when it wants some.
        }
        for (Optional<Spare> left = take(); left.isPresent(); left = take()) {
            left.get().arena().close();
        }
    }

    /** Waits until one is wanted; false if no more are. */
    private boolean put(Spare spare) {
        try {
            made.put(spare);
            return true;
        } catch (InterruptedException e) {
            spare.arena().close();
            return false;
        }
    }
}
