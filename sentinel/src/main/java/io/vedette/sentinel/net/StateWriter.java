package io.vedette.sentinel.net;

import io.vedette.config.RewriteEntry;
import io.vedette.sentinel.config.SentinelConfiguration;
import io.vedette.sentinel.core.DurableState;
import io.vedette.sentinel.core.Effect;
import io.vedette.sentinel.core.Event;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the state to disk off the loop, one write at a time. While one is under way newer states replace each other: the newest
 * holds all that the others said, and its success is theirs. Owned by the loop.
 */
final class StateWriter {
    private static final Logger LOG = LoggerFactory.getLogger(StateWriter.class);

    private final Vertx vertx;
    private final SentinelConfiguration configuration;
    private final Consumer<Event> events;
    private Optional<Effect.Persist> next = Optional.empty();
    private boolean writing;

    /** @param events told of {@link Event.Persisted} and {@link Event.PersistFailed}, on the loop */
    StateWriter(Vertx vertx, SentinelConfiguration configuration, Consumer<Event> events) {
        this.vertx = vertx;
        this.configuration = configuration;
        this.events = events;
    }

    void write(Effect.Persist persist) {
        next = Optional.of(persist);
        if (!writing) {
            begin();
        }
    }

    /** Writes a state before the core runs; fails with the reason. */
    Future<Void> writeFirst(DurableState state) {
        List<RewriteEntry> entries = configuration.entries(state);
        return vertx.<Void>executeBlocking(() -> {
                    configuration.write(entries);
                    return null;
                })
                .onSuccess(done -> LOG.info("Sentinel new configuration saved on disk"));
    }

    private void begin() {
        Effect.Persist job = next.orElseThrow();
        next = Optional.empty();
        // Only of the state that is written: with a thousand masters the lines are work, and states may come by the
        // hundred.
        List<RewriteEntry> entries = configuration.entries(job.state());
        writing = true;
        vertx.executeBlocking(() -> {
                    configuration.write(entries);
                    return job.number();
                })
                .onComplete(outcome -> {
                    writing = false;
                    if (next.isPresent()) {
                        begin();
                    }
                    if (outcome.succeeded()) {
                        LOG.info("Sentinel new configuration saved on disk");
                        events.accept(new Event.Persisted(job.number()));
                    } else {
                        String reason = String.valueOf(outcome.cause().getMessage());
                        LOG.warn("WARNING: Sentinel was not able to save the new configuration on disk!!!: {}", reason);
                        events.accept(new Event.PersistFailed(job.number(), reason));
                    }
                });
    }
}
