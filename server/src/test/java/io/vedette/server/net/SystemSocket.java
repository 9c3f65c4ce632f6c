package io.vedette.server.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A socket of this process, as the system (Linux) knows it. */
record SystemSocket(int descriptor) {
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NODELAY = 1;

    /** The one with these two ends; it must be there. */
    static SystemSocket between(int ownPort, int peerPort) throws IOException {
        for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] fields = line.strip().split("\\s+");
                if (endsWithPort(fields[1], ownPort) && endsWithPort(fields[2], peerPort)) {
                    return of("socket:[" + fields[9] + "]");
                }
            }
        }
        throw new IOException("no socket between the ports " + ownPort + " and " + peerPort);
    }

    private static boolean endsWithPort(String address, int port) {
        return address.endsWith(String.format(":%04X", port));
    }

    private static SystemSocket of(String name) throws IOException {
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.isSymbolicLink(descriptor)
                        && Files.readSymbolicLink(descriptor).toString().equals(name)) {
                    return new SystemSocket(
                            Integer.parseInt(descriptor.getFileName().toString()));
                }
            }
        }
        throw new IOException(name + " is not open in this process");
    }

    /** TCP_NODELAY. */
    @SuppressWarnings("restricted") // the system is asked itself, not a library that may remember what it was told
    boolean sendsAtOnce() throws Exception {
        Linker linker = Linker.nativeLinker();
        var getsockopt = linker.downcallHandle(
                linker.defaultLookup().find("getsockopt").orElseThrow(),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, Integer.BYTES);
            if ((int) getsockopt.invokeExact(descriptor, IPPROTO_TCP, TCP_NODELAY, value, length) != 0) {
                throw new IOException("getsockopt failed");
            }
            return value.get(ValueLayout.JAVA_INT, 0) != 0;
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
