package io.vedette.tests.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import io.vedette.tests.workload.RandomCommands;
import io.vedette.tests.workload.RandomCommands.Drawn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random commands on keys of every type, sent by two clients here and to the real server: every reply is the same, and so are
 * the digest of all data, what replicas are sent, and the keyspace events, again and again. A real replica of ours and one of ours that follows the real server have that digest, too.
 *
 * <p>{@code -Dworkload.seeds=FROM..TO} plays other seeds than the fixed ones, and tells of the differences of all of them; what a
 * differing one had sent, by client, stands in {@code target/workload-SEED.txt}.
 *
 * <p>Commands whose effect is drawn by chance are left out. So is what Redis does beside what was asked, and we do not:
 * <ul>
 *   <li>BITFIELD with OVERFLOW FAIL creates or lengthens the string where it then does nothing, and tells no replica of it.
 *   <li>SORT of a sorted set makes a large one of it, which OBJECT ENCODING and DUMP show.
 *   <li>SORT BY words that stand for numbers may refuse what C's {@code errno} still holds of an earlier number.
 *   <li>A CONFIG SET of notify-keyspace-events that fails loses the flag "n".
 *   <li>SETBIT that changes nothing leaves a "raw" string, which OBJECT ENCODING shows; here it is what it was.
 * </ul>
 * Nodes of lists are split elsewhere, and strings compressed otherwise, so that payloads of DUMP need not be the same: they are asked
 * for without compression, and of lists only their type is compared.
 */
class RandomWorkloadTest {
    private static final long[] SEEDS = LongStream.rangeClosed(101, 106).toArray();

    /** Replicas must have the same as their master for the same data. */
    private static final List<String> LIMITS_OF_HYPERLOGLOGS = List.of("3000", "0", "100");

    private static final int COMMANDS = 4_000;
    private static final int COMMANDS_PER_DIGEST = 500;
    private static final int MOST_AT_ONCE = 40;
    private static final int BATCHES_OF_SECOND_CLIENT = 6;
    private static final Duration REPLICATION_BOUND = Duration.ofSeconds(30);

    /** The settings that the commands change, as they are at first; and no compression, whose result is not the same for DUMP. */
    private static final List<String> SETTINGS = List.of(
            "list-max-listpack-size -2",
            "set-max-intset-entries 512",
            "hash-max-listpack-entries 128",
            "hash-max-listpack-value 64",
            "zset-max-listpack-entries 128",
            "zset-max-listpack-value 64",
            "stream-node-max-entries 100",
            "stream-node-max-bytes 4096",
            "list-compress-depth 0",
            "rdbcompression no");

    @TempDir
    private Path folder;

    @Test
    void randomCommandsOnAllTypesLeaveTheSameDataAsOnTheRealServer() {
        List<String> differences = new ArrayList<>();
        try (Node ours = Node.server(Kind.VEDETTE, folder);
                Node real = Node.server(Kind.REDIS, folder, "hz 500"); // so often it looks whose time to block is over
                Node oursReplica = Node.server(Kind.REDIS, folder, "replicaof 127.0.0.1 " + ours.portText());
                Node realReplica = Node.server(Kind.VEDETTE, folder, "replicaof 127.0.0.1 " + real.portText())) {
            for (long seed : seeds()) {
                String limit = LIMITS_OF_HYPERLOGLOGS.get((int) (seed % LIMITS_OF_HYPERLOGLOGS.size()));
                for (Node node : List.of(ours, real, oursReplica, realReplica)) {
                    assertEquals("OK", node.text("CONFIG", "SET", "hll-sparse-max-bytes", limit));
                }
                Optional<String> difference = difference(seed, ours, real)
                        .or(() -> differenceOfReplica(ours, oursReplica))
                        .or(() -> differenceOfReplica(real, realReplica));
                difference.ifPresent(text -> differences.add("seed " + seed + ": " + text));
            }
        }
        assertEquals("", String.join("\n\n", differences));
    }

