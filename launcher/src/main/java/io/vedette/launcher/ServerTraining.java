package io.vedette.launcher;

import io.vedette.launcher.client.Address;
import io.vedette.launcher.client.RespConnection;
import io.vedette.resp.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Takes two data servers of one process through changes of roles, as sentinels make them: the replica becomes master, is
 * written to at once, and the old master follows it. In a server's life that may happen once, and somebody waits for it.
 */
final class ServerTraining {
    private static final int ROUNDS = 10;
    private static final int REPLY_TIMEOUT_MILLIS = 60_000;
    private static final long STEP_BOUND_MILLIS = 60_000;
    private static final int POLL_MILLIS = 10;
    /** Questions that a sentinel asks between two failovers; in life they are many more. */
    private static final int QUESTIONS = 20;

    private static final int KEPT_KEYS = 100_000;
    private static final int KEPT_COLLECTIONS = 2_000;
    private static final int KEPT_ROUNDS = 3;

    /** A snapshot that is to last rests so often. */
    private static final int KEPT_KEYS_FOR_ONE_REST = 10;

    private static final int OVERWRITTEN = 150_000;

    private static final int MIXED_ROUNDS = 20_000;
    private static final int MIXED_AT_ONCE = 50;
    private static final int MIXED_KEYS = 4_000;

    private static final int WRITTEN_KEYS = 100_000;
    private static final int WRITTEN_AT_ONCE = 200;
    private static final int WRITTEN_VALUE_BYTES = 100;
    private static final int LONG_VALUE_BYTES = 1000;

    private Address master;
    private Address replica;

    private ServerTraining(Address master, Address replica) {
        this.master = master;
        this.replica = replica;
    }

    /** Begins with {@code replica} a master too; ends with either one the master. */
    static void play(Address master, Address replica) throws IOException, InterruptedException {
        ServerTraining training = new ServerTraining(master, replica);
        write(master, WRITTEN_VALUE_BYTES);
        follow(replica, master);
        write(master, WRITTEN_VALUE_BYTES); // the same again, as a stream
        write(master, LONG_VALUE_BYTES);
        catchUp(replica, master);
        for (int round = 0; round < ROUNDS; round++) {
            training.change(round);
            training.handOver(round);
        }
    }

    /** Enough for the compilers: what a copy and a stream are made of. */
    private static void write(Address master, int valueBytes) throws IOException {
        String value = "x".repeat(valueBytes);
        try (RespConnection client = connect(master)) {
            for (int i = 0; i < WRITTEN_KEYS; i += WRITTEN_AT_ONCE) {
                for (int k = i; k < i + WRITTEN_AT_ONCE; k++) {
                    client.queue("SET", written(k), value);
                }
                client.flush();
                for (int k = 0; k < WRITTEN_AT_ONCE; k++) {
                    client.read();
                }
            }
        }
    }

    /** Half of the keys are whole words of eight bytes, half are not: what compares them goes another way. */
    private static String written(int number) {
        return number % 2 == 0 ? "written:" + number : String.format(Locale.ROOT, "written:%08d", number);
    }

    /** Waits until the replica has what was written, then throws it away: changes of roles go on with little. */
    private static void catchUp(Address replica, Address master) throws IOException, InterruptedException {
        try (RespConnection client = connect(master)) {
            awaitThat(() -> client.call("WAIT", "1", "1000").text().equals("1"));
            client.call("FLUSHALL");
        }
        try (RespConnection client = connect(replica)) {
            awaitThat(() -> client.call("DBSIZE").text().equals("0"));
        }
    }

    /** The master passes its place to its replica while a client writes, as a sentinel has it do. */
    private void handOver(int round) throws IOException, InterruptedException {
        try (RespConnection client = connect(master);
                RespConnection sentinel = connect(master)) {
            client.call("SET", "key:" + round, "value");
            String port = Integer.toString(replica.port());
            // Refused until the master knows its replica as online.
            awaitThat(() ->
                    sentinel.call("FAILOVER", "TO", replica.host(), port, "TIMEOUT", "5000") instanceof Reply.Simple);
            client.call("SET", "key:" + round, "another"); // held, and then refused
            awaitLink(sentinel);
            sentinel.call("MULTI");
            sentinel.call("CLIENT", "KILL", "TYPE", "normal");
            sentinel.call("CLIENT", "KILL", "TYPE", "pubsub");
            sentinel.call("EXEC");
            sentinel.call("CONFIG", "REWRITE");
        }
        swap();
        try (RespConnection client = connect(master)) {
            client.call("SET", "key:" + round, "value");
        }
    }

    private void swap() {
        Address old = master;
        master = replica;
        replica = old;
    }

    /** Files are written and read, large enough for the compilers: after a restart somebody waits for that, too. */
    static void keep(Address server) throws IOException, InterruptedException {
        try (RespConnection client = connect(server)) {
            client.call("DEBUG", "POPULATE", Integer.toString(KEPT_KEYS), "key", "16");
            for (int i = 0; i < KEPT_COLLECTIONS; i++) {
                String number = Integer.toString(i);
                client.call("HSET", "hash:" + number, "field", number, "other", "value");
                client.call("RPUSH", "list:" + number, "value", number);
                client.call("SADD", "set:" + number, number, "7");
                client.call("ZADD", "zset:" + number, number, "member");
            }
            for (int i = 0; i < KEPT_ROUNDS; i++) {
                client.call("DEBUG", "RELOAD");
            }
            writeBesideASnapshot(client);
            client.call("CONFIG", "SET", "aof-use-rdb-preamble", "no");
            client.call("CONFIG", "SET", "appendonly", "yes");
            awaitNo(client, "aof_rewrite_in_progress:1");
            mix(client);
            for (int i = 0; i < KEPT_ROUNDS; i++) {
                client.call("DEBUG", "LOADAOF");
            }
            client.call("CONFIG", "SET", "appendonly", "no");
            client.call("FLUSHALL");
        }
    }

