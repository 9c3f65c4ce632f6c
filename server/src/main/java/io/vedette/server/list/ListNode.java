package io.vedette.server.list;

import io.vedette.resp.Ascii;
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

    private static final byte END = (byte) 0xff;
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
        return plain ? toBytes() : Entry.element(bytes, offset(index));
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
        byte[] digits = new byte[Entry.LONGEST_NUMBER];
        int at = offset(from);
        for (int i = 0; i < howMany; i++) {
            if (Entry.isText(bytes, at)) {
                sink.element(bytes, Entry.textAt(bytes, at), Entry.textBytes(bytes, at));
            } else {
                int size = Entry.digits(Entry.number(bytes, at), digits);
                sink.element(digits, digits.length - size, size);
            }
            if (i + 1 < howMany) {
                at = backwards ? Entry.previous(bytes, at) : Entry.next(bytes, at);
            }
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
                at = backwards ? Entry.previous(bytes, at) : Entry.next(bytes, at);
            }
        }
        return -1;
    }

    private boolean equals(Probe probe, int at) {
        if (!Entry.isText(bytes, at)) {
            return probe.isNumber && Entry.number(bytes, at) == probe.number;
        }
        int size = Entry.textBytes(bytes, at);
        int from = Entry.textAt(bytes, at);
        return size == probe.text.length && Arrays.equals(bytes, from, from + size, probe.text, 0, size);
    }

    /** Where an element begins; that of {@link #count} is the end mark. */
    private int offset(int index) {
        int at;
        if (index <= count / 2) {
            at = HEADER_BYTES;
            for (int i = 0; i < index; i++) {
                at = Entry.next(bytes, at);
            }
        } else {
            at = length - 1;
            for (int i = count; i > index; i--) {
                at = Entry.previous(bytes, at);
            }
        }
        return at;
    }

    // ---- changing a listpack

    /** Bytes that an element takes in a listpack. */
    public static int bytesOf(byte[] element) {
        return Entry.bytesOf(element);
    }

    public void insert(int index, byte[] element) {
        int at = offset(index);
        int more = Entry.bytesOf(element);
        gap(at, at, more);
        Entry.write(bytes, at, element);
        count++;
        header();
    }

    public void replace(int index, byte[] element) {
        int at = offset(index);
        gap(at, Entry.next(bytes, at), Entry.bytesOf(element));
        Entry.write(bytes, at, element);
        header();
    }

    public void remove(int index, int howMany) {
        int from = offset(index);
        int to = from;
        if (index + howMany == count) {
            to = length - 1;
        } else {
            for (int i = 0; i < howMany; i++) {
                to = Entry.next(bytes, to);
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
            int next = Entry.next(bytes, from);
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
        for (int at = HEADER_BYTES; at < length - 1; at = Entry.next(bytes, at)) {
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
        Entry.writeLittleEndian(bytes, 0, length, 4);
        Entry.writeLittleEndian(bytes, 4, Math.min(count, COUNT_UNKNOWN), 2);
    }

    // ---- from outside

    /**
     * How many elements a listpack has that comes from outside.
     *
     * @return -1 if the bytes are no whole listpack
     */
    public static int checkedCount(byte[] pack) {
        if (pack.length < EMPTY_BYTES || pack[pack.length - 1] != END) {
            return -1;
        }
        int total = pack[0] & 0xff | (pack[1] & 0xff) << 8 | (pack[2] & 0xff) << 16 | (pack[3] & 0xff) << 24;
        int told = pack[4] & 0xff | (pack[5] & 0xff) << 8;
        int count = 0;
        int at = HEADER_BYTES;
        int limit = pack.length - 1;
        while (at >= 0 && at < limit) {
            at = Entry.checkedEnd(pack, at, limit);
            count++;
        }
        return at == limit && total == pack.length && (told == count || told == COUNT_UNKNOWN) ? count : -1;
    }
}
