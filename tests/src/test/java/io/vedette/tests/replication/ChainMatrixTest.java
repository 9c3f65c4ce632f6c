package io.vedette.tests.replication;

import static io.vedette.tests.replication.Datasets.assertSameDigest;
import static io.vedette.tests.replication.Datasets.awaitLink;
import static io.vedette.tests.replication.Datasets.writeAtRandom;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.WarmNodes;
import io.vedette.tests.workload.RandomCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every chain of a master, its replica and a replica of that, each ours or the real server, with data of all types: full
 * resynchronisation, a link that breaks anywhere, a replica too slow for its output buffer's limit, promotion of the middle, and the
 * way back.
 */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class ChainMatrixTest {
    private static final int COMMANDS = 1_000;
    private static final int CUTS = 2;
    private static final int MOST_BYTES_TO_A_CUT = 60_000;
    /** What waits in the system's buffers is not counted: some megabytes must come first. */
    private static final int LARGE_VALUE_BYTES = 1 << 20;

    @TempDir
    static Path folder;

    private static WarmNodes nodes;

    @BeforeAll
    static void begin() {
        nodes = new WarmNodes(folder);
    }

    @AfterAll
    static void end() {
        nodes.close();
    }

    /** All eight; disk and diskless in turns, or both of each where there is time. */
    static List<Arguments> chains() {
        List<Arguments> chains = new ArrayList<>();
        boolean both = Boolean.getBoolean("tests.long");
        for (Kind top : Kind.values()) {
            for (Kind middle : Kind.values()) {
                for (Kind bottom : Kind.values()) {
                    boolean diskless = (top == middle) == (middle == bottom);
                    chains.add(Arguments.of(top, middle, bottom, diskless));
                    if (both) {
                        chains.add(Arguments.of(top, middle, bottom, !diskless));
                    }
                }
            }
        }
        return chains;
    }

    @ParameterizedTest(name = "{0} <- {1} <- {2}, diskless {3}")
    @MethodSource("chains")
    void allHaveTheSameDataWhateverHappensToTheLink(Kind first, Kind second, Kind third, boolean diskless)
            throws IOException {
        long seed = chains().size() + first.ordinal() * 4L + second.ordinal() * 2L + third.ordinal();
        RandomCommands commands = new RandomCommands(seed);
        Random random = new Random(seed);
        List<Node> used = Stream.of(first, second, third).map(nodes::take).toList();
        Node top = used.get(0);
        Node middle = used.get(1);
        Node bottom = used.get(2);
        boolean done = false;
        try (TcpProxy wire = new TcpProxy(top.port())) {
            used.forEach(node -> {
                assertEquals("OK", node.text("CONFIG", "SET", "repl-diskless-sync", diskless ? "yes" : "no"));
                String load = diskless ? third == Kind.REDIS ? "swapdb" : "on-empty-db" : "disabled";
                assertEquals("OK", node.text("CONFIG", "SET", "repl-diskless-load", load));
            });
            writeAtRandom(top, commands, COMMANDS);
            follow(bottom, middle.port());
            follow(middle, wire.port());
            awaitLink(middle);
            awaitLink(bottom);
            for (int i = 0; i < CUTS; i++) {
                wire.wire(TcpProxy.cutAfter(random.nextInt(MOST_BYTES_TO_A_CUT)));
                wire.cut();
                writeAtRandom(top, commands, COMMANDS);
                wire.mend();
                writeAtRandom(top, commands, COMMANDS);
            }
            wire.wire(TcpProxy.sound());
            wire.cut();
            wire.mend();
            assertSameDigest(top, middle);
            assertSameDigest(top, bottom);

            throwOutForSlowness(top, middle, bottom);
            assertSameDigest(top, bottom);

            assertEquals("OK", middle.text("REPLICAOF", "NO", "ONE"));
            writeAtRandom(middle, commands, COMMANDS);
            follow(top, middle.port());
            assertSameDigest(middle, top);
            assertSameDigest(middle, bottom);

            assertEquals("OK", top.text("REPLICAOF", "NO", "ONE"));
            follow(middle, top.port());
            writeAtRandom(top, commands, COMMANDS);
            assertSameDigest(top, middle);
            assertSameDigest(top, bottom);
            assertEquals("1", top.info("stats", "sync_full"), "the middle was copied to once");
            nodes.giveBack(used);
            done = true;
        } finally {
            if (!done) {
                used.forEach(Node::close);
            }
        }
    }

    /** The last one reads nothing until too much waits for it. */
    private static void throwOutForSlowness(Node top, Node middle, Node bottom) {
        limitOutput(middle, "1mb 0 0");
        String large = "x".repeat(LARGE_VALUE_BYTES);
        bottom.signal("STOP");
        try {
            Await.until("it is thrown out", Datasets.BOUND, () -> {
                top.text("SET", "large", large);
                return middle.info("replication", "connected_slaves").equals("0");
            });
        } finally {
            bottom.signal("CONT");
        }
        limitOutput(middle, "256mb 64mb 60");
    }

    private static void limitOutput(Node master, String limit) {
        assertEquals("OK", master.text("CONFIG", "SET", "client-output-buffer-limit", "replica " + limit));
    }

    private static void follow(Node replica, int port) {
        assertEquals("OK", replica.text("REPLICAOF", "127.0.0.1", Integer.toString(port)));
    }
}
