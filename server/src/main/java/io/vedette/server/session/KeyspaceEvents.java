package io.vedette.server.session;

import io.vedette.server.config.EventChoice;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.session.PubSub;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Publishes what happens to keys: keyspace notifications. Messages stay on this server. Owned by the loop. */
public final class KeyspaceEvents {
    private final PubSub pubSub;
    private EventChoice choice;

    public KeyspaceEvents(PubSub pubSub, EventChoice choice) {
        this.pubSub = pubSub;
        this.choice = choice;
    }

    /** {@code notify-keyspace-events} was changed. */
    public void choose(EventChoice newChoice) {
        choice = newChoice;
    }

    boolean any() {
        return choice.byKey() || choice.byEvent();
    }

    void happened(int database, KeyEvent event, byte[] key) {
        if (!choice.wants(event.sort())) {
            return;
        }
        byte[] word = event.word().getBytes(StandardCharsets.US_ASCII);
        if (choice.byKey()) {
            pubSub.publish(channel("keyspace", database, key), word);
        }
        if (choice.byEvent()) {
            pubSub.publish(channel("keyevent", database, word), key);
        }
    }

    private static byte[] channel(String space, int database, byte[] name) {
        ByteArrayOutputStream channel = new ByteArrayOutputStream();
        channel.writeBytes(("__" + space + "@" + database + "__:").getBytes(StandardCharsets.US_ASCII));
        channel.writeBytes(name);
        return channel.toByteArray();
    }
}
