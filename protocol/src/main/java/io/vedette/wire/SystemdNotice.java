package io.vedette.wire;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how the process is ({@code Type=notify}): one datagram to the unix socket that {@code NOTIFY_SOCKET} names. The JDK
 * has no unix datagram sockets, so the C library is asked; Netty's would need a channel and a loop for one packet a life.
 * A failure is logged and nothing more: the service is up all the same.
 */
public final class SystemdNotice {
    private static final Logger LOG = LoggerFactory.getLogger(SystemdNotice.class);

    // Linux' numbers; systemd runs nowhere else.
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int PATH_OFFSET = 2;
    private static final int LONGEST_PATH = 107;

    private SystemdNotice() {}

    /** Whether systemd waits for word from this process. */
    public static boolean isWanted() {
        return socketPath().isPresent();
    }

    /** The process serves from now on. */
    public static void ready(String status) {
        socketPath().ifPresent(path -> send(path, "READY=1\nSTATUS=" + status + "\n"));
    }

    /** The process begins to end. */
    public static void stopping() {
        socketPath().ifPresent(path -> send(path, "STOPPING=1\n"));
    }

    private static Optional<String> socketPath() {
        return Optional.ofNullable(System.getenv("NOTIFY_SOCKET")).filter(path -> !path.isEmpty());
    }

    /** @param path a path, or an abstract name with an at sign before it */
    static void send(String path, String message) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        if (name.length > LONGEST_PATH) {
            LOG.warn("NOTIFY_SOCKET is too long: {}", path);
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            if (!datagram(arena, name, message.getBytes(StandardCharsets.UTF_8))) {
                LOG.warn("systemd could not be told at {}", path);
            }
        } catch (Throwable e) { // the type that method handles declare
            LOG.warn("systemd could not be told at {}: {}", path, e.toString());
        }
    }

    @SuppressWarnings("restricted")
    private static boolean datagram(Arena arena, byte[] name, byte[] message) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle socket = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("socket"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        MethodHandle sendTo = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("sendto"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_INT));
        MethodHandle close = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("close"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        MemorySegment address = arena.allocate(PATH_OFFSET + name.length);
        address.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) AF_UNIX);
        MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, PATH_OFFSET, name.length);
        if (name[0] == '@') {
            address.set(ValueLayout.JAVA_BYTE, PATH_OFFSET, (byte) 0); // an abstract name begins with a zero byte
        }
        MemorySegment text = arena.allocateFrom(ValueLayout.JAVA_BYTE, message);
        int descriptor = (int) socket.invokeExact(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
        if (descriptor < 0) {
            return false;
        }
        long sent = (long) sendTo.invokeExact(
                descriptor, text, (long) message.length, MSG_NOSIGNAL, address, (int) address.byteSize());
        int closed = (int) close.invokeExact(descriptor);
        return closed == 0 && sent == message.length;
    }
}