    private static long[] seeds() {
        String range = System.getProperty("workload.seeds", "");
        if (range.isEmpty()) {
            return SEEDS;
        }
        String[] ends = range.split("\\.\\.");
        return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[1]))
                .toArray();
    }

    /** Plays all commands of a seed, up to the first difference. */
    private static Optional<String> difference(long seed, Node ours, Node real) {
        for (Node node : List.of(ours, real)) {
            assertEquals("OK", node.text("FLUSHALL"));
            SETTINGS.forEach(setting -> assertEquals("OK", node.text(("CONFIG SET " + setting).split(" "))));
        }
        RandomCommands commands = RandomCommands.ofAll(seed);
        Random random = new Random(seed);
        List<String> past = new ArrayList<>();
        try (RandomClient first = new RandomClient(ours, real);
                RandomClient second = new RandomClient(ours, real);
                Witness ourWitness = new Witness(ours);
                Witness realWitness = new Witness(real)) {
            for (int i = 1; i <= COMMANDS / COMMANDS_PER_DIGEST; i++) {
                for (int left = COMMANDS_PER_DIGEST; left > 0; ) {
                    boolean other = random.nextInt(BATCHES_OF_SECOND_CLIENT) == 0;
                    List<Drawn> batch = batch(commands, Math.min(left, 1 + random.nextInt(MOST_AT_ONCE)));
                    left -= batch.size();
                    batch.forEach(drawn -> past.add((other ? "2: " : "1: ") + String.join(" ", drawn.words())));
                    Optional<String> difference = (other ? second : first).difference(batch, commands::dumped);
                    if (difference.isPresent()) {
                        return told(seed, past, difference.get());
                    }
                }
                Optional<String> difference =
                        differenceOfData(ours, real).or(() -> Witness.difference(ourWitness, realWitness));
                if (difference.isPresent()) {
                    return told(seed, past, difference.get());
                }
            }
        }
        return Optional.empty();
    }

    /** Up to so many commands; less where one may use what another one will be answered. */
    private static List<Drawn> batch(RandomCommands commands, int most) {
        List<Drawn> batch = new ArrayList<>();
        while (batch.size() < most) {
            batch.add(commands.draw());
            if (batch.getLast().words()[0].equals("DUMP")) {
                break;
            }
        }
        return batch;
    }

    /** With the last commands that have to do with it; all of them go to a file. */
    private static Optional<String> told(long seed, List<String> past, String difference) {
        try {
            Files.write(Path.of("target", "workload-" + seed + ".txt"), past);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(difference + "\n" + story(past, difference));
    }

    /** The last commands that named a key of this one. */
    private static String story(List<String> past, String difference) {
        List<String> keys = Arrays.stream(difference.split("[^a-z0-9]+"))
                .filter(word -> RandomCommands.keys().contains(word))
                .toList();
        List<String> lines = past.stream()
                .filter(line -> Arrays.stream(line.split(" ")).anyMatch(keys::contains)
                        || line.matches("..: (MULTI|EXEC|DISCARD|SELECT|SWAPDB|CONFIG|HELLO).*"))
                .toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 14), lines.size()));
    }

    private static Optional<String> differenceOfReplica(Node master, Node replica) {
        Await.until(
                replica + " has all of " + master,
                REPLICATION_BOUND,
                () -> replica.info("replication", "master_link_status").equals("up")
                        && replica.info("replication", "slave_repl_offset")
                                .equals(master.info("replication", "master_repl_offset")));
        return differenceOfData(replica, master).map(text -> replica + " and its master: " + text);
    }

    private static Optional<String> differenceOfData(Node node, Node other) {
        String wanted = other.text("DEBUG", "DIGEST");
        assertTrue(wanted.matches("[0-9a-f]{40}"), wanted);
        if (wanted.equals(node.text("DEBUG", "DIGEST"))) {
            return Optional.empty();
        }
        List<String> keys = new ArrayList<>();
        try (RespConnection to = node.connect();
                RespConnection toOther = other.connect()) {
            for (String database : List.of("0", "1")) {
                to.text("SELECT", database);
                toOther.text("SELECT", database);
                for (String key : RandomCommands.keys()) {
                    if (!toOther.call("DEBUG", "DIGEST-VALUE", key).equals(to.call("DEBUG", "DIGEST-VALUE", key))
                            || !toOther.text("EXISTS", key).equals(to.text("EXISTS", key))) {
                        keys.add(database + "/" + key);
                    }
                }
            }
        }
        return Optional.of("these keys differ: " + keys);
    }
}
