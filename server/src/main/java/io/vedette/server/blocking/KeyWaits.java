package io.vedette.server.blocking;

import io.vedette.resp.ByteKey;
import io.vedette.server.values.Type;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The lines of those who wait for keys, and which of these keys have changed since somebody looked. Owner loop only; hears of
 * changes from the keyspace.
 *
 * <p>Invariant: a wait stands in one line at each of its places, and no line is empty.
 */
public final class KeyWaits {
    /** What a client takes at each key that it waits for, beside the key's bytes: the place and a line of its own; an estimate. */
    static final int PLACE_BYTES = 450;

    /** A key in a database. */
    record Place(int database, ByteKey key) {}

    /** At each place a line for each type that is waited for, in the order in which they came. */
    private final Map<Place, Map<Type, LinkedHashSet<KeyWait>>> lines = new HashMap<>();

    /** In the order in which they changed. */
    private final LinkedHashSet<Place> changed = new LinkedHashSet<>();

    private final Runnable whenChanged;

    /** @param whenChanged told when a key that somebody waits for has changed: it is to be looked at in this turn */
    public KeyWaits(Runnable whenChanged) {
        this.whenChanged = whenChanged;
    }

    /** True if anybody waits for anything. */
    public boolean any() {
        return !lines.isEmpty();
    }

    /** A key was created, changed or deleted. */
    public void changed(int database, byte[] key) {
        if (!lines.isEmpty()) {
            mark(new Place(database, new ByteKey(key)));
        }
    }

    /** The content of a database was exchanged. */
    public void replaced(int database, Predicate<byte[]> touched) {
        for (Place place : lines.keySet()) {
            if (place.database() == database && touched.test(place.key().bytes())) {
                mark(place);
            }
        }
    }

    private void mark(Place place) {
        if (lines.containsKey(place) && changed.add(place)) {
            whenChanged.run();
        }
    }

    boolean anyChanged() {
        return !changed.isEmpty();
    }

    /** The key that changed first, taken off the list. */
    Place takeChanged() {
        return changed.removeFirst();
    }

    void add(KeyWait wait) {
        for (Place place : wait.places()) {
            lines.computeIfAbsent(place, missing -> new EnumMap<>(Type.class))
                    .computeIfAbsent(wait.type(), missing -> new LinkedHashSet<>())
                    .add(wait);
        }
    }

    void remove(KeyWait wait) {
        for (Place place : wait.places()) {
            Map<Type, LinkedHashSet<KeyWait>> there = lines.get(place);
            there.get(wait.type()).remove(wait);
            if (there.get(wait.type()).isEmpty()) {
                there.remove(wait.type());
            }
            if (there.isEmpty()) {
                lines.remove(place);
                changed.remove(place);
            }
        }
    }

    /** Who stands first in a line. */
    Optional<KeyWait> first(Place place, Type type) {
        return line(place, type).stream().findFirst();
    }

    /** All in a line, as it is now. */
    List<KeyWait> all(Place place, Type type) {
        return List.copyOf(line(place, type));
    }

    private Set<KeyWait> line(Place place, Type type) {
        Map<Type, LinkedHashSet<KeyWait>> there = lines.getOrDefault(place, Map.of());
        Set<KeyWait> line = there.get(type);
        return line == null ? Set.of() : line;
    }
}
