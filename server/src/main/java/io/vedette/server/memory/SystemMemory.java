package io.vedette.server.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * A stretch of memory of the C library as it comes, until {@link #giveBack}. An {@link Arena} fills what it gives with zeros: a large page
 * would be resident at once, however little of it is in use, and the loop would wait milliseconds for it. So it is asked for here, and becomes
 * the process' own bit by bit, as it is first written to.
 *
 * <p>Nor is it an arena that ends: to close one that threads share, the loop must wait until every other thread of the process has said that it
 * does not look just now, and where the processors are busy one that is not let to one says nothing for tens of milliseconds. That nobody looks
 * any more is the owner's to know ({@link Slabs}). With assertions on there is an arena all the same, which tells whoever does.
 *
 * <p>Taken and given back by any thread, given back once.
 */
final class SystemMemory {
    private static final MethodHandle MALLOC =
            function("malloc", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private static final MethodHandle FREE = function("free", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
    private static final boolean WATCHED = SystemMemory.class.desiredAssertionStatus();
    private static final MemorySegment EVERYWHERE = everywhere();

    private final MemorySegment start;
    private final Optional<Arena> watch;
    private final MemorySegment segment;

    /**
     * Its content is not defined; aligned for numbers of eight bytes.
     *
     * @throws OutOfMemoryError the system gives no more
     */
    @SuppressWarnings("restricted")
    SystemMemory(long bytes) {
        start = malloc(bytes);
        if (start.address() == 0) {
            throw new OutOfMemoryError("the system gives no " + bytes + " bytes");
        }
        watch = WATCHED ? Optional.of(Arena.ofShared()) : Optional.empty();
        segment = watch.map(arena -> start.reinterpret(bytes, arena, gone -> {}))
                .orElseGet(() -> start.reinterpret(bytes));
    }

    /** Just these bytes, from 0 on. */
    MemorySegment segment() {
        return segment;
    }

    /**
     * What to read and write a segment of this kind through, at {@link #base} and beyond: all memory there is. As a constant it costs the
     * compiled code no look at the segment, its bounds and its life; that was a tenth of a GET. With assertions on it is the segment
     * itself, which knows all these.
     */
    static MemorySegment view(MemorySegment segment) {
        return WATCHED ? segment : EVERYWHERE;
    }

    /** Where the segment begins in its {@link #view}. */
    static long base(MemorySegment segment) {
        return WATCHED ? 0 : segment.address();
    }

    @SuppressWarnings("restricted")
    private static MemorySegment everywhere() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }

    /** It goes back to the system. The segment, and what was cut out of it, must not be used any more. */
    void giveBack() {
        watch.ifPresent(Arena::close);
        free(start);
    }

    private static MemorySegment malloc(long bytes) {
        try {
            return (MemorySegment) MALLOC.invokeExact(bytes);
        } catch (Throwable e) { // the type that method handles declare
            throw new AssertionError(e);
        }
    }

    private static void free(MemorySegment start) {
        try {
            FREE.invokeExact(start);
        } catch (Throwable e) { // the type that method handles declare
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, FunctionDescriptor shape) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape);
    }
}
