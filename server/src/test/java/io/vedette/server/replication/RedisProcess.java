package io.vedette.server.replication;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real redis-server, local binary, own folder, own port. With {@code CI} set its absence fails the test. */
final class RedisProcess implements AutoCloseable {
    private static final Path BINARY = Path.of("/usr/bin/redis-server");

    private final Process process;
    private final Path folder;
    final int port;

    RedisProcess(String... settings) throws IOException, InterruptedException {
        boolean there = Files.isExecutable(BINARY);
        assertTrue(there || System.getenv("CI") == null, "redis-server is needed here");
        assumeTrue(there);
        folder = Files.createTempDirectory("vedette-redis");
        port = freePort();
        List<String> command = new ArrayList<>(List.of(
                BINARY.toString(),
                "--port",
                "" + port,
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                folder.toString(),
                "--repl-diskless-sync-delay",
                "0",
                "--logfile",
                "redis.log"));
        command.addAll(List.of(settings));
        process = new ProcessBuilder(command).start();
        TestClient.await("redis-server answers", () -> {
            try (TestClient client = new TestClient(port)) {
                return client.call("PING").equals("PONG");
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("redis.log"));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
