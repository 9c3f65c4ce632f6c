package io.vedette.session;

import io.vedette.resp.Ascii;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Commands by the last part of their name, found from the bytes of a request in any case without making a string: open
 * addressing, at most half full.
 */
final class CommandIndex {
    private final Map<String, BoundCommand> byName = new LinkedHashMap<>();
    private byte[][] names = new byte[8][];
    private BoundCommand[] slots = new BoundCommand[8];

    boolean isEmpty() {
        return byName.isEmpty();
    }

    Collection<BoundCommand> all() {
        return Collections.unmodifiableCollection(byName.values());
    }

    Optional<BoundCommand> named(String lowerCaseName) {
        return Optional.ofNullable(byName.get(lowerCaseName));
    }

    void put(String lowerCaseName, BoundCommand command) {
        byName.put(lowerCaseName, command);
        if (2 * byName.size() > slots.length) {
            rebuild(2 * slots.length);
        } else {
            place(lowerCaseName, command);
        }
    }

    void remove(String lowerCaseName) {
        byName.remove(lowerCaseName);
        rebuild(slots.length);
    }

    /** The command, or {@code otherwise}. */
    BoundCommand find(byte[] word, BoundCommand otherwise) {
        int mask = slots.length - 1;
        for (int i = hash(word) & mask; names[i] != null; i = (i + 1) & mask) {
            if (same(names[i], word)) {
                return slots[i];
            }
        }
        return otherwise;
    }

    private void rebuild(int capacity) {
        names = new byte[capacity][];
        slots = new BoundCommand[capacity];
        for (Map.Entry<String, BoundCommand> entry : byName.entrySet()) {
            place(entry.getKey(), entry.getValue());
        }
    }

    private void place(String name, BoundCommand command) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int mask = slots.length - 1;
        int i = hash(bytes) & mask;
        while (names[i] != null) {
            i = (i + 1) & mask;
        }
        names[i] = bytes;
        slots[i] = command;
    }

    private static boolean same(byte[] lowerCase, byte[] word) {
        if (lowerCase.length != word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (Ascii.toLower(word[i]) != (lowerCase[i] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    private static int hash(byte[] word) {
        int hash = word.length;
        // Names are short; a long word cannot be one, so its tail need not be looked at.
        for (int i = 0; i < word.length && i < 32; i++) {
            hash = hash * 31 + Ascii.toLower(word[i]);
        }
        return hash ^ hash >>> 15;
    }
}
