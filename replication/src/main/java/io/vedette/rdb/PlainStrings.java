package io.vedette.rdb;

/**
 * Strings that stand one behind the other in a reader's buffer, with nothing said of them but key and value: where they are. They are
 * neither copied nor wrapped, so who loads millions of them does for each only what must be done. Filled anew by each scan.
 */
public final class PlainStrings {
    /** Numbers in {@link #places} for each string. */
    public static final int NUMBERS = 4;

    /** The length of a value that stands there as a number. */
    public static final int IS_NUMBER = -1;

    /**
     * Enough that what is done once for all of them hardly counts, and so few that those who go over them are called often: a method is
     * compiled well after some hundred calls, a loop within one call late and for that call alone. Ours.
     */
    static final int MOST = 64;

    private static final int NOT_PLAIN = -1;
    /** Lengths below this take one byte, those below its square's fourth part two. */
    private static final int SHORT_LENGTHS = 0x40;

    private final int[] places = new int[MOST * NUMBERS];
    private byte[] bytes = {};
    private int count;
    /** Where {@link #length} went on to. */
    private int at;

    PlainStrings() {}

    /** What {@link #places} is about; valid until the reader goes on. */
    public byte[] bytes() {
        return bytes;
    }

    public int count() {
        return count;
    }

    /**
     * For each string in turn: where its key begins, how long it is, where its value begins, how long that is. A value that stands
     * there as a number has the length {@link #IS_NUMBER}, and the number itself in the place of its beginning.
     */
    public int[] places() {
        return places;
    }

    /** Finds all that stand whole between the two places; returns where the first thing begins that is something else. */
    int scan(byte[] buffer, int from, int end) {
        bytes = buffer;
        count = 0;
        int whole = from;
        while (count < MOST && whole < end && buffer[whole] == RdbType.STRING.number()) {
            int keyLength = length(whole + 1, end);
            int keyAt = at;
            int valueLength = keyLength == NOT_PLAIN ? NOT_PLAIN : length(keyAt + keyLength, end);
            int place = count * NUMBERS;
            if (valueLength != NOT_PLAIN && at + valueLength <= end) {
                places[place + 2] = at;
                places[place + 3] = valueLength;
                whole = at + valueLength;
            } else if (keyLength != NOT_PLAIN && number(keyAt + keyLength, end, place + 2)) {
                places[place + 3] = IS_NUMBER;
                whole = at;
            } else {
                break;
            }
            places[place] = keyAt;
            places[place + 1] = keyLength;
            count++;
        }
        return whole;
    }

    private int length(int from, int end) {
        if (from >= end) {
            return NOT_PLAIN;
        }
        int first = bytes[from];
        at = from + 1;
        if (first >= 0 && first < SHORT_LENGTHS) {
            return first;
        }
        if (first < 0 || at == end) {
            return NOT_PLAIN;
        }
        return first - SHORT_LENGTHS << 8 | bytes[at++] & 0xff;
    }

    private boolean number(int from, int end, int place) {
        if (from >= end) {
            return false;
        }
        int size = switch (bytes[from] & 0xff) {
            case 0xc0 | RdbOpcode.INT_8 -> 1;
            case 0xc0 | RdbOpcode.INT_16 -> 2;
            case 0xc0 | RdbOpcode.INT_32 -> 4;
            default -> 0;
        };
        at = from + 1 + size;
        if (size == 0 || at > end) {
            return false;
        }
        int value = bytes[from + size]; // the last byte has the sign
        for (int i = size - 1; i > 0; i--) {
            value = value << 8 | bytes[from + i] & 0xff;
        }
        places[place] = value;
        return true;
    }
}
