package io.vedette.server.session;

import io.vedette.resp.ByteKey;
import java.util.LinkedHashMap;
import java.util.Map;

/** The keys that one client watches. Filled by {@link Watches}, which also touches it. Owner loop only. */
final class WatchedKeys {
    /** A key in a database. */
    record Place(int database, ByteKey key) {}

    /** Place, and whether the key had expired (but was still there) when it was watched. */
    private final Map<Place, Boolean> places = new LinkedHashMap<>();

    private boolean touched;

    Map<Place, Boolean> places() {
        return places;
    }

    boolean areTouched() {
        return touched;
    }

    void touch() {
        touched = true;
    }

    void forget() {
        places.clear();
        touched = false;
    }
}
