package io.vedette.launcher.bench.engine;

import io.vedette.launcher.client.RespConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A client that asks about a thousand times a second while others load the server: what it waits is what anybody waits. */
final class StallProbe {
    /** @param waits of each question, milliseconds */
    record Seen(List<Double> waits) {
        double worstMillis() {
            return waits.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        }

        /** What one of a thousand questions waited at least. */
        double oneOfAThousandMillis() {
            List<Double> sorted = waits.stream().sorted().toList();
            return sorted.isEmpty() ? 0 : sorted.get((int) (sorted.size() * 0.999));
        }
    }

    private static final double NANOS_PER_MILLI = 1e6;

    private StallProbe() {}

    static Seen watch(BenchedServer server, long seconds) throws IOException {
        List<Double> waits = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        try (RespConnection connection = server.connect()) {
            while (System.nanoTime() < end) {
                long begun = System.nanoTime();
                connection.call("PING");
                waits.add((System.nanoTime() - begun) / NANOS_PER_MILLI);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
        return new Seen(waits);
    }
}
