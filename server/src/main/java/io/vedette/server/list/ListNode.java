package io.vedette.server.list;

import io.vedette.resp.Ascii;
import io.vedette.server.packed.Listpack;
import io.vedette.server.packed.ListpackEntry;
import java.util.Arrays;

/**
 * One node of a list while it is read or changed: a listpack, or one element as plain bytes ("plain" as in Redis: too large for a
 * listpack by the threshold of the moment). Its array may be longer than its content. Positions of elements count from 0.
 *
 * <p>A node that was made by {@link #reading} shares its array with others and must not be changed.
 */
public final class ListNode {
    /** Bytes before the first entry: length and count. */
    static final int HEADER_BYTES = 6;

    /** Listpack without entries: header and end mark. */
    static final int EMPTY_BYTES = HEADER_BYTES + 1;

    /** Bytes of the longest text of a number. */
    private static final int LONGEST_NUMBER = 20;

    static final byte END = (byte) 0xff;
    /** In the header: count it yourself. */
    private static final int COUNT_UNKNOWN = 65_535;

    private static final byte[] EMPTY = {EMPTY_BYTES, 0, 0, 0, 0, 0, END};

    private byte[] bytes;
    private int length;
    private int count;
    private final boolean plain;

    private ListNode(byte[] bytes, int length, int count, boolean plain) {
        this.bytes = bytes;
        this.length = length;
        this.count = count;
        this.plain = plain;
    }

    /** An empty listpack, to be filled. */
    public static ListNode empty() {
        return new ListNode(Arrays.copyOf(EMPTY, 64), EMPTY_BYTES, 0, false);
    }

    /** A listpack of one element. */
    public static ListNode of(byte[] element) {
        ListNode node = empty();
        node.insert(0, element);
        return node;
    }

    /** One element as it is. */
    public static ListNode plain(byte[] element) {
        return new ListNode(element, element.length, 1, true);
    }

    /** Over bytes that others hold too: must not be changed. */
    static ListNode reading(byte[] bytes, int count, boolean plain) {
        return new ListNode(bytes, bytes.length, count, plain);
    }

    /** Over a listpack that others hold too: must not be changed. */
    public static ListNode reading(byte[] pack, int count) {
        return reading(pack, count, false);
    }

    /** Over bytes of its own, of which the first {@code length} are content. */
    static ListNode writing(byte[] bytes, int length, int count, boolean plain) {
        return new ListNode(bytes, length, count, plain);
    }

    /** A copy of a listpack, to be changed. */
    public static ListNode copyOf(byte[] pack, int count) {
        return new ListNode(Arrays.copyOf(pack, pack.length + pack.length / 4 + 64), pack.length, count, false);
    }

    // ---- reading

    public int count() {
        return count;
    }

    /** Bytes of the content. */
    public int length() {
        return length;
    }

    public boolean isPlain() {
        return plain;
    }

    /** The content alone: the listpack, or the plain element. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    byte[] array() {
        return bytes;
    }

    /** Gets elements; the bytes are valid only during the call. */
    @FunctionalInterface
    public interface Sink {
        void element(byte[] bytes, int offset, int length);
    }

    public byte[] get(int index) {
        return plain ? toBytes() : Listpack.text(bytes, offset(index));
    }

    /** Gives so many elements in their order, or from {@code from} backwards. */
    public void walk(int from, int howMany, boolean backwards, Sink sink) {
        if (howMany == 0) {
            return;
        }
        if (plain) {
            sink.element(bytes, 0, length);
            return;
        }
        byte[] digits = new byte[LONGEST_NUMBER];
        int at = offset(from);
        if (!backwards) {
            walkOn(at, howMany, digits, sink);
            return;
        }
        for (int i = 0; i < howMany; i++) {
            give(bytes, at, digits, sink);
            if (i + 1 < howMany) {
                at = previous(at);
            }
        }
    }

    private void walkOn(int from, int howMany, byte[] digits, Sink sink) {
        int at = from;
        for (int i = 0; i < howMany; i++) {
            int shortLength = ListpackEntry.shortTextLength(bytes, at);
            if (shortLength >= 0) { // most are: their code tells all there is to know
                sink.element(bytes, at + 1, shortLength);
                at += shortLength + 2;
            } else {
                give(bytes, at, digits, sink);
                at = next(at);
            }
        }
    }

    /** Gives the one element whose entry begins there. */
    static void give(byte[] bytes, int at, Sink sink) {
        give(bytes, at, ListpackEntry.isNumber(bytes, at) ? new byte[LONGEST_NUMBER] : bytes, sink);
    }

    private static void give(byte[] bytes, int at, byte[] digits, Sink sink) {
        if (!ListpackEntry.isNumber(bytes, at)) {
            sink.element(bytes, ListpackEntry.textStart(bytes, at), ListpackEntry.textLength(bytes, at));
        } else {
            int size = digits(ListpackEntry.number(bytes, at), digits);
            sink.element(digits, digits.length - size, size);
        }
    }

    /** Something to look for, made once for many nodes. */
    public static final class Probe {
        private final byte[] text;
        private final boolean isNumber;
        private final long number;

        public Probe(byte[] text) {
            this.text = text;
            this.isNumber = Ascii.isLong(text);
            this.number = isNumber ? Ascii.parseLong(text) : 0;
        }
    }

    /**
     * The first element from {@code from} on, forwards or backwards, that equals the probe.
     *
     * @param most how many elements to look at
     * @return its position, or -1
     */
    public int find(Probe probe, int from, int most, boolean backwards) {
        if (plain) {
            return most > 0 && Arrays.equals(bytes, 0, length, probe.text, 0, probe.text.length) ? 0 : -1;
        }
        int step = backwards ? -1 : 1;
        int at = most > 0 ? offset(from) : 0;
        for (int i = 0, index = from; i < most && index >= 0 && index < count; i++, index += step) {
            if (equals(probe, at)) {
                return index;
            }
            if (index + step >= 0) {
                at = backwards ? previous(at) : next(at);
            }
        }
        return -1;
    }

