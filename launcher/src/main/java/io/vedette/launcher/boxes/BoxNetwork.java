package io.vedette.launcher.boxes;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/** Moves a thread to another network, setns(2), which Java does not know. Without state. */
final class BoxNetwork {
    private static final int READ_ONLY_CLOSE_ON_EXEC = 0x80000; // O_RDONLY | O_CLOEXEC
    private static final int NEW_NETWORK = 0x40000000; // CLONE_NEWNET

    private static final Linker.Option KEEP_ERRNO = Linker.Option.captureCallState("errno");
    private static final StructLayout KEPT = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = KEPT.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private BoxNetwork() {}

    /**
     * From now on the sockets that this thread opens are in that namespace; those that it has stay where they are.
     *
     * @param space file of the namespace
     * @throws IllegalStateException the system does not permit it
     */
    static void enter(Path space) {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a virtual thread has no network of its own");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment kept = arena.allocate(KEPT);
            int file =
                    (int) Calls.OPEN.invokeExact(kept, arena.allocateFrom(space.toString()), READ_ONLY_CLOSE_ON_EXEC);
            check(file, kept, "open " + space);
            try {
                check((int) Calls.SETNS.invokeExact(kept, file, NEW_NETWORK), kept, "setns " + space);
            } finally {
                check((int) Calls.CLOSE.invokeExact(kept, file), kept, "close " + space);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(int result, MemorySegment kept, String what) {
        if (result < 0) {
            throw new IllegalStateException(what + ": errno " + (int) ERRNO.get(kept, 0L));
        }
    }

    /** Looked up when the first thread enters a box, and not where there are none. */
    private static final class Calls {
        static final MethodHandle OPEN = call(
                "open",
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        static final MethodHandle SETNS =
                call("setns", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        static final MethodHandle CLOSE =
                call("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

        @SuppressWarnings("restricted")
        private static MethodHandle call(String name, FunctionDescriptor shape, Linker.Option... more) {
            Linker linker = Linker.nativeLinker();
            Linker.Option[] options = new Linker.Option[more.length + 1];
            options[0] = KEEP_ERRNO;
            System.arraycopy(more, 0, options, 1, more.length);
            return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape, options);
        }
    }
}
