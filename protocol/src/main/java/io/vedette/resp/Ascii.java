package io.vedette.resp;

/** Comparisons and numbers on bytes, by the rules of Redis, without a {@code String} in between. */
public final class Ascii {
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
        int i = word[0] == '-' ? 1 : 0;
        long value = 0;
        for (; i < word.length; i++) {
            value = value * 10 - (word[i] - '0');
        }
        return word[0] == '-' ? value : -value;
    }

    /** True if {@link #parseLong} would accept the word. */
    public static boolean isLong(byte[] word) {
        int length = word.length;
        if (length == 0 || length > 20) {
            return false;
        }
        boolean negative = word[0] == '-';
        int first = negative ? 1 : 0;
        if (first == length) {
            return false;
        }
        if (word[first] == '0') {
            return length == 1;
        }
        long value = 0; // kept negative: the negative range is the larger one
        for (int i = first; i < length; i++) {
            int digit = word[i] - '0';
            if (digit < 0 || digit > 9 || value < (Long.MIN_VALUE + digit) / 10) {
                return false;
            }
            value = value * 10 - digit;
        }
        return negative || value != Long.MIN_VALUE;
    }
}