    private boolean equals(Probe probe, int at) {
        if (ListpackEntry.isNumber(bytes, at)) {
            return probe.isNumber && ListpackEntry.number(bytes, at) == probe.number;
        }
        int size = ListpackEntry.textLength(bytes, at);
        int from = ListpackEntry.textStart(bytes, at);
        return size == probe.text.length && Arrays.equals(bytes, from, from + size, probe.text, 0, size);
    }

    /** Where an element begins; that of {@link #count} is the end mark. */
    private int offset(int index) {
        int at;
        if (index <= count / 2) {
            at = HEADER_BYTES;
            for (int i = 0; i < index; i++) {
                at = next(at);
            }
        } else {
            at = length - 1;
            for (int i = count; i > index; i--) {
                at = previous(at);
            }
        }
        return at;
    }

    private int next(int at) {
        int content = (int) ListpackEntry.contentBytes(bytes, at);
        return at + content + ListpackEntry.backBytes(content);
    }

    private int previous(int at) {
        int content = (int) ListpackEntry.back(bytes, at);
        return at - content - ListpackEntry.backBytes(content);
    }

    /** Writes the number's text to the end of an array of {@link #LONGEST_NUMBER} bytes; how many bytes it took. */
    private static int digits(long number, byte[] text) {
        int at = LONGEST_NUMBER;
        long rest = number > 0 ? -number : number;
        do {
            text[--at] = (byte) ('0' - rest % 10);
            rest /= 10;
        } while (rest != 0);
        if (number < 0) {
            text[--at] = '-';
        }
        return LONGEST_NUMBER - at;
    }

    // ---- changing a listpack

    /** Bytes that an element takes in a listpack. */
    public static int bytesOf(byte[] element) {
        return ListpackEntry.bytes(element);
    }

    public void insert(int index, byte[] element) {
        int at = offset(index);
        int more = ListpackEntry.bytes(element);
        gap(at, at, more);
        ListpackEntry.write(bytes, at, element);
        count++;
        header();
    }

    public void replace(int index, byte[] element) {
        int at = offset(index);
        gap(at, next(at), ListpackEntry.bytes(element));
        ListpackEntry.write(bytes, at, element);
        header();
    }

    public void remove(int index, int howMany) {
        int from = offset(index);
        int to = from;
        if (index + howMany == count) {
            to = length - 1;
        } else {
            for (int i = 0; i < howMany; i++) {
                to = next(to);
            }
        }
        gap(from, to, 0);
        count -= howMany;
        header();
    }

    /**
     * Removes elements that equal the probe.
     *
     * @param most how many at most, at least 1
     * @param backwards whether the last ones are removed, rather than the first
     * @return how many were removed
     */
    public int removeEqual(Probe probe, long most, boolean backwards) {
        int spared = 0;
        if (backwards) {
            int equal = countEqual(probe);
            spared = (int) Math.max(0, equal - most);
        }
        int removed = 0;
        int from = HEADER_BYTES;
        int to = HEADER_BYTES;
        while (from < length - 1) {
            int next = next(from);
            if (removed < most && equals(probe, from) && spared-- <= 0) {
                removed++;
            } else {
                System.arraycopy(bytes, from, bytes, to, next - from);
                to += next - from;
            }
            from = next;
        }
        bytes[to] = END;
        length = to + 1;
        count -= removed;
        header();
        return removed;
    }

    private int countEqual(Probe probe) {
        int equal = 0;
        for (int at = HEADER_BYTES; at < length - 1; at = next(at)) {
            equal += equals(probe, at) ? 1 : 0;
        }
        return equal;
    }

    /** Keeps the elements before {@code index} and gives the others as a new node. */
    public ListNode split(int index) {
        int at = offset(index);
        byte[] rest = new byte[HEADER_BYTES + length - at + 64];
        System.arraycopy(bytes, at, rest, HEADER_BYTES, length - at);
        ListNode node = new ListNode(rest, HEADER_BYTES + length - at, count - index, false);
        node.header();
        bytes[at] = END;
        length = at + 1;
        count = index;
        header();
        return node;
    }

    /** Adds all elements of another listpack behind these. */
    public void append(ListNode other) {
        int more = other.length - EMPTY_BYTES;
        int at = length - 1;
        gap(at, at, more);
        System.arraycopy(other.bytes, HEADER_BYTES, bytes, at, more);
        count += other.count;
        header();
    }

    /** Makes the stretch between two offsets {@code wanted} bytes long; what lay in it is lost. */
    private void gap(int from, int to, int wanted) {
        int newLength = Math.addExact(length, wanted - (to - from));
        byte[] target = newLength <= bytes.length ? bytes : Arrays.copyOf(bytes, newLength + newLength / 4);
        System.arraycopy(bytes, to, target, from + wanted, length - to);
        bytes = target;
        length = newLength;
    }

    private void header() {
        header(bytes, length, count);
    }

    /** Writes what stands before the entries to the first {@link #HEADER_BYTES} of an array. */
    static void header(byte[] bytes, int length, int count) {
        putLittleEndian(bytes, 0, length, Integer.BYTES);
        putLittleEndian(bytes, Integer.BYTES, Math.min(count, COUNT_UNKNOWN), Short.BYTES);
    }

    private static void putLittleEndian(byte[] bytes, int at, int value, int size) {
        for (int i = 0; i < size; i++) {
            bytes[at + i] = (byte) (value >> 8 * i);
        }
    }
}
