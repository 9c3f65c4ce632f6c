package io.vedette.wire;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the kernel for short slices of the event loops of this process. Linux gives the processor to whose slice ends first: a loop that was woken
 * by a request, and wants it for a moment, goes before a compiler, or who writes a snapshot, instead of waiting for the end of theirs, some
 * three milliseconds. Its share of the processor stays as it was, and no privilege is needed.
 *
 * <p>Linux knows that since 6.12, as {@code sched_runtime} of sched_setattr(2). Where the kernel is older, another one, or refuses, nothing changes. Nor
 * where an operator chose another policy than the ordinary one.
 */
public final class LoopSlices {
    private static final Logger LOG = LoggerFactory.getLogger(LoopSlices.class);

    /** Ours: about what a turn takes; the kernel takes 0.1 to 100 ms, and gives 1.4 on two processors. */
    static final long NANOS = 200_000;

    private static final Path THREADS = Path.of("/proc/self/task");
    /** What the system keeps of the names that Vert.x gives: fifteen characters. */
    private static final String LOOP = "vert.x-eventloo";

    /** The struct sched_attr of sched_setattr(2) in its first version, and where in it things stand. */
    private static final int ATTRIBUTES_BYTES = 48;

    private static final int POLICY_AT = 4;
    private static final int RUNTIME_AT = 24;
    /** SCHED_OTHER. */
    private static final int ORDINARY = 0;

    /** The numbers of two system calls: the C library has no functions for them yet. */
    private record Calls(long set, long get) {
        static Optional<Calls> ofThisMachine() {
            return switch (System.getProperty("os.arch")) {
                case "amd64" -> Optional.of(new Calls(314, 315));
                case "aarch64" -> Optional.of(new Calls(274, 275));
                default -> Optional.empty();
            };
        }
    }

    private LoopSlices() {}

    /**
     * For all loops that are there now. By any thread, but not by a loop: to find the function takes some milliseconds in a young process.
     *
     * @return of how many loops the slice was changed
     */
    public static int shorten() {
        Optional<Calls> calls = Calls.ofThisMachine();
        if (calls.isEmpty() || !Files.isDirectory(THREADS)) {
            return 0;
        }
        int changed = 0;
        try (Arena arena = Arena.ofConfined()) {
            MethodHandle syscall = syscall();
            MemorySegment attributes = arena.allocate(ATTRIBUTES_BYTES, Long.BYTES);
            for (long thread : loops()) {
                if (shorten(syscall, calls.get(), attributes, thread)) {
                    changed++;
                }
            }
        } catch (IOException e) {
            LOG.debug("Cannot find the threads of the event loops: {}", e.toString());
        }
        LOG.debug("The kernel gives {} event loops slices of {} ns", changed, NANOS);
        return changed;
    }

    private static List<Long> loops() throws IOException {
        List<Long> loops = new ArrayList<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            for (Path thread : threads) {
                if (nameOf(thread).equals(LOOP)) {
                    loops.add(Long.parseLong(thread.getFileName().toString()));
                }
            }
        }
        return loops;
    }

    private static String nameOf(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).strip();
        } catch (IOException e) {
            return ""; // it has ended meanwhile
        }
    }

    /** What is said of the thread otherwise stays. A kernel that knows no slices tells none. */
    private static boolean shorten(MethodHandle syscall, Calls calls, MemorySegment attributes, long thread) {
        if (call(syscall, calls.get(), thread, attributes, ATTRIBUTES_BYTES) < 0
                || attributes.get(ValueLayout.JAVA_INT, POLICY_AT) != ORDINARY
                || attributes.get(ValueLayout.JAVA_LONG, RUNTIME_AT) == 0) {
            return false;
        }
        attributes.set(ValueLayout.JAVA_INT, 0, ATTRIBUTES_BYTES);
        attributes.set(ValueLayout.JAVA_LONG, RUNTIME_AT, NANOS);
        return call(syscall, calls.set(), thread, attributes, 0) == 0;
    }

    private static long call(MethodHandle syscall, long number, long thread, MemorySegment attributes, long third) {
        try {
            return (long) syscall.invokeExact(number, thread, attributes, third, 0L);
        } catch (Throwable e) { // the type that method handles declare
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle syscall() {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor shape = FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG);
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"), shape, Linker.Option.firstVariadicArg(1));
    }
}
