package io.vedette.launcher.bench.engine;

import io.vedette.launcher.client.RespConnection;
import java.io.IOException;
import java.util.Random;

/** Data whose memory is measured. */
enum Filling {
    KEYS("keys and values of 16 bytes", 1_000_000, "key"),
    HASHES("hashes of 10 fields", 100_000, "hash"),
    SESSIONS("hashes with a value of 200 bytes", 100_000, "hash"),
    PROFILES("hashes of 25 fields, 1 KB", 100_000, "hash"),
    TAGS("sets of 5 words", 100_000, "set"),
    SORTED_SET("one sorted set", 1_000_000, "member"),
    EXPIRING("the same with an expiry", 1_000_000, "key");

    private static final int BATCH = 500;
    private static final int FIELDS = 10;
    private static final int FIELDS_OF_PROFILE = 25;
    private static final int SESSION_BYTES = 200;
    private static final int TAGS_OF_ONE = 5;
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
            case HASHES -> fields(key(number), FIELDS, value(number));
            case PROFILES -> fields("profile:" + number, FIELDS_OF_PROFILE, "a longer " + value(number));
            case SESSIONS -> {
                String token = Integer.toHexString(random.nextInt());
                yield new String[] {
                    "HSET",
                    "session:" + number,
                    "user",
                    value(number),
                    "token",
                    token,
                    "data",
                    token.repeat(SESSION_BYTES / 8)
                };
            }
            case TAGS -> {
                String[] words = new String[2 + TAGS_OF_ONE];
                words[0] = "SADD";
                words[1] = "tags:" + number;
                for (int tag = 0; tag < TAGS_OF_ONE; tag++) {
                    words[2 + tag] = "tag:" + random.nextInt();
                }
                yield words;
            }
        };
    }

    private static String[] fields(String key, int count, String value) {
        String[] words = new String[2 + 2 * count];
        words[0] = "HSET";
        words[1] = key;
        for (int field = 0; field < count; field++) {
            words[2 + 2 * field] = "field:" + field;
            words[3 + 2 * field] = value;
        }
        return words;
    }

    /** 16 bytes, as the values. */
    static String key(int number) {
        return "key:" + (100_000_000_000L + number);
    }

    private static String value(int number) {
        return "value:" + (1_000_000_000 + number);
    }
}
