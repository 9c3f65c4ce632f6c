package io.vedette.sentinel.net;

import io.vedette.sentinel.core.Effect;
import io.vedette.session.PubSub;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people and programs what happened: one text, in the log and on the channel that is named as the event. Node-redis and
 * Lettuce match these names and texts literally.
 */
final class Announcer {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

    private final PubSub pubSub;

    Announcer(PubSub pubSub) {
        this.pubSub = pubSub;
    }

    void announce(String event, String payload, Effect.Level level) {
        switch (level) {
            case DEBUG -> LOG.trace("{} {}", event, payload);
            case VERBOSE -> LOG.debug("{} {}", event, payload);
            case NOTICE -> LOG.info("{} {}", event, payload);
            case WARNING -> LOG.warn("{} {}", event, payload);
        }
        if (level != Effect.Level.DEBUG) {
            pubSub.publish(event.getBytes(StandardCharsets.UTF_8), payload.getBytes(StandardCharsets.UTF_8));
        }
    }
}
