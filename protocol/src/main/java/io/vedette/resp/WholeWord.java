package io.vedette.resp;

/**
 * Reads a word of a command where it stands whole in an array, with its length before it and its line end: the short way of those who
 * read many. Whatever else stands there is for a reader who also says what is wrong. One thread.
 */
public final class WholeWord {
    /** There is none, or not all of it. */
    public static final int NOT_HERE = -1;

    /** Bytes of the line end behind a word. */
    public static final int LINE_END_BYTES = 2;

    /** {@code $}, seven digits at most, the line end: where fewer bytes are left nothing is looked for. */
    private static final int LONGEST_HEAD = 10;

    private static final int MOST_DIGITS = 7;

    private int at;

    public WholeWord() {}

    /** @return its length, or {@link #NOT_HERE}; {@link #at} says where its bytes begin */
    public int find(byte[] bytes, int from, int to) {
        if (from + LONGEST_HEAD > to || bytes[from] != '$') {
            return NOT_HERE;
        }
        int length = 0;
        int end = from + 1;
        while (bytes[end] >= '0' && bytes[end] <= '9' && end <= from + MOST_DIGITS) {
            length = 10 * length + bytes[end] - '0';
            end++;
        }
        if (end == from + 1 || !isLineEnd(bytes, end, to)) {
            return NOT_HERE;
        }
        at = end + LINE_END_BYTES;
        return isLineEnd(bytes, at + length, to) ? length : NOT_HERE;
    }

    /** Where the first byte of the word stands that was found last. */
    public int at() {
        return at;
    }

    private static boolean isLineEnd(byte[] bytes, int from, int to) {
        return from + LINE_END_BYTES <= to && bytes[from] == '\r' && bytes[from + 1] == '\n';
    }
}
