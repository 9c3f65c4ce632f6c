package io.vedette.launcher.bench.engine;

import io.vedette.launcher.options.CommandFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs redis-benchmark against a port. Used by the main thread. */
final class Load {
    private static final String PROGRAM = "redis-benchmark";
    private static final int CLIENTS = 50;
    private static final int LONGEST_RUN_SECONDS = 300;
    private static final int COLUMN_OF_SPEED = 1;

    private Load() {}

    /** So many requests of one of redis-benchmark's tests; how many it did in a second. */
    static double run(int port, Operation operation, int pipeline, long requests, long keys)
            throws IOException, InterruptedException {
        List<String> words = words(port, pipeline, keys);
        words.addAll(List.of("-n", Long.toString(requests), "-t", operation.word(), "--csv"));
        Process process = start(words);
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LONGEST_RUN_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new CommandFailed(String.join(" ", words) + " failed: " + output);
            }
            return speed(output);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Starts writing without an end, all over the keys. */
    static Process startWriting(int port, int pipeline, long keys) throws IOException {
        List<String> words = words(port, pipeline, keys);
        words.addAll(List.of("-l", "-q", "-t", "set"));
        return start(words);
    }

    /** The speed in the last line of what {@code --csv} prints: the tests before it were preparations. */
    static double speed(String csv) {
        String last = csv.lines().filter(line -> line.startsWith("\"")).reduce("", (one, next) -> next);
        String[] columns = last.split(",");
        try {
            return Double.parseDouble(columns[Math.min(COLUMN_OF_SPEED, columns.length - 1)].replace("\"", ""));
        } catch (NumberFormatException e) {
            throw new CommandFailed(PROGRAM + " said something else than expected: " + csv);
        }
    }

    private static List<String> words(int port, int pipeline, long keys) {
        return new ArrayList<>(List.of(
                PROGRAM,
                "-h",
                BenchedServer.HOST,
                "-p",
                Integer.toString(port),
                "-c",
                Integer.toString(CLIENTS),
                "-P",
                Integer.toString(pipeline),
                "-r",
                Long.toString(keys)));
    }

    private static Process start(List<String> words) throws IOException {
        Process process = new ProcessBuilder(words)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "end of a load"));
        return process;
    }
}
