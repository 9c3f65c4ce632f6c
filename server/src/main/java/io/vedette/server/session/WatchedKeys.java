package io.vedette.server.session;

import io.vedette.resp.ByteKey;
import java.util.LinkedHashMap;
import java.util.Map;

/** The keys that one client watches. Filled by {@link Watches}, which also touches it. Owner loop only. */
final class WatchedKeys {
    /** A key in a database. */
    record Place(int database, ByteKey key) {
        /** This object. */
        private static final int OBJECT_BYTES = 24;

        int memoryBytes() {
            return OBJECT_BYTES + key.memoryBytes();
        }
    }

    /** Place, and whether the key had expired (but was still there) when it was watched. */
    private final Map<Place, Boolean> places = new LinkedHashMap<>();

    private long bytes;
    private boolean touched;

    /** False if it is watched already. */
    boolean add(Place place, boolean expired) {
        boolean isNew = places.putIfAbsent(place, expired) == null;
        bytes += isNew ? place.memoryBytes() : 0;
        return isNew;
    }

    /** What the places take; an estimate. */
    long memoryBytes() {
        return bytes;
    }

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
        bytes = 0;
        touched = false;
    }
}
