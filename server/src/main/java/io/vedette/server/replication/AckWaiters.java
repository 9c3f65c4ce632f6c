package io.vedette.server.replication;

import io.vedette.replication.MasterEvent;
import io.vedette.resp.ReplyWriter;
import io.vedette.server.blocking.BlockedClients;
import io.vedette.session.Client;
import io.vedette.session.Waiting;
import java.util.function.Consumer;

/** The clients that are blocked in WAIT and WAITAOF: translates between their waits and the core that knows who has acknowledged what. */
final class AckWaiters {
    private final ReplicationHost host;
    private final Consumer<MasterEvent> events;

    AckWaiters(ReplicationHost host, Consumer<MasterEvent> events) {
        this.host = host;
        this.events = events;
    }

    void block(long id, long timeoutMillis) {
        long deadlineMillis = timeoutMillis == 0 ? BlockedClients.NEVER : deadline(timeoutMillis);
        host.client(id)
                .ifPresent(client -> host.blockedClients().block(client, deadlineMillis, new Waiting() {
                    @Override
                    public void timedOut(Client timedOut) {
                        events.accept(new MasterEvent.WaitTimedOut(id));
                    }

                    @Override
                    public void abandoned(Client abandoned) {
                        events.accept(new MasterEvent.WaitAbandoned(id));
                    }
                }));
    }

    private long deadline(long timeoutMillis) {
        long now = host.wallMillis();
        return timeoutMillis > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + timeoutMillis;
    }

    /** Answers a client, be it blocked, or not any more since its time is up, or not at all. */
    void answer(long id, Consumer<ReplyWriter> words) {
        host.client(id).ifPresent(client -> {
            if (host.blockedClients().isBlocked(client)) {
                host.blockedClients().answer(client, words);
            } else {
                words.accept(client.reply());
            }
        });
    }
}
