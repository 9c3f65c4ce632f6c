package io.vedette.tests.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import io.vedette.tests.workload.RandomCommands;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random commands on keys of every type, sent here and to the real server: every reply is the same, and so is the digest of all
 * data, again and again. Commands whose reply has no order, or is drawn by chance, are left out; so is OBJECT ENCODING of
 * strings: a SETBIT that changes nothing leaves a "raw" string in Redis, and the string as it was here.
 */
class RandomWorkloadTest {
    private static final int COMMANDS = 4_000;
    private static final int COMMANDS_PER_DIGEST = 500;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103})
    void randomCommandsOnAllTypesLeaveTheSameDataAsOnTheRealServer(long seed) {
        RandomCommands commands = new RandomCommands(seed);
        List<String> past = new ArrayList<>();
        try (Node ours = Node.server(Kind.VEDETTE, folder);
                Node real = Node.server(Kind.REDIS, folder);
                RespConnection toOurs = ours.connect();
                RespConnection toReal = real.connect()) {
            for (int i = 1; i <= COMMANDS; i++) {
                String[] words = commands.next();
                past.add(String.join(" ", words));
                toOurs.send(words);
                toReal.send(words);
                assertEquals(toReal.readRaw(), toOurs.readRaw(), () -> story(past, words));
                if (i % COMMANDS_PER_DIGEST == 0) {
                    assertSameData(toOurs, toReal, i);
                }
            }
        }
    }

    /** The last commands that named the last word of this one, which is mostly a key. */
    private static String story(List<String> past, String[] words) {
        List<String> lines = past.stream()
                .filter(line -> Arrays.asList(line.split(" ")).contains(words[words.length - 1]))
                .toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
    }

    private static void assertSameData(RespConnection toOurs, RespConnection toReal, int commands) {
        String wanted = ask(toReal, "DEBUG", "DIGEST");
        assertTrue(wanted.matches("\\+[0-9a-f]{40}\r\n"), wanted);
        String got = ask(toOurs, "DEBUG", "DIGEST");
        if (!wanted.equals(got)) {
            List<String> keys = new ArrayList<>();
            for (String key : RandomCommands.keys()) {
                if (!ask(toReal, "DEBUG", "DIGEST-VALUE", key).equals(ask(toOurs, "DEBUG", "DIGEST-VALUE", key))) {
                    keys.add(key);
                }
            }
            assertEquals(wanted, got, "after " + commands + " commands these keys differ: " + keys);
        }
    }

    private static String ask(RespConnection connection, String... words) {
        connection.send(words);
        return connection.readRaw();
    }
}
