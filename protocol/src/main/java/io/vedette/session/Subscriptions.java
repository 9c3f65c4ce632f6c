package io.vedette.session;

import io.vedette.resp.ByteKey;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What one client has subscribed to. Changed by {@link PubSub} only. */
public final class Subscriptions {
    private final Set<ByteKey> channels = new LinkedHashSet<>();
    private final Set<ByteKey> patterns = new LinkedHashSet<>();
    private final Set<ByteKey> shardChannels = new LinkedHashSet<>();
    private long bytes;

    Subscriptions() {}

    public boolean isSubscriber() {
        return !channels.isEmpty() || !patterns.isEmpty() || !shardChannels.isEmpty();
    }

    public Collection<ByteKey> channels() {
        return Collections.unmodifiableCollection(channels);
    }

    public Collection<ByteKey> patterns() {
        return Collections.unmodifiableCollection(patterns);
    }

    public Collection<ByteKey> shardChannels() {
        return Collections.unmodifiableCollection(shardChannels);
    }

    /** As subscribe and unsubscribe replies count: channels and patterns together. */
    int count() {
        return channels.size() + patterns.size();
    }

    /** What the names take; an estimate. */
    long memoryBytes() {
        return bytes;
    }

    /** False if it stands there already. */
    boolean add(PubSub.Kind kind, ByteKey name) {
        boolean isNew = of(kind).add(name);
        bytes += isNew ? name.memoryBytes() : 0;
        return isNew;
    }

    /** False if it does not stand there. */
    boolean remove(PubSub.Kind kind, ByteKey name) {
        boolean was = of(kind).remove(name);
        bytes -= was ? name.memoryBytes() : 0;
        return was;
    }

    List<ByteKey> names(PubSub.Kind kind) {
        return List.copyOf(of(kind));
    }

    private Set<ByteKey> of(PubSub.Kind kind) {
        return switch (kind) {
            case CHANNEL -> channels;
            case PATTERN -> patterns;
            case SHARD -> shardChannels;
        };
    }
}
