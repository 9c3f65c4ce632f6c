package io.vedette.resp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds {@code SET key value}, many in a row, in a stream of commands: most of most streams. They are taken without an object for
 * each, as far as they stand there whole; whatever else comes is left to {@link RequestParser} and its like, which also say what is wrong. One thread.
 */
public final class PlainSets {
    /** Fewer are not worth an array of their own. */
    public static final int FEWEST = 8;

    /** What they begin with, as most clients write them. */
    private static final byte[][] BEGINNINGS = {ascii("*3\r\n$3\r\nSET\r\n"), ascii("*3\r\n$3\r\nset\r\n")};

    private final WholeWord word = new WholeWord();
    private int[] places = new int[StringRun.NUMBERS * FEWEST];
    private int count;
    private int first;
    private int end;

    public PlainSets() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Looks at what stands in {@code bytes} between these two places.
     *
     * @param most how many at most
     * @return whether there are enough of them; {@link #end} says where what was looked at ends
     */
    public boolean find(byte[] bytes, int from, int to, int most) {
        count = 0;
        first = from;
        end = from;
        while (count < most && begins(bytes, end, to)) {
            int keyLength = word.find(bytes, end + BEGINNINGS[0].length, to);
            if (keyLength == WholeWord.NOT_HERE) {
                break;
            }
            int keyAt = word.at();
            int valueLength = word.find(bytes, keyAt + keyLength + WholeWord.LINE_END_BYTES, to);
            if (valueLength == WholeWord.NOT_HERE) {
                break;
            }
            end = word.at() + valueLength + WholeWord.LINE_END_BYTES;
            add(keyAt, keyLength, word.at(), valueLength);
        }
        return count >= FEWEST;
    }

    private void add(int keyAt, int keyLength, int valueAt, int valueLength) {
        int place = StringRun.NUMBERS * count++;
        if (place == places.length) {
            places = Arrays.copyOf(places, 2 * places.length);
        }
        places[place] = keyAt;
        places[place + 1] = keyLength;
        places[place + 2] = valueAt;
        places[place + 3] = valueLength;
    }

    /** Behind the last one that was found. */
    public int end() {
        return end;
    }

    /** What was found, in the array in which it was found. */
    public StringRun found(byte[] bytes) {
        return new StringRun(bytes, Arrays.copyOf(places, StringRun.NUMBERS * count), count);
    }

    /** What was found, in an array of its own. */
    public StringRun copy(byte[] bytes) {
        StringRun found = found(bytes);
        for (int i = 0; i < StringRun.NUMBERS * count; i += 2) {
            found.places()[i] -= first;
        }
        return new StringRun(Arrays.copyOfRange(bytes, first, end), found.places(), count);
    }

    private static boolean begins(byte[] bytes, int from, int to) {
        int behind = from + BEGINNINGS[0].length;
        return behind <= to
                && (Arrays.equals(bytes, from, behind, BEGINNINGS[0], 0, BEGINNINGS[0].length)
                        || Arrays.equals(bytes, from, behind, BEGINNINGS[1], 0, BEGINNINGS[1].length));
    }
}
