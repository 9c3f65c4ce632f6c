package io.vedette.server.packed;

import java.util.Arrays;

/**
 * The intset of Redis: different whole numbers in ascending order, all in 16, 32 or 64 bits as the widest one needs; it never
 * grows narrower again. Every change makes a new array, what was given is never touched.
 *
 * <p>All but {@link #isValid} expect an array that is valid.
 */
public final class Intset {
    /** Bytes of a number in four bytes, number of numbers in four. */
    private static final int HEAD_BYTES = 8;

    private Intset() {}

    public static byte[] empty() {
        byte[] set = new byte[HEAD_BYTES];
        LittleEndian.put32(set, 0, Short.BYTES);
        return set;
    }

    /** Takes numbers in any order, each once. */
    public static byte[] of(long... numbers) {
        long[] sorted = numbers.clone();
        Arrays.sort(sorted);
        int width = Short.BYTES;
        for (long number : sorted) {
            width = Math.max(width, widthOf(number));
        }
        byte[] set = new byte[HEAD_BYTES + width * sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            put(set, width, i, sorted[i]);
        }
        return closed(set, width, sorted.length);
    }

    public static int size(byte[] set) {
        return LittleEndian.signed32(set, 4);
    }

    /** The number at a place in ascending order, from 0. */
    public static long get(byte[] set, int index) {
        return get(set, width(set), index);
    }

    public static boolean contains(byte[] set, long number) {
        return search(set, number) >= 0;
    }

    /** The number's place; if it is not there, minus one minus the place where it would go. */
    private static int search(byte[] set, long number) {
        int width = width(set);
        int low = 0;
        int high = size(set) - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            long there = get(set, width, middle);
            if (there == number) {
                return middle;
            }
            if (there < number) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1 - low;
    }

    /** With the number; the very array if it was there. */
    public static byte[] add(byte[] set, long number) {
        int found = search(set, number);
        if (found >= 0) {
            return set;
        }
        int place = -1 - found;
        int size = size(set);
        int width = width(set);
        int newWidth = Math.max(width, widthOf(number));
        byte[] more = new byte[HEAD_BYTES + newWidth * (size + 1)];
        if (newWidth == width) {
            int from = HEAD_BYTES + place * width;
            System.arraycopy(set, HEAD_BYTES, more, HEAD_BYTES, place * width);
            System.arraycopy(set, from, more, from + width, set.length - from);
        } else {
            for (int i = 0; i < size; i++) {
                put(more, newWidth, i < place ? i : i + 1, get(set, width, i));
            }
        }
        put(more, newWidth, place, number);
        return closed(more, newWidth, size + 1);
    }

    /** Without the number; the very array if it was not there. */
    public static byte[] remove(byte[] set, long number) {
        int place = search(set, number);
        if (place < 0) {
            return set;
        }
        int width = width(set);
        byte[] less = new byte[set.length - width];
        int from = HEAD_BYTES + place * width;
        System.arraycopy(set, HEAD_BYTES, less, HEAD_BYTES, place * width);
        System.arraycopy(set, from + width, less, from, set.length - from - width);
        return closed(less, width, size(set) - 1);
    }

    private static byte[] closed(byte[] set, int width, int size) {
        LittleEndian.put32(set, 0, width);
        LittleEndian.put32(set, 4, size);
        return set;
    }

    private static int width(byte[] set) {
        return LittleEndian.signed32(set, 0);
    }

    private static int widthOf(long number) {
        return number == (short) number ? Short.BYTES : number == (int) number ? Integer.BYTES : Long.BYTES;
    }

    private static long get(byte[] set, int width, int index) {
        int at = HEAD_BYTES + index * width;
        return switch (width) {
            case Short.BYTES -> LittleEndian.signed16(set, at);
            case Integer.BYTES -> LittleEndian.signed32(set, at);
            default -> LittleEndian.signed64(set, at);
        };
    }

    private static void put(byte[] set, int width, int index, long number) {
        int at = HEAD_BYTES + index * width;
        switch (width) {
            case Short.BYTES -> LittleEndian.put16(set, at, (int) number);
            case Integer.BYTES -> LittleEndian.put32(set, at, (int) number);
            default -> LittleEndian.put64(set, at, number);
        }
    }

    /** True if the bytes are an intset through and through: lengths, and numbers that ascend. */
    public static boolean isValid(byte[] bytes) {
        if (bytes.length < HEAD_BYTES) {
            return false;
        }
        int width = width(bytes);
        long size = LittleEndian.unsigned32(bytes, 4);
        if (width != Short.BYTES && width != Integer.BYTES && width != Long.BYTES
                || HEAD_BYTES + size * width != bytes.length) {
            return false;
        }
        for (int i = 1; i < size; i++) {
            if (get(bytes, width, i - 1) >= get(bytes, width, i)) {
                return false;
            }
        }
        return true;
    }
}
