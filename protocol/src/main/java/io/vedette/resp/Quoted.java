package io.vedette.resp;

/** Clients' words within error lines. */
final class Quoted {
    /** How much of a word an error repeats. */
    static final int MOST_BYTES = 128;

    private Quoted() {}

    /** Names two things in the client's words, each up to a zero byte. */
    static RespException two(String before, byte[] first, String between, byte[] second, String after) {
        return new RespException(line -> {
            line.writeAscii(before);
            line.write(first, 0, length(first, first.length));
            line.writeAscii(between);
            line.write(second, 0, length(second, second.length));
            line.writeAscii(after);
        });
    }

    /** Repeats the beginning of one word. */
    static RespException one(String before, byte[] word, String after) {
        return new RespException(line -> {
            line.writeAscii(before);
            line.write(word, 0, length(word, MOST_BYTES));
            line.writeAscii(after);
        });
    }

    /** Bytes of {@code word} up to a zero byte, at most {@code limit}. */
    static int length(byte[] word, int limit) {
        int length = 0;
        while (length < word.length && length < limit && word[length] != 0) {
            length++;
        }
        return length;
    }
}