    /** While there is a snapshot a write goes another way, and what it finds there may be older or younger than that. */
    private static void writeBesideASnapshot(RespConnection client) throws IOException, InterruptedException {
        client.call("CONFIG", "SET", "rdb-key-save-delay", Integer.toString(-KEPT_KEYS_FOR_ONE_REST));
        client.call("BGSAVE");
        for (int i = 0; i < OVERWRITTEN; i += WRITTEN_AT_ONCE) {
            for (int k = i; k < i + WRITTEN_AT_ONCE; k++) {
                String number = Integer.toString(k * 31 % (KEPT_KEYS / 2));
                client.queue("SET", "key:" + number, "another value " + Integer.toHexString(k * 0x9e3779b9));
            }
            client.flush();
            for (int k = 0; k < WRITTEN_AT_ONCE; k++) {
                client.read();
            }
        }
        mix(client);
        client.call("CONFIG", "SET", "rdb-key-save-delay", "0");
        awaitNo(client, "rdb_bgsave_in_progress:1");
        client.call("BGSAVE"); // what was written last stands there as it is
        awaitNo(client, "rdb_bgsave_in_progress:1");
    }

    /** What append-only files, and the streams of replicas, are made of beside SETs. */
    private static void mix(RespConnection client) throws IOException {
        for (int i = 0; i < MIXED_ROUNDS; i += MIXED_AT_ONCE) {
            int replies = 0;
            for (int k = i; k < i + MIXED_AT_ONCE; k++) {
                for (String[] command : mixed(k)) {
                    client.queue(command);
                    replies++;
                }
            }
            client.flush();
            for (int k = 0; k < replies; k++) {
                client.read();
            }
        }
    }

    /** Collections of all sizes, small ones by far the most. */
    private static List<String[]> mixed(int round) {
        String many = Integer.toString(round % MIXED_KEYS);
        String few = Integer.toString(round % (MIXED_KEYS / 50));
        String number = Integer.toString(round);
        String score = Double.toString(round / 7.0);
        return List.of(
                new String[] {"SET", "text:" + many, "value:" + number},
                new String[] {"HSET", "hash:" + many, "field:" + round % 7, number},
                new String[] {"SET", "expiring:" + many, number, "PXAT", "4000000000000"},
                new String[] {"HSET", "hash:" + few, "field:" + number, "value", "other", number},
                new String[] {"INCR", "count:" + many},
                new String[] {"RPUSH", "list:" + many, number, "item " + number},
                new String[] {"LPUSH", "list:" + few, "item:" + number},
                new String[] {"LPOP", "list:" + many},
                new String[] {"INCRBY", "count:" + few, number},
                new String[] {"SADD", "set:" + many, "member:" + number},
                new String[] {"SADD", "numbers:" + few, number},
                new String[] {"SREM", "set:" + many, "member:" + number},
                new String[] {"ZADD", "zset:" + many, score, "member:" + round % 9},
                new String[] {"ZADD", "zset:" + few, number, "member:" + number},
                new String[] {"PEXPIREAT", "text:" + many, "4000000000000"},
                new String[] {"APPEND", "text:" + few, "more"},
                new String[] {"HINCRBY", "hash:" + many, "count", "1"},
                new String[] {"DEL", "expiring:" + few});
    }

    private static void awaitNo(RespConnection client, String field) throws IOException, InterruptedException {
        awaitThat(() -> !client.call("INFO", "persistence").text().contains(field));
    }

    private void change(int round) throws IOException, InterruptedException {
        try (RespConnection subscriber = connect(replica);
                RespConnection sentinel = connect(replica)) {
            subscriber.call("SUBSCRIBE", "__sentinel__:hello");
            for (int i = 0; i < QUESTIONS; i++) {
                sentinel.call("PING");
                sentinel.call("INFO");
                sentinel.call("PUBLISH", "__sentinel__:hello", "a line of commas");
            }
            order(sentinel, "NO", "ONE");
            sentinel.call("INFO");
        }
        try (RespConnection client = connect(replica)) {
            client.call("SET", "key:" + round, "value");
            client.call("GET", "key:" + round);
            client.call("ROLE");
        }
        swap();
        follow(replica, master);
    }

    private static void follow(Address replica, Address master) throws IOException, InterruptedException {
        try (RespConnection sentinel = connect(replica)) {
            order(sentinel, master.host(), Integer.toString(master.port()));
            awaitLink(sentinel);
        }
    }

    static void awaitLink(RespConnection sentinel) throws IOException, InterruptedException {
        awaitThat(() -> sentinel.call("INFO", "replication").text().contains("master_link_status:up"));
    }

    interface Condition {
        boolean holds() throws IOException;
    }

    static void awaitThat(Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STEP_BOUND_MILLIS);
        while (!condition.holds()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the training is stuck");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** What a sentinel sends, in its words. */
    private static void order(RespConnection sentinel, String host, String port) throws IOException {
        sentinel.call("MULTI");
        sentinel.call("SLAVEOF", host, port);
        sentinel.call("CONFIG", "REWRITE");
        sentinel.call("CLIENT", "KILL", "TYPE", "normal");
        sentinel.call("CLIENT", "KILL", "TYPE", "pubsub");
        sentinel.call("EXEC");
    }

    static RespConnection connect(Address address) throws IOException {
        return RespConnection.open(address.host(), address.port(), REPLY_TIMEOUT_MILLIS);
    }
}
