package io.vedette.server.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.resp.Argv;
import io.vedette.server.TestConnection;
import io.vedette.server.TestEngine;
import io.vedette.server.appendonly.ValueCommands;
import io.vedette.server.keyspace.Snapshot;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A snapshot holds what was there at its moment, whatever becomes of the keys: histories of commands on collections of all types,
 * small ones and large ones, that change, replace, rename, copy, expire and delete them while snapshots stay open.
 */
class SnapshotUnderCommandsTest {
    /** Keys of each type: few enough that each is met again and again. */
    private static final int KEYS = 4;

    private static final int STEPS = 4000;
    private static final int STEPS_BETWEEN_LOOKS = 20;
    private static final int OPEN_AT_MOST = 3;
    private static final int ROUNDS = 30;

    /**
     * In braces: a letter for a key of that type, {@code {e}} for an element, {@code {N e}} for N of them, {@code {9}} for a
     * number up to that, with a word before each where there is one ({@code {300 9 e}}).
     */
    private static final String[] FORMS = """
            RPUSH {l} {3 e}
            RPUSH {l} {300 e}
            LPUSH {l} {200 e}
            LPOP {l} {400}
            RPOP {l} {50}
            LSET {l} 0 {e}
            LINSERT {l} AFTER {e} {e}
            LREM {l} {9} {e}
            LTRIM {l} {20} -2
            LMOVE {l} {l} LEFT RIGHT
            LINDEX {l} {600}
            LRANGE {l} {600} {600}
            SISMEMBER {s} {e}
            HGET {h} {e}
            ZRANK {z} {e}
            ZRANGE {z} {99} {600}
            XRANGE {x} - + COUNT {20}
            SCAN {99}
            HSCAN {h} 0
            SADD {s} {3 e}
            SADD {s} {300 e}
            SADD {s} {99}
            SREM {s} {9 e}
            SPOP {s} {200}
            SMOVE {s} {s} {e}
            SUNIONSTORE {s} {s} {s}
            HSET {h} {2 e e}
            HSET {h} {300 e e}
            HDEL {h} {9 e}
            HINCRBY {h} number {99}
            ZADD {z} {3 9 e}
            ZADD {z} {300 99 e}
            ZINCRBY {z} {9} {e}
            ZREM {z} {9 e}
            ZPOPMIN {z} {200}
            ZREMRANGEBYRANK {z} 0 {50}
            ZRANGESTORE {z} {z} 0 {200}
            XADD {x} * {3 e e}
            XADD {x} MAXLEN {50} * {3 e e}
            XTRIM {x} MAXLEN {60}
            XGROUP CREATE {x} group 0
            XREADGROUP GROUP group consumer COUNT {20} STREAMS {x} >
            XGROUP DESTROY {x} group
            SET {t} {e}
            APPEND {t} {e}
            SETRANGE {t} {99} {e}
            INCR {n}
            RENAME {l} {l}
            RENAME {s} {s}
            RENAME {h} {h}
            RENAME {z} {z}
            RENAME {x} {x}
            COPY {l} {l} REPLACE
            COPY {s} {s} REPLACE
            COPY {h} {h} REPLACE
            COPY {z} {z} REPLACE
            COPY {x} {x} REPLACE
            MOVE {l} 1
            SORT {s} ALPHA STORE {l}
            SET {l} {e}
            SET {z} {e}
            PEXPIRE {l} {500}
            PEXPIRE {h} {500}
            PERSIST {l}
            PEXPIREAT {z} 1
            DEL {l}
            DEL {s}
            DEL {h}
            DEL {z}
            DEL {x}
            UNLINK {t} {n}
            SWAPDB 0 1
            FLUSHDB
            FLUSHALL ASYNC
            """.lines().toArray(String[]::new);

    private record Held(Snapshot snapshot, String content) {}

