package io.vedette.server.memory;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Memory put aside for the moment when the system gives no more: the command that runs then can be brought to its end. It is
 * cut into slices, each the memory of one page. {@code whole -> broken}; broken once, it is replaced when the system
 * gives memory again, and goes when the last of its pages goes. Put aside is the right to so much memory, which is what a system that limits it refuses; it becomes
 * resident only when it is used.
 *
 * <p>Owner loop only.
 */
final class Reserve {
    /** Enough for what one command of usual size takes. Ours. */
    static final int BYTES = 4 * 1024 * 1024;

    /** Small, for each size of blob takes a page of its own. */
    private static final int SLICE_BYTES = 64 * 1024;

    private final SystemMemory memory = new SystemMemory(BYTES);
    private long taken;
    private int slices;
    private boolean retired;

    boolean isWhole() {
        return taken == 0;
    }

    /** How many blobs of that size a slice takes; 0 if a blob is too large. */
    static int slotsOfSlice(int slotBytes) {
        return slotBytes > BYTES ? 0 : Math.max(1, SLICE_BYTES / slotBytes);
    }

    /** Memory for that many bytes, if there is as much left. */
    Optional<MemorySegment> slice(long bytes) {
        if (taken + bytes > BYTES) {
            return Optional.empty();
        }
        MemorySegment slice = memory.segment().asSlice(taken, bytes);
        taken += bytes;
        slices++;
        return Optional.of(slice);
    }

    void giveBack() {
        slices--;
        closeIfUnused();
    }

    /** Another reserve has taken its place. */
    void retire() {
        retired = true;
        closeIfUnused();
    }

    private void closeIfUnused() {
        if (retired && slices == 0) {
            memory.giveBack();
        }
    }
}
