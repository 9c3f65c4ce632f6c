package io.vedette.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a master sends, in whatever pieces: the core follows it or drops the link, and never throws. */
class ReplicaCoreFuzzTest {
    private static final String ID = "968b1dd3188f3ced68ff12fa35d222ffbb87fe1d";
    private static final String STREAM = "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*3\r\n$3\r\nSET\r\n$1\r\nx\r\n$1\r\n1\r\n"
            + "*1\r\n$4\r\nping\r\n*1\r\n$5\r\nMULTI\r\n*2\r\n$4\r\nINCR\r\n$1\r\nx\r\n*2\r\n$6\r\nSELECT\r\n$1\r\n3\r\n"
            + "*2\r\n$4\r\nINCR\r\n$1\r\ny\r\n*1\r\n$4\r\nEXEC\r\n*3\r\n$8\r\nREPLCONF\r\n$6\r\nGETACK\r\n$1\r\n*\r\n";
    private static final String CONVERSATION =
            "+PONG\r\n+OK\r\n+OK\r\n\n+FULLRESYNC " + ID + " 100\r\n\n$10\r\n0123456789";

    private final ReplicationLog log = new ReplicationLog(ReplicationHistory.of("0".repeat(39) + "1"), 1 << 20);
    private final ReplicaCore core = new ReplicaCore(
            log,
            () -> ID,
            () -> new ReplicaSettings(
                    6380, Optional.empty(), Optional.empty(), Optional.empty(), 60, Optional.empty(), 16));
    private final List<String> applied = new ArrayList<>();
    private long link;
    private long nowMillis;

    @Test
    void anySplitOfTheBytesGivesTheSameResult() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            ReplicaCoreFuzzTest one = new ReplicaCoreFuzzTest();
            one.run(new ReplicaEvent.StartFollowing("m", 1));
            one.run(new ReplicaEvent.Connected(one.link));
            one.feed(CONVERSATION + STREAM, random);
            assertTrue(one.core.linkUp());
            assertEquals(100 + STREAM.length(), one.log.endOffset());
            assertEquals(List.of("[0] SET x 1", "[0] INCR x; [3] INCR y"), one.applied);
            StringBuilder logged = new StringBuilder();
            one.log
                    .cursorAt(100)
                    .read(
                            Long.MAX_VALUE,
                            (bytes, offset, length) ->
                                    logged.append(new String(bytes, offset, length, StandardCharsets.ISO_8859_1)));
            assertEquals(STREAM, logged.toString());
        }
    }

    /** Runs of plain SETs go another way than the rest: neither loses, doubles or overtakes anything of the other. */
    @Test
    void runsOfSetsInAnySplitAreAppliedInTheirOrder() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            ReplicaCoreFuzzTest one = new ReplicaCoreFuzzTest();
            one.run(new ReplicaEvent.StartFollowing("m", 1));
            one.run(new ReplicaEvent.Connected(one.link));
            StringBuilder stream = new StringBuilder();
            List<String> expected = new ArrayList<>();
            int database = 0;
            for (int part = 0; part < 20; part++) {
                if (random.nextInt(4) == 0) {
                    database = random.nextInt(3);
                    stream.append(command("SELECT", Integer.toString(database)));
                }
                for (int sets = random.nextInt(40); sets > 0; sets--) {
                    String value = "v".repeat(random.nextInt(random.nextInt(10) == 0 ? 300 : 5));
                    stream.append(command(random.nextBoolean() ? "SET" : "set", "k" + sets, value));
                    expected.add("[" + database + "] SET k" + sets + " " + value);
                }
                switch (random.nextInt(3)) {
                    case 0 -> stream.append(command("ping"));
                    case 1 -> {
                        stream.append(command("MULTI"))
                                .append(command("SET", "a", "1"))
                                .append(command("INCR", "a"))
                                .append(command("EXEC"));
                        expected.addAll(List.of("[" + database + "] SET a 1", "[" + database + "] INCR a"));
                    }
                    default -> {
                        stream.append(command("SET", "a", "1", "GET"));
                        expected.add("[" + database + "] SET a 1 GET");
                    }
                }
            }
            one.feed(CONVERSATION + stream, random, 2_000);
            assertTrue(one.core.linkUp());
            assertEquals(100 + stream.length(), one.log.endOffset());
            List<String> applied = one.applied.stream()
                    .flatMap(commands -> Arrays.stream(commands.split("; ")))
                    .map(command -> command.replaceFirst("] set", "] SET"))
                    .toList();
            assertEquals(expected, applied, "seed " + seed);
        }
    }

    private static String command(String... words) {
        StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            text.append("$").append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        return text.toString();
    }

    @Test
    void damagedBytesNeverThrow() {
        for (int seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            ReplicaCoreFuzzTest one = new ReplicaCoreFuzzTest();
            one.run(new ReplicaEvent.StartFollowing("m", 1));
            for (int attempt = 0; attempt < 3; attempt++) {
                one.run(new ReplicaEvent.Connected(one.link));
                byte[] bytes = (CONVERSATION + STREAM).getBytes(StandardCharsets.ISO_8859_1);
                for (int i = random.nextInt(4); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                one.feed(new String(bytes, StandardCharsets.ISO_8859_1), random);
                if (random.nextBoolean()) {
                    one.run(new ReplicaEvent.Closed(one.link, "closed"));
                }
                one.nowMillis += 30_000;
                one.run(new ReplicaEvent.Tick());
                one.run(random.nextInt(4) == 0 ? new ReplicaEvent.Promote("x") : new ReplicaEvent.Tick());
                if (!one.core.following()) {
                    one.run(new ReplicaEvent.Follow("m", 2, "x"));
                }
            }
        }
    }

    private void feed(String text, Random random) {
        feed(text, random, 200);
    }

    /** @param most bytes of a piece */
    private void feed(String text, Random random, int most) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at < bytes.length; ) {
            int part = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 5 : most));
            byte[] piece = Arrays.copyOfRange(bytes, at, at + part);
            run(new ReplicaEvent.Received(link, piece, piece.length));
            at += part;
        }
    }

    private void run(ReplicaEvent event) {
        for (ReplicaEffect effect : core.handle(event, nowMillis)) {
            switch (effect) {
                case ReplicaEffect.Connect connect -> link = connect.link();
                case ReplicaEffect.EndLoad end -> run(new ReplicaEvent.Loaded(end.link(), 0, Marker.NONE));
                case ReplicaEffect.Apply apply ->
                    applied.add(String.join(
                            "; ",
                            apply.commands().stream()
                                    .map(command -> "[" + command.database() + "] " + command.argv())
                                    .toList()));
                case ReplicaEffect.ApplySets apply -> {
                    for (int i = 0; i < apply.sets().count(); i++) {
                        applied.add("[" + apply.database() + "] " + apply.sets().command(i));
                    }
                }
                default -> {}
            }
        }
    }
}