    private final TestEngine server = new TestEngine();
    private final TestConnection client = server.connect();
    private final Deque<Held> open = new ArrayDeque<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatWasThereAtItsMomentStaysInASnapshot(long seed) throws IOException {
        Random random = new Random(seed);
        int looks = 0;
        for (int step = 0; step < STEPS; step++) {
            client.ask(drawnCommand(random));
            server.pass(random.nextInt(20));
            if (step % STEPS_BETWEEN_LOOKS == 0) {
                looks += look(random);
            }
        }
        assertTrue(looks > STEPS / STEPS_BETWEEN_LOOKS, "hardly a snapshot was open");
        open.forEach(held -> held.snapshot().close());
    }

    /** The same while another thread writes the snapshot as a file, and as commands, and the owner asks and changes what it likes. */
    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void anotherThreadMayReadItMeanwhile(long seed) throws Exception {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < 200; i++) {
                client.ask(drawnCommand(random));
            }
            try (Snapshot snapshot = server.engine.keyspace().snapshot()) {
                String content = Content.of(snapshot);
                List<String> commands = commands(snapshot);
                FutureTask<Void> reading = new FutureTask<>(() -> {
                    for (int i = 0; i < 3; i++) {
                        assertEquals(content, Content.of(snapshot));
                        assertEquals(commands, commands(snapshot));
                    }
                    return null;
                });
                Thread reader = new Thread(reading, "reader");
                reader.start();
                while (!reading.isDone()) {
                    client.ask(drawnCommand(random));
                    server.pass(random.nextInt(20));
                }
                reading.get();
            }
        }
    }

    private static List<String> commands(Snapshot snapshot) throws IOException {
        List<String> commands = new ArrayList<>();
        for (int i = 0; i < snapshot.databases(); i++) {
            snapshot.forEach(
                    i,
                    (key, value, at, uses) ->
                            ValueCommands.write(key, value, at, words -> commands.add(new Argv(words).toString())));
        }
        return commands;
    }

    private static String[] drawnCommand(Random random) {
        String form = FORMS[random.nextInt(FORMS.length)];
        boolean empties = form.startsWith("FLUSH") && random.nextInt(20) > 0;
        return filled(empties ? "PING" : form, random).split(" ");
    }

    /** Now and then one is opened or closed. Returns how many were looked at. */
    private int look(Random random) throws IOException {
        for (Held held : open) {
            assertEquals(held.content(), Content.of(held.snapshot()));
        }
        int looks = open.size();
        if (open.size() < OPEN_AT_MOST && random.nextBoolean()) {
            Snapshot snapshot = server.engine.keyspace().snapshot();
            open.add(new Held(snapshot, Content.of(snapshot)));
        } else if (!open.isEmpty() && random.nextBoolean()) {
            (random.nextBoolean() ? open.pollFirst() : open.pollLast())
                    .snapshot()
                    .close();
        }
        return looks;
    }

    private static String filled(String form, Random random) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (int brace; (brace = form.indexOf('{', at)) >= 0; at = form.indexOf('}', brace) + 1) {
            text.append(form, at, brace).append(drawn(form.substring(brace + 1, form.indexOf('}', brace)), random));
        }
        return text.append(form, at, form.length()).toString();
    }

    private static String drawn(String what, Random random) {
        String[] words = what.split(" ");
        if (words.length == 1) {
            return one(what, random);
        }
        return IntStream.range(0, Integer.parseInt(words[0]) * (words.length - 1))
                .mapToObj(i -> one(words[1 + i % (words.length - 1)], random))
                .collect(Collectors.joining(" "));
    }

    private static String one(String what, Random random) {
        if (Character.isDigit(what.charAt(0))) {
            return Integer.toString(random.nextInt(Integer.parseInt(what) + 1));
        }
        if (what.equals("e")) {
            return "element" + random.nextInt(1000) + "-".repeat(random.nextInt(100) == 0 ? 900 : 0);
        }
        return what + random.nextInt(KEYS);
    }
}
