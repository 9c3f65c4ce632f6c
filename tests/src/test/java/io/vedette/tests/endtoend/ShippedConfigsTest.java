package io.vedette.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every file in configs/ starts a process: as it is shipped, and with each setting that is switched off switched on. */
class ShippedConfigsTest {
    private static final Path CONFIGS = Path.of("..", "configs");
    private static final Duration BOUND = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"server.conf", "server.hocon", "sentinel.conf", "sentinel.hocon"})
    void theFileStartsAProcessAsItIs(String name) throws Exception {
        starts(name, Files.readString(CONFIGS.resolve(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"server.conf", "server.hocon", "sentinel.conf", "sentinel.hocon"})
    void theFileStartsAProcessWithEverySettingSwitchedOn(String name) throws Exception {
        String shipped = Files.readString(CONFIGS.resolve(name));
        String all = shipped.replaceAll("(?m)^( *)#(?=[a-z])", "$1");
        assertTrue(!all.equals(shipped), "no setting of " + name + " is switched off");
        starts(name, all);
    }

    private void starts(String name, String text) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve(name), text);
        int port = Node.freePort();
        boolean sentinel = name.startsWith("sentinel");
        List<String> command = new ArrayList<>(sentinel ? Kind.VEDETTE.sentinelCommand() : Kind.VEDETTE.serverCommand());
        command.addAll(List.of(file.toString(), "--port", Integer.toString(port), "--dir", folder.toString()));
        Path log = folder.resolve("log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("VEDETTE_PASSWORD", "secret");
        builder.environment().put("VEDETTE_SENTINEL_PASSWORD", "secret");
        Process process = builder.start();
        try {
            Await.until(name + " answers", BOUND, () -> answers(process, port, log));
        } finally {
            process.destroy();
            assertTrue(process.waitFor(20, TimeUnit.SECONDS), name + " does not stop");
        }
    }

    /** Any answer will do: with a password set, it is NOAUTH. */
    private static boolean answers(Process process, int port, Path log) {
        assertTrue(process.isAlive(), () -> "the process ended:\n" + read(log));
        try (RespConnection connection = new RespConnection(port)) {
            String answer = connection.text("PING");
            return answer.equals("PONG") || answer.contains("NOAUTH");
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
