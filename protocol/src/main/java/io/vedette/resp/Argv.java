package io.vedette.resp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The words of one request: the command's name first, then its arguments. Immutable, so it may be kept (MULTI queues it)
 * and handed to other threads. Positions count from 0, the command's name.
 *
 * <p>The representation is hidden so that it may later point into the receive buffer; callers ask for what they need
 * (a number, a comparison, the bytes) and never assume an array per word.
 */
public final class Argv {
    private final byte[][] words;

    /** Takes ownership of the arrays: the caller must not change them afterwards. */
    public Argv(byte[]... words) {
        this.words = words;
    }

    /** The words of {@code texts} as UTF-8. */
    public static Argv of(String... texts) {
        byte[][] words = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            words[i] = texts[i].getBytes(StandardCharsets.UTF_8);
        }
        return new Argv(words);
    }

    public int size() {
        return words.length;
    }

    /** The bytes of one word; shared, not copied: must not be changed. */
    public byte[] bytes(int position) {
        return words[position];
    }

    public int length(int position) {
        return words[position].length;
    }

    /** True if the word equals {@code text} (ASCII letters in any case). {@code text} must be lower case. */
    public boolean is(int position, String text) {
        return Ascii.equalsIgnoreCase(words[position], text);
    }

    /** The word as a 64-bit signed integer by Redis' rule (no spaces, no plus sign, no leading zeros). */
    public long asLong(int position) throws RespException {
        return Ascii.parseLong(words[position]);
    }

    /** The same for a number of 32 bits: {@code ERR value is out of range, value must between ...} */
    public int asInt(int position) throws RespException {
        long number = asLong(position);
        if (number != (int) number) {
            throw Errors.outOfRange(Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        return (int) number;
    }

    /** The word as UTF-8 text: for names, options and logs, never on the hot path. */
    public String text(int position) {
        return new String(words[position], StandardCharsets.UTF_8);
    }

    /** The words from {@code from} (inclusive) on. */
    public Argv tail(int from) {
        return new Argv(Arrays.copyOfRange(words, from, words.length));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words.length; i++) {
            text.append(i == 0 ? "" : " ").append(text(i));
        }
        return text.toString();
    }
}
