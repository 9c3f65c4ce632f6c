package io.vedette.server.config;

/** Sorts of keyspace events, each a letter of {@code notify-keyspace-events}. */
public enum EventSort {
    GENERIC('g'),
    STRING('$'),
    LIST('l'),
    SET('s'),
    HASH('h'),
    SORTED_SET('z'),
    EXPIRED('x'),
    EVICTED('e'),
    STREAM('t'),
    MODULE('d'),
    KEY_MISS('m'),
    NEW('n');

    private final char letter;

    EventSort(char letter) {
        this.letter = letter;
    }

    public char letter() {
        return letter;
    }

    /** True if the letter {@code A}, for all, stands for this one too. */
    public boolean isOfAll() {
        return switch (this) {
            case KEY_MISS, NEW -> false;
            case GENERIC, STRING, LIST, SET, HASH, SORTED_SET, EXPIRED, EVICTED, STREAM, MODULE -> true;
        };
    }
}
