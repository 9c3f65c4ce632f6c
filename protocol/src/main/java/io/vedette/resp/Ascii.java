package io.vedette.resp;

/** Comparisons and numbers on bytes, by the rules of Redis, without a {@code String} in between. */
public final class Ascii {
    /** Characters of the longest 64-bit number, sign included. */
    private static final int LONGEST_LONG = 20;

    /** So many digits always fit into 64 bits. */
    private static final int SAFE_DIGITS = 18;

    private Ascii() {}

    /** True if {@code word} equals {@code lower}, ASCII letters in any case; {@code lower} must be lower case ASCII. */
    public static boolean equalsIgnoreCase(byte[] word, String lower) {
        if (word.length != lower.length()) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (toLower(word[i]) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    public static int toLower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b & 0xff;
    }

    /**
     * A 64-bit signed integer by Redis' rule: optional minus, digits without leading zeros, nothing else.
     *
     * @throws RespException {@code ERR value is not an integer or out of range}
     */
    public static long parseLong(byte[] word) throws RespException {
        if (!isLong(word)) {
            throw Errors.notAnInteger();
        }
        return toLong(word, 0, word.length);
    }

    /** The number in a stretch of text of which {@link #isLong} is true. */
    public static long toLong(byte[] text, int from, int to) {
        boolean negative = text[from] == '-';
        long value = 0; // kept negative: the negative range is the larger one
        for (int i = negative ? from + 1 : from; i < to; i++) {
            value = value * 10 - (text[i] - '0');
        }
        return negative ? value : -value;
    }

    /** True if {@link #parseLong} would accept the word. */
    public static boolean isLong(byte[] word) {
        return isLong(word, 0, word.length);
    }

    /** The same of a stretch of text. */
    public static boolean isLong(byte[] text, int from, int to) {
        int length = to - from;
        if (length <= 0 || length > LONGEST_LONG) {
            return false;
        }
        boolean negative = text[from] == '-';
        int first = negative ? from + 1 : from;
        if (first == to) {
            return false;
        }
        if (text[first] == '0') {
            return length == 1;
        }
        long value = 0;
        for (int i = first; i < to; i++) {
            int digit = text[i] - '0';
            // The division is for the last digits only: all before fit.
            if (digit < 0 || digit > 9 || i - first >= SAFE_DIGITS && value < (Long.MIN_VALUE + digit) / 10) {
                return false;
            }
            value = value * 10 - digit;
        }
        return negative || value != Long.MIN_VALUE;
    }
}
