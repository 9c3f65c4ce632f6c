package io.vedette.server.session;

import io.vedette.resp.ByteKey;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.session.Client;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Who watches which key. Owned by the loop; hears of changes from the keyspace and touches the clients that watch.
 * Invariant: a client stands under a place here exactly if the place stands in its watched keys.
 */
public final class Watches {
    private final Map<WatchedKeys.Place, Set<ServerClient>> watchers = new HashMap<>();

    /** True if anybody watches anything: asked for every change. */
    boolean any() {
        return !watchers.isEmpty();
    }

    void watch(ServerClient client, Keyspace keyspace, byte[] key) {
        Database database = keyspace.database(client.database());
        WatchedKeys.Place place = new WatchedKeys.Place(database.index(), new ByteKey(key));
        boolean expired = database.isExpired(key, keyspace.nowMillis());
        if (client.watchedKeys().add(place, expired)) {
            watchers.computeIfAbsent(place, missing -> new LinkedHashSet<>()).add(client);
        }
    }

    /** Forgets what the client watches, and that it was touched. */
    public void unwatch(Client client) {
        if (client instanceof ServerClient watcher) {
            for (WatchedKeys.Place place : watcher.watchedKeys().places().keySet()) {
                Set<ServerClient> others = watchers.get(place);
                others.remove(watcher);
                if (others.isEmpty()) {
                    watchers.remove(place);
                }
            }
            watcher.watchedKeys().forget();
        }
    }

    /** True if something that the client watches was changed, or has expired since. */
    boolean areTouched(ServerClient client, Keyspace keyspace) {
        if (client.watchedKeys().areTouched()) {
            return true;
        }
        return client.watchedKeys().places().entrySet().stream()
                .anyMatch(watched -> !watched.getValue()
                        && keyspace.database(watched.getKey().database())
                                .isExpired(watched.getKey().key().bytes(), keyspace.nowMillis()));
    }

    /** A key was changed. One that had expired before it was watched, and is deleted now, is no change to its watcher. */
    void changed(int database, byte[] key, boolean byExpiry) {
        if (!watchers.isEmpty()) {
            WatchedKeys.Place place = new WatchedKeys.Place(database, new ByteKey(key));
            for (ServerClient client : watchers.getOrDefault(place, Set.of())) {
                if (byExpiry && client.watchedKeys().places().get(place)) {
                    client.watchedKeys().places().put(place, false);
                } else {
                    client.watchedKeys().touch();
                }
            }
        }
    }

    /**
     * The content of a database was exchanged, which has been done already.
     *
     * @param before whether a key lay there, expired or not
     * @param after whether it lies there now
     */
    void replaced(Keyspace keyspace, int database, Predicate<byte[]> before, Predicate<byte[]> after) {
        Database content = keyspace.database(database);
        for (WatchedKeys.Place place : List.copyOf(watchers.keySet())) {
            byte[] key = place.key().bytes();
            if (place.database() == database && (before.test(key) || after.test(key))) {
                boolean expired = content.isExpired(key, keyspace.nowMillis());
                for (ServerClient client : watchers.get(place)) {
                    replaced(client, place, before.test(key), after.test(key), expired);
                }
            }
        }
    }

    /** For WATCH a key whose time has passed is as good as none, whether it lies there still or not. */
    private static void replaced(
            ServerClient client, WatchedKeys.Place place, boolean before, boolean after, boolean expired) {
        boolean wasNone = client.watchedKeys().places().get(place) || !before;
        if (wasNone && (!after || expired)) {
            client.watchedKeys().places().put(place, expired);
        } else {
            client.watchedKeys().touch();
        }
    }
}
