package io.vedette.tests.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vedette.resp.Reply;
import io.vedette.tests.process.Await;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import io.vedette.tests.workload.RandomCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Data for replication tests: writing it, and saying whether two servers have the same. */
final class Datasets {
    static final Duration BOUND = Duration.ofSeconds(30);
    private static final int BATCH = 500;
    /** More than a listpack takes, with the limits as they come. */
    private static final int LARGE_COLLECTION = 600;

    private Datasets() {}

    /** Strings of all sizes and encodings, every tenth with an expiry, and a second database with values of every other type. */
    static void fill(Node node, int keys) {
        try (RespConnection connection = node.connect()) {
            List<String[]> batch = new ArrayList<>();
            for (int i = 0; i < keys; i++) {
                batch.add(
                        i % 10 == 0
                                ? new String[] {"SET", "key:" + i, value(i), "PX", Long.toString(100_000_000L + i)}
                                : new String[] {"SET", "key:" + i, value(i)});
                if (batch.size() == BATCH) {
                    run(connection, batch);
                    batch.clear();
                }
            }
            run(connection, batch);
            connection.text("SELECT", "9");
            connection.text("SET", "in nine", "9");
            run(connection, ofEveryType());
        }
    }

    /** Each type, small and as large as asks for another encoding. */
    private static List<String[]> ofEveryType() {
        List<String[]> commands = new ArrayList<>(List.of(
                words("DEL list set integers hash sorted stream"),
                words("SADD integers 1 -2 70000"),
                words("XADD stream 1-1 field value"),
                words("XGROUP CREATE stream group 0"),
                words("PFADD loglog a b c"),
                words("EXPIRE integers 100000")));
        for (String size : List.of("", ":large")) {
            int count = size.isEmpty() ? 3 : LARGE_COLLECTION;
            for (int i = 0; i < count; i++) {
                commands.add(words("RPUSH list" + size + " " + i + " word" + i));
                commands.add(words("SADD set" + size + " word" + i));
                commands.add(words("HSET hash" + size + " field" + i + " " + i));
                commands.add(words("ZADD sorted" + size + " " + i + ".5 member" + i));
            }
        }
        return commands;
    }

    private static String value(int i) {
        return switch (i % 4) {
            case 0 -> Long.toString(i * 104_729L);
            case 1 -> "value " + i;
            case 2 -> "\u00e9\u0000\r\n" + i;
            default -> "long and dull ".repeat(i % 40) + i;
        };
    }

    static void run(RespConnection connection, List<String[]> commands) {
        commands.forEach(connection::send);
        commands.forEach(command -> connection.read());
    }

    /** Writes that exercise what the stream has to carry. */
    static void writeOfAllKinds(Node master) {
        try (RespConnection connection = master.connect()) {
            run(
                    connection,
                    List.of(
                            words("SET plain 1"),
                            words("SELECT 3"),
                            words("SET three 3 EX 1000"),
                            words("APPEND three more"),
                            words("SELECT 0"),
                            words("EXPIRE plain 1000"),
                            words("PERSIST key:0"),
                            words("INCRBYFLOAT float 1.25"),
                            words("SET soon gone PX 1"),
                            words("DEL key:1 key:2"),
                            words("GETSET key:3 new"),
                            words("RENAME key:4 renamed"),
                            words("MULTI"),
                            words("SET tx 1"),
                            words("INCR tx"),
                            words("SELECT 5"),
                            words("SET tx other"),
                            words("EXEC"),
                            words("SELECT 0"),
                            words("MSET a 1 b 2 c 3"),
                            words("SELECT 9"),
                            words("LMOVE list:large list LEFT RIGHT"),
                            words("SPOP set:large 5"),
                            words("SUNIONSTORE union set integers"),
                            words("HINCRBYFLOAT hash field0 0.25"),
                            words("HDEL hash:large field1"),
                            words("ZINCRBY sorted:large 1000 member3"),
                            words("ZUNIONSTORE both 2 sorted sorted:large"),
                            words("XADD stream 2-1 field value"),
                            words("XREADGROUP GROUP group me COUNT 1 STREAMS stream >"),
                            words("SORT list:large ALPHA STORE ordered"),
                            words("PFADD loglog d e"),
                            words("SETBIT bits 100 1"),
                            words("EXPIRE sorted 1000")));
        }
    }

    static String[] words(String line) {
        return line.split(" ");
    }

    /** Waits until the replica has applied all that the master has written, and compares everything. */
    static void assertSame(Node master, Node replica) {
        awaitCaughtUp(master, replica);
        assertEquals(content(master), content(replica));
        assertEquals(master.info("replication", "master_replid"), replica.info("replication", "master_replid"));
    }

    static void awaitCaughtUp(Node master, Node replica) {
        Await.until(
                replica + " has caught up with " + master,
                BOUND,
                () -> replica.info("replication", "master_link_status").equals("up")
                        && offset(master) == Long.parseLong(replica.info("replication", "slave_repl_offset")));
    }

    /** Random commands on keys of every type. */
    static void writeAtRandom(Node node, RandomCommands commands, int many) {
        try (RespConnection connection = node.connect()) {
            for (int from = 0; from < many; from += BATCH) {
                List<String[]> batch = new ArrayList<>();
                for (int i = 0; i < Math.min(BATCH, many - from); i++) {
                    batch.add(commands.next());
                }
                run(connection, batch);
            }
        }
    }

    /** Waits until the replica has applied all that the master has written, and compares the digests of everything. */
    static void assertSameDigest(Node master, Node replica) {
        awaitCaughtUp(master, replica);
        assertEquals(master.text("DEBUG", "DIGEST"), replica.text("DEBUG", "DIGEST"), () -> differing(master, replica));
    }

    private static String differing(Node master, Node replica) {
        return master + " and " + replica + " differ in "
                + RandomCommands.keys().stream()
                        .filter(key -> !master.text("DEBUG", "DIGEST-VALUE", key)
                                .equals(replica.text("DEBUG", "DIGEST-VALUE", key)))
                        .toList();
    }

    static long offset(Node node) {
        return Long.parseLong(node.info("replication", "master_repl_offset"));
    }

    static void awaitLink(Node replica) {
        Await.until(
                replica + " has a link",
                BOUND,
                () -> replica.info("replication", "master_link_status").equals("up"));
    }

    /** Every key with its type, the digest of its value, and its expiry, sorted, database by database. */
    static List<String> content(Node node) {
        List<String> content = new ArrayList<>();
        try (RespConnection connection = node.connect()) {
            for (int i = 0; i < 16; i++) {
                int database = i;
                connection.text("SELECT", Integer.toString(database));
                TreeSet<String> keys = new TreeSet<>();
                connection.call("KEYS", "*").items().stream().map(Reply::text).forEach(keys::add);
                // Pipelined: a round trip for each key would take longer than everything else.
                for (List<String> some : inParts(List.copyOf(keys))) {
                    some.forEach(key -> {
                        connection.send("TYPE", key);
                        connection.send("DEBUG", "DIGEST-VALUE", key);
                        connection.send("PEXPIRETIME", key);
                    });
                    some.forEach(key -> content.add(
                            database + " " + key + " = " + connection.read().text() + " "
                                    + connection.read().text() + " until "
                                    + connection.read().text()));
                }
            }
        }
        return content;
    }

    private static List<List<String>> inParts(List<String> all) {
        List<List<String>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += BATCH) {
            parts.add(all.subList(from, Math.min(all.size(), from + BATCH)));
        }
        return parts;
    }
}
