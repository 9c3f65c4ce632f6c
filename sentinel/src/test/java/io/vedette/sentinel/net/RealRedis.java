package io.vedette.sentinel.net;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Processes of the real redis-server and redis-sentinel, killed when the test ends. */
final class RealRedis implements AutoCloseable {
    /** A bound, not an expectation: an answer may wait for a slow disk. */
    private static final int ANSWER_MILLIS = 20_000;

    private static final int LEAST_PORT = 12_000;
    private static final int MOST_PORT = 32_000;

    private static final List<String> BINARIES = List.of("/usr/bin/redis-server", "/usr/local/bin/redis-server");

    private final Path directory;
    private final List<Process> processes = new ArrayList<>();

    RealRedis(Path directory) {
        this.directory = directory;
    }

    static boolean isInstalled() {
        return BINARIES.stream().anyMatch(binary -> Files.isExecutable(Path.of(binary)));
    }

    /** Below the ports of outgoing connections, one of which might come to sit on it while its server is away. */
    static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(LEAST_PORT, MOST_PORT);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                continue; // somebody has it
            }
        }
    }

    Process server(int port, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                binary(),
                "--port",
                "" + port,
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                directory.toString(),
                "--repl-diskless-sync-delay",
                "0",
                "--dbfilename",
                port + ".rdb"));
        command.addAll(List.of(options));
        return start(command, "server-" + port);
    }

    /** Runs a sentinel of Redis' own over a file that the caller wrote. */
    Process sentinel(Path file) throws IOException {
        return start(
                List.of(binary(), file.toString(), "--sentinel"),
                file.getFileName().toString());
    }

    private static String binary() {
        return BINARIES.stream()
                .filter(binary -> Files.isExecutable(Path.of(binary)))
                .findFirst()
                .orElseThrow();
    }

    private Process start(List<String> command, String name) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile())
                .start();
        processes.add(process);
        return process;
    }

    /** The process's end, as {@code kill -9} makes it. */
    static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    /** Asks every 20 ms until it is so. */
    static void await(String what, long seconds, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + seconds + " s: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** One inline command on a connection of its own; the whole reply as text, or empty if nobody answers. */
    static String ask(int port, String inline) {
        try (java.net.Socket socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream().write((inline + "\r\n").getBytes(StandardCharsets.UTF_8));
            StringBuilder text = new StringBuilder();
            byte[] chunk = new byte[65536];
            do {
                int n = socket.getInputStream().read(chunk);
                if (n < 0) {
                    break;
                }
                text.append(new String(chunk, 0, n, StandardCharsets.UTF_8));
            } while (socket.getInputStream().available() > 0);
            return text.toString();
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        for (Process process : processes) {
            try {
                process.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
