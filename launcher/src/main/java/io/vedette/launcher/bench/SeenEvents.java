package io.vedette.launcher.bench;

import io.vedette.launcher.client.RespConnection;
import io.vedette.launcher.up.Member;
import io.vedette.resp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** The events of all sentinels of a group with the time at which they arrived; a thread for each sentinel. */
final class SeenEvents implements AutoCloseable {
    /** @param nanos {@link System#nanoTime} when it was read here */
    record Seen(long nanos, Member sentinel, String name, String text) {}

    private static final int TIMEOUT_MILLIS = 2_000;

    private final List<RespConnection> connections = new ArrayList<>();
    private final ConcurrentLinkedQueue<Seen> seen = new ConcurrentLinkedQueue<>();

    /** Returns when all subscriptions stand. */
    static SeenEvents of(List<Member> sentinels) throws IOException {
        SeenEvents events = new SeenEvents();
        for (Member sentinel : sentinels) {
            RespConnection connection = RespConnection.open(sentinel.address().host(), sentinel.port(), TIMEOUT_MILLIS);
            events.connections.add(connection);
            connection.call("PSUBSCRIBE", "*");
            connection.readTimeoutMillis(0);
            Thread thread = new Thread(() -> events.listen(sentinel, connection), "events of " + sentinel.name());
            thread.setDaemon(true);
            thread.start();
        }
        return events;
    }

    private void listen(Member sentinel, RespConnection connection) {
        try {
            while (true) {
                List<Reply> message = connection.read().items();
                if (message.size() == 4) {
                    seen.add(new Seen(
                            System.nanoTime(),
                            sentinel,
                            message.get(2).text(),
                            message.get(3).text()));
                }
            }
        } catch (IOException e) {
            // Closed at the end of the round, or the sentinel died: what came so far stays.
        }
    }

    /** When the first event of this kind came after {@code sinceNanos}. */
    OptionalLong first(long sinceNanos, Predicate<Seen> kind) {
        return seen.stream()
                .filter(event -> event.nanos() - sinceNanos >= 0)
                .filter(kind)
                .mapToLong(Seen::nanos)
                .min();
    }

    List<Seen> since(long nanos) {
        return seen.stream().filter(event -> event.nanos() - nanos >= 0).toList();
    }

    @Override
    public void close() {
        connections.forEach(RespConnection::close);
    }
}
