package io.vedette.launcher.bench.engine;

import io.vedette.launcher.client.RespConnection;
import java.io.IOException;
import java.util.Random;

/** Data whose memory is measured. */
enum Filling {
    KEYS("keys and values of 16 bytes", 1_000_000, "key"),
    HASHES("hashes of 10 fields", 100_000, "hash"),
    SORTED_SET("one sorted set", 1_000_000, "member"),
    EXPIRING("the same with an expiry", 1_000_000, "key");

    private static final int BATCH = 500;
    private static final int FIELDS = 10;
    private static final int SEED = 1;

    private final String text;
    private final int items;
    private final String unit;

    Filling(String text, int items, String unit) {
        this.text = text;
        this.items = items;
        this.unit = unit;
    }

    String text() {
        return text;
    }

    int items() {
        return items;
    }

    /** Of what the bytes are told. */
    String unit() {
        return unit;
    }

    void into(BenchedServer server) throws IOException {
        into(server, items);
    }

    /** The same with another number of keys. */
    void into(BenchedServer server, int items) throws IOException {
        Random random = new Random(SEED);
        try (RespConnection connection = server.connect()) {
            for (int from = 0; from < items; from += BATCH) {
                int to = Math.min(items, from + BATCH);
                for (int i = from; i < to; i++) {
                    connection.queue(words(i, random));
                }
                connection.flush();
                for (int i = from; i < to; i++) {
                    connection.read();
                }
            }
        }
    }

    private String[] words(int number, Random random) {
        return switch (this) {
            case KEYS -> new String[] {"SET", key(number), value(number)};
            case EXPIRING -> new String[] {"SET", key(number), value(number), "EX", "100000"};
            case SORTED_SET -> new String[] {"ZADD", "set", Double.toString(random.nextDouble()), "member:" + number};
            case HASHES -> {
                String[] words = new String[2 + 2 * FIELDS];
                words[0] = "HSET";
                words[1] = key(number);
                for (int field = 0; field < FIELDS; field++) {
                    words[2 + 2 * field] = "field:" + field;
                    words[3 + 2 * field] = value(number);
                }
                yield words;
            }
        };
    }

    /** 16 bytes, as the values. */
    static String key(int number) {
        return "key:" + (100_000_000_000L + number);
    }

    private static String value(int number) {
        return "value:" + (1_000_000_000 + number);
    }
}
