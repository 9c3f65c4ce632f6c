package io.vedette.launcher.bench.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is measured, each a test of redis-benchmark; some need what another one leaves behind. */
enum Operation {
    SET,
    GET(SET),
    INCR,
    LPUSH,
    RPOP(LPUSH),
    SADD,
    HSET,
    ZADD,
    SPOP(SADD),
    ZPOPMIN(ZADD),
    LRANGE_100,
    MSET;

    private final Optional<Operation> preparation;

    Operation() {
        preparation = Optional.empty();
    }

    Operation(Operation preparation) {
        this.preparation = Optional.of(preparation);
    }

    /** As redis-benchmark calls it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What runs before it, unmeasured. */
    Optional<Operation> preparation() {
        return preparation;
    }

    /** @throws IllegalArgumentException there is no such test */
    static List<Operation> named(String list) {
        return list.isEmpty()
                ? List.of(values())
                : Arrays.stream(list.split(","))
                        .map(word -> valueOf(word.strip().toUpperCase(Locale.ROOT)))
                        .toList();
    }
}
