package io.vedette.sentinel.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of our own sentinel, as a user would start it; killed when the test ends. */
final class OurSentinel implements AutoCloseable {
    private final Process process;
    private final Path output;

    OurSentinel(Path directory, String... arguments) throws IOException {
        output = Files.createTempFile(directory, "sentinel", ".out");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                SentinelMain.class.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    boolean says(String text) {
        try {
            return output().contains(text);
        } catch (IOException e) {
            return false;
        }
    }

    void awaitSaying(String text) throws InterruptedException, IOException {
        try {
            RealRedis.await(text, 30, () -> says(text));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + " in:\n" + output());
        }
    }

    /** The exit status; the process must end by itself. */
    int exitStatus() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("the sentinel did not end");
        }
        return process.exitValue();
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
