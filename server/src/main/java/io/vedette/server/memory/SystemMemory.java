package io.vedette.server.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.function.Consumer;

/**
 * Memory of the C library as it comes. An {@link Arena} fills what it gives with zeros: a large page would be resident at once, however little
 * of it is in use, and the loop would wait milliseconds for it. So it is asked for here, and becomes the process' own bit by bit, as it is
 * first written to. Any thread.
 */
final class SystemMemory {
    private static final MethodHandle MALLOC =
            function("malloc", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private static final MethodHandle FREE = function("free", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
    private static final Consumer<MemorySegment> GIVE_BACK = SystemMemory::free;

    private SystemMemory() {}

    /**
     * Memory that goes back to the system when the arena is closed.
     *
     * @return its content is not defined; aligned for numbers of eight bytes
     * @throws OutOfMemoryError the system gives no more
     */
    @SuppressWarnings("restricted")
    static MemorySegment take(Arena arena, long bytes) {
        MemorySegment start = malloc(bytes);
        if (start.address() == 0) {
            throw new OutOfMemoryError("the system gives no " + bytes + " bytes");
        }
        return start.reinterpret(bytes, arena, GIVE_BACK);
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
