package io.vedette.server.appendonly;

import io.vedette.rdb.Crc64;
import io.vedette.resp.Argv;
import io.vedette.resp.PlainSets;
import io.vedette.resp.StringRun;
import io.vedette.resp.WholeWord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts the bytes of one file of commands into records. Pure but for its input, which it reads ahead; one thread.
 *
 * <p>A record is {@code *argc}, then {@code $length} and the bytes for each word, every line ended by CR LF; between records
 * stand annotations, lines that begin with {@code #}, of which those with check sums are verified. Nothing is passed over: what is not that is told, with its place.
 */
public final class RecordReader {
    /** Longest line, an annotation's included; the number is Redis'. */
    public static final int MAX_LINE_BYTES = 1024;

    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int FIRST_WORDS = 16;
    private static final int END = -1;
    private static final int LINE_END_BYTES = WholeWord.LINE_END_BYTES;

    /** Of names that came lately: a power of two. */
    private static final int KEPT_NAMES = 16;

    /** What was found. */
    public sealed interface Item {
        record Command(Argv argv) implements Item {}

        /** Without its line end. */
        record Annotation(byte[] line) implements Item {}

        /** The file ends behind a whole record, or inside of an annotation. */
        record End() implements Item {}

        /** The file ends inside of a record; there may be nothing to be said of it. */
        record Short(String reason) implements Item {}

        /** What stands here is no record. */
        record Malformed(String reason) implements Item {}
    }

    /** Why a record cannot be read. */
    private static final class Broken extends Exception {
        private static final long serialVersionUID = 1;
        private final boolean isShort;

        Broken(boolean isShort, String reason) {
            super(reason, null, false, false);
            this.isShort = isShort;
        }
    }

    private final InputStream in;
    private final long totalBytes;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int filled;
    /** Place in the file of the first byte of the buffer. */
    private long base;

    private long valid;
    private long faultAt;
    private long wordAt;
    /** Whether what is read is summed, from {@link #sumFrom} on and so far up to {@link #summedTo} in the buffer. */
    private boolean sums;

    private long sumFrom;
    private int summedTo;
    private long crc;
    private long lines;
    private final WholeWord wholeWord = new WholeWord();
    private final PlainSets plainSets = new PlainSets();
    /** Before it no run of SETs is looked for: there were too few. */
    private long noSetsBefore;
    /** The same name comes in the same array, which commands are found by quickly. */
    private final byte[][] names = new byte[KEPT_NAMES][];

    /**
     * @param from where in the file the input stands
     * @param totalBytes of the file: a length that reaches beyond reserves no memory
     */
    public RecordReader(InputStream in, long from, long totalBytes) {
        this.in = in;
        this.base = from;
        this.valid = from;
        this.totalBytes = totalBytes;
    }

    /** Behind the last whole record or annotation; where a check sum is wrong, where what it is of begins. */
    public long validBytes() {
        return valid;
    }

    /** How far was read. */
    public long position() {
        return base + at;
    }

    /** Where what could not be read stands: the line or the value at which it went wrong. */
    public long faultPosition() {
        return faultAt;
    }

    /** Where the last value begins that was read. */
    public long lastValuePosition() {
        return wordAt;
    }

    /** Lines and values that were read, of records alone; but for {@link #sets}. */
    public long lines() {
        return lines;
    }

    /** The next item. After {@code End}, {@code Short} or {@code Malformed} there is no other. */
    public Item next() throws IOException {
        try {
            faultAt = position();
            int first = peek();
            if (first == END) {
                return new Item.End();
            }
            if (first == '#') {
                return annotation();
            }
            Argv argv = command();
            valid = position();
            return new Item.Command(argv);
        } catch (Broken broken) {
            return broken.isShort ? new Item.Short(broken.getMessage()) : new Item.Malformed(broken.getMessage());
        }
    }

    /**
     * {@code SET key value}, many in a row: most of most files. They are taken without an object for each, as far as they stand whole in
     * what was read ahead.
     *
     * @param most how many at most
     * @return nothing where there are none, or too few to be worth it: then they come by {@link #next}
     */
    Optional<StringRun> sets(int most) {
        if (position() < noSetsBefore) {
            return Optional.empty();
        }
        boolean enough = plainSets.find(buffer, at, filled, most);
        int end = plainSets.end();
        if (!enough) {
            noSetsBefore = base + end + 1;
            return Optional.empty();
        }
        at = end;
        valid = position();
        return Optional.of(plainSets.copy(buffer));
    }

    private Item annotation() throws IOException, Broken {
        sum();
        long before = crc;
        byte[] line = new byte[MAX_LINE_BYTES];
        int length = 0;
        int b = read();
        while (b != '\n') {
            if (b == END) {
                return new Item.End();
            }
            if (length == MAX_LINE_BYTES) {
                throw new Broken(false, "an annotation is longer than " + MAX_LINE_BYTES + " bytes");
            }
            line[length++] = (byte) b;
            b = read();
        }
        boolean carriage = length > 0 && line[length - 1] == '\r';
        byte[] found = Arrays.copyOf(line, carriage ? length - 1 : length);
        if (Annotations.isSumStart(found)) {
            restartSum(true);
        } else if (sums && Annotations.isSum(found)) {
            verify(Annotations.sumOf(found), before);
        }
        valid = position();
        return new Item.Annotation(found);
    }

    private void restartSum(boolean begins) {
        sums = begins;
        crc = 0;
        summedTo = at;
        sumFrom = position();
    }

    /** Takes what was read of the buffer into the sum. */
    private void sum() {
        if (sums && at > summedTo) {
            crc = Crc64.update(crc, buffer, summedTo, at - summedTo);
        }
        summedTo = at;
    }

    private void verify(long stated, long actual) throws Broken {
        if (stated != actual) {
            valid = sumFrom;
            throw new Broken(
                    false,
                    String.format(
                            "the check sum is wrong (%016x, but %016x is stated): there is damage between byte %d and here",
                            actual, stated, sumFrom));
        }
        restartSum(true);
    }

    private Argv command() throws IOException, Broken {
        long argc = number('*');
        lines++;
        if (argc < 1 || argc > Integer.MAX_VALUE - 8) {
            throw new Broken(false, "a command of " + argc + " words");
        }
        byte[][] words = new byte[(int) Math.min(argc, FIRST_WORDS)][];
        for (int i = 0; i < argc; i++) {
            if (i == words.length) {
                words = Arrays.copyOf(words, (int) Math.min(argc, 2L * i));
            }
            words[i] = i == 0 ? name() : word();
        }
        return new Argv(words.length == argc ? words : Arrays.copyOf(words, (int) argc));
    }

    /** A word that often came lately. */
    private byte[] name() throws IOException, Broken {
        int length = wholeWord.find(buffer, at, filled);
        if (length <= 0) {
            return word();
        }
        int foundAt = wholeWord.at();
        int kept = (buffer[foundAt] + 3 * buffer[foundAt + length - 1] + length) & KEPT_NAMES - 1;
        byte[] known = names[kept];
        if (known != null && Arrays.equals(buffer, foundAt, foundAt + length, known, 0, known.length)) {
            took(length);
            return known;
        }
        byte[] name = word();
        if (length < MAX_LINE_BYTES) {
            names[kept] = name;
        }
        return name;
    }

    /** The word that {@link #wholeWord} found is read. */
    private void took(int length) {
        wordAt = base + wholeWord.at();
        at = wholeWord.at() + length + LINE_END_BYTES;
        lines += 2;
    }

    private byte[] word() throws IOException, Broken {
        int shortLength = wholeWord.find(buffer, at, filled);
        if (shortLength != WholeWord.NOT_HERE) {
            byte[] whole = Arrays.copyOfRange(buffer, wholeWord.at(), wholeWord.at() + shortLength);
            took(shortLength);
            return whole;
        }
        faultAt = position();
        long length = number('$');
        if (length < 0) {
            throw new Broken(false, "a word of " + length + " bytes");
        }
        faultAt = position();
        wordAt = faultAt;
        lines++;
        long left = totalBytes - position();
        if (length + LINE_END_BYTES > left) {
            throw new Broken(
                    true,
                    "Expected to read " + (length + LINE_END_BYTES) + " bytes, got " + Math.max(0, left) + " bytes");
        }
        if (length > Integer.MAX_VALUE - 8) {
            throw new Broken(false, "a word of " + length + " bytes");
        }
        byte[] word = new byte[(int) length];
        int done = 0;
        while (done < word.length) {
            if (at == filled && !fill()) {
                throw new Broken(
                        true, "Expected to read " + (length + LINE_END_BYTES) + " bytes, got " + done + " bytes");
            }
            int part = Math.min(word.length - done, filled - at);
            System.arraycopy(buffer, at, word, done, part);
            at += part;
            done += part;
        }
        lineEnd();
        return word;
    }

    private void lineEnd() throws IOException, Broken {
        int carriage = read();
        int feed = carriage == END ? END : read();
        if (feed == END) {
            throw new Broken(true, "the file ends behind a value");
        }
        if (carriage != '\r' || feed != '\n') {
            throw new Broken(false, String.format("Expected \\r\\n, got: %02x%02x", carriage, feed));
        }
        lines++;
    }

    /** A line of a sign and a number. */
    private long number(char sign) throws IOException, Broken {
        int first = read();
        if (first == END) {
            throw new Broken(true, "");
        }
        if (first != sign) {
            throw new Broken(false, "Expected prefix '" + sign + "', got: '" + printable(first) + "'");
        }
        boolean negative = peek() == '-';
        if (negative) {
            read();
        }
        long value = 0;
        int digits = 0;
        int b = read();
        while (b >= '0' && b <= '9' && digits < 18) {
            value = 10 * value + b - '0';
            digits++;
            b = read();
        }
        int feed = b == '\r' ? read() : b;
        if (b == END || feed == END) {
            throw new Broken(true, "Expected \\r\\n, got: " + (b == END ? "0000" : "0d00"));
        }
        if (digits == 0 || b != '\r' || feed != '\n') {
            throw new Broken(false, "no number stands behind '" + sign + "'");
        }
        return negative ? -value : value;
    }

    private static String printable(int b) {
        return b >= ' ' && b < 127
                ? new String(new byte[] {(byte) b}, StandardCharsets.US_ASCII)
                : String.format("\\x%02x", b);
    }

    private int peek() throws IOException {
        return at == filled && !fill() ? END : buffer[at] & 0xff;
    }

    private int read() throws IOException {
        return at == filled && !fill() ? END : buffer[at++] & 0xff;
    }

    private boolean fill() throws IOException {
        sum();
        base += filled;
        at = 0;
        summedTo = 0;
        filled = Math.max(0, in.read(buffer, 0, buffer.length));
        return filled > 0;
    }
}
