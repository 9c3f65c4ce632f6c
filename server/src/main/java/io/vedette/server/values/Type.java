package io.vedette.server.values;

/** The kinds of value that Redis knows, by the words that TYPE and {@code SCAN ... TYPE} use. */
public enum Type {
    NONE("none"),
    STRING("string"),
    LIST("list"),
    SET("set"),
    ZSET("zset"),
    HASH("hash"),
    STREAM("stream");

    private final String word;

    Type(String word) {
        this.word = word;
    }

    /** The word on the wire. */
    public String word() {
        return word;
    }
}
