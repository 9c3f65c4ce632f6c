package io.vedette.server.replication;

import io.vedette.replication.MasterEvent;
import io.vedette.session.Client;
import io.vedette.session.Waiting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The clients that are blocked in WAIT: their blocking, their timers, their answers. */
final class AckWaiters {
    private final ReplicationHost host;
    private final Consumer<MasterEvent> events;
    /** Which wait of the client is the present one, so that the timer of an earlier one does nothing. */
    private final Map<Long, Long> present = new HashMap<>();

    private long waits;

    AckWaiters(ReplicationHost host, Consumer<MasterEvent> events) {
        this.host = host;
        this.events = events;
    }

    void block(long id, long timeoutMillis) {
        host.client(id).ifPresent(client -> {
            long wait = ++waits;
            present.put(id, wait);
            client.block(new Waiting() {
                @Override
                public void timedOut(Client timedOut) {
                    events.accept(new MasterEvent.WaitTimedOut(id));
                }

                @Override
                public void abandoned(Client abandoned) {
                    left(id);
                }
            });
            if (timeoutMillis > 0) {
                host.after(timeoutMillis, () -> {
                    if (present.getOrDefault(id, 0L) == wait) {
                        events.accept(new MasterEvent.WaitTimedOut(id));
                        host.endOfTurnWanted();
                    }
                });
            }
        });
    }

    /** Answers a client, blocked or not. */
    void answer(long id, long replicas) {
        boolean blocked = present.remove(id) != null;
        host.client(id).ifPresent(client -> {
            client.reply().integer(replicas);
            if (blocked) {
                client.flush();
                client.unblock();
            }
        });
    }

    /** This server became a replica: nobody acknowledges to it what it wrote. */
    void sendOff() {
        for (long id : List.copyOf(present.keySet())) {
            left(id);
            host.client(id).ifPresent(client -> {
                client.reply()
                        .error(
                                "UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)");
                client.unblock();
                client.flush();
            });
        }
    }

    void left(long id) {
        if (present.remove(id) != null) {
            events.accept(new MasterEvent.WaitAbandoned(id));
        }
    }
}
