package io.vedette.acl;

/**
 * Keys that a user may touch.
 *
 * @param glob one character a byte
 */
record KeyPattern(String glob, boolean read, boolean write) {
    String text() {
        if (read && write) {
            return "~" + glob;
        }
        return (read ? "%R~" : "%W~") + glob;
    }

    KeyPattern and(KeyPattern other) {
        return new KeyPattern(glob, read || other.read, write || other.write);
    }
}
