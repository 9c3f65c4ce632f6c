package io.vedette.tests.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A server under steady writes is killed, again and again: at any moment, in a rewrite, behind it, while it saves, while it loads.
 * Whatever {@code appendfsync} says, the end of the process alone loses nothing that was acknowledged, and leaves no file
 * behind that nobody needs.
 */
class CrashRoundsTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final int WRITERS = 3;
    /** Keys, so that a rewrite takes its time. */
    private static final int FILLING = 20_000;

    private static final int LONG_ROUNDS = 50;

    /** When the server is killed. */
    private enum Moment {
        ANY,
        REWRITE_BEGINS,
        REWRITE_RUNS,
        REWRITE_ENDS,
        SAVE_RUNS,
        LOAD
    }

    @TempDir
    Path folder;

    private final Random random = new Random(5);

    @ParameterizedTest
    @CsvSource({"always,3,1", "everysec,6,0", "no,1,5"})
    void whoeverIsKilledHasWhatWasPromised(String policy, int shortRounds, int firstMoment)
            throws IOException, InterruptedException {
        int rounds = Boolean.getBoolean("tests.long") ? LONG_ROUNDS : shortRounds;
        try (Node server = Node.server(
                Kind.VEDETTE, folder, "appendonly yes", "appendfsync " + policy, "auto-aof-rewrite-percentage 0")) {
            server.text("DEBUG", "POPULATE", Integer.toString(FILLING), "filling", "100");
            server.text("BGREWRITEAOF");
            awaitEnd(server, "aof_rewrite_in_progress");
            for (int round = 0; round < rounds; round++) {
                Moment moment = Moment.values()[(firstMoment + round) % Moment.values().length];
                String name = "round " + round + ", " + moment;
                List<CountingWriter> writers = begin(server, round);
                await(server, moment);
                server.killHard();
                if (moment == Moment.LOAD) {
                    server.launch();
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(600));
                    server.killHard();
                }
                server.start();
                for (int i = 0; i < WRITERS; i++) {
                    long last = writers.get(i).last();
                    String found = server.text("GET", key(round, i));
                    long kept = found.isEmpty() ? 0 : Long.parseLong(found);
                    assertTrue(kept >= last, () -> name + ": " + kept + " of " + last + "\n" + server.log());
                }
                judgeFiles(server, name);
            }
            assertEquals(Integer.toString(FILLING + rounds * WRITERS), server.text("DBSIZE"));
        }
    }

    private static String key(int round, int writer) {
        return "round" + round + "writer" + writer;
    }

    private static List<CountingWriter> begin(Node server, int round) {
        List<CountingWriter> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            CountingWriter writer = new CountingWriter(server.port(), key(round, i));
            writers.add(writer);
            Thread.ofPlatform().daemon().start(writer);
        }
        writers.forEach(writer -> Await.until("some writes", BOUND, () -> writer.acknowledged() > 100));
        return writers;
    }

    /** Comes back at about that moment; whether it hit it does not matter, over many rounds it does. */
    private void await(Node server, Moment moment) throws InterruptedException {
        switch (moment) {
            case ANY, LOAD -> TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500));
            case REWRITE_BEGINS -> {
                server.text("BGREWRITEAOF");
                TimeUnit.MILLISECONDS.sleep(random.nextInt(30));
            }
            case REWRITE_RUNS -> {
                server.text("BGREWRITEAOF");
                awaitTemporaryOrEnd(server, "aof_rewrite_in_progress");
            }
            case REWRITE_ENDS -> {
                server.text("BGREWRITEAOF");
                awaitEnd(server, "aof_rewrite_in_progress");
            }
            case SAVE_RUNS -> {
                server.text("BGSAVE");
                awaitTemporaryOrEnd(server, "rdb_bgsave_in_progress");
            }
        }
    }

    private static void awaitEnd(Node server, String field) {
        Await.until("the end of " + field, BOUND, () -> !isUnderWay(server, field));
    }

    private static boolean isUnderWay(Node server, String field) {
        return server.info("persistence", field).equals("1");
    }

    private static void awaitTemporaryOrEnd(Node server, String field) {
        Path home = server.configFile().getParent();
        Await.until(
                "a temporary file of " + field,
                BOUND,
                () -> list(home).stream().anyMatch(file -> file.startsWith("temp-")) || !isUnderWay(server, field));
    }

    /** What is in force is there, and nothing else. */
    private static void judgeFiles(Node server, String name) throws IOException {
        Path home = server.configFile().getParent();
        Path parts = home.resolve("appendonlydir");
        Await.until(
                "nothing is left behind by " + name,
                BOUND,
                () -> list(home).stream().noneMatch(file -> file.startsWith("temp-"))
                        && list(parts).equals(listed(parts)));
    }

    private static TreeSet<String> listed(Path parts) {
        TreeSet<String> names = new TreeSet<>(List.of("appendonly.aof.manifest"));
        try (Stream<String> lines = Files.lines(parts.resolve("appendonly.aof.manifest"))) {
            lines.forEach(line -> names.add(line.split(" ")[1]));
        } catch (IOException e) {
            return new TreeSet<>(); // it is being replaced
        }
        return names;
    }

    private static TreeSet<String> list(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return new TreeSet<>(
                    files.map(file -> file.getFileName().toString()).toList());
        } catch (IOException e) {
            return new TreeSet<>();
        }
    }
}
