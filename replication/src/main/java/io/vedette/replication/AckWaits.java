package io.vedette.replication;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The clients that wait for acknowledgements (WAIT), in the order in which they came. */
final class AckWaits {
    record Wait(long client, long offset, int replicas) {}

    private final Map<Long, Wait> waits = new LinkedHashMap<>();

    void add(Wait wait) {
        waits.put(wait.client(), wait);
    }

    Optional<Wait> remove(long client) {
        return Optional.ofNullable(waits.remove(client));
    }

    boolean isEmpty() {
        return waits.isEmpty();
    }

    List<Wait> all() {
        return List.copyOf(waits.values());
    }
}
