package io.vedette.resp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Turns the bytes of one client into requests: multibulk, or inline lines with sds quoting. Push style: {@link #feed} what
 * came, then {@link #advance} until it says false. Any split of the bytes gives the same requests. After a
 * {@link ProtocolException} the connection is lost and the parser must not be used again. Not thread safe.
 */
public final class RequestParser {
    /** Longest argument, unless a shorter one is set: Redis' default of proto-max-bulk-len. */
    public static final int MAX_BULK_BYTES = 512 * 1024 * 1024;
    /** Most arguments of one request, as Redis 7.0 (before, it was 1024 * 1024): {@link #heldBytes} bounds the memory. */
    public static final int MAX_ARGUMENTS = Integer.MAX_VALUE;
    /** Longest inline request and longest length line: Redis' PROTO_INLINE_MAX_SIZE. */
    public static final int MAX_LINE_BYTES = 64 * 1024;
    /** Limits for clients that have not authenticated yet. */
    public static final int MAX_BULK_BYTES_UNAUTHENTICATED = 16 * 1024;

    public static final int MAX_ARGUMENTS_UNAUTHENTICATED = 10;

    /** A buffer that had to grow beyond this for one request is given up afterwards. */
    private static final int KEPT_CAPACITY_BYTES = 256 * 1024;

    /** A buffer that is too short for what comes at once is made twice as long, up to here. */
    private static final int DOUBLED_CAPACITY_BYTES = 16 * 1024;

    /** Little: there may be many connections, each of which says little, or goes soon. */
    private static final int FIRST_CAPACITY_BYTES = 512;
    /** A sign, two digits and the line's end. */
    private static final int SHORT_LINE_BYTES = 5;

    /** Requests read ahead at once: as many as a processor can fetch data for at the same time, more or less. */
    public static final int MOST_AHEAD = 16;

    /** No name of a command is longer; other words are not kept. */
    private static final int LONGEST_KEPT_NAME = 32;

    private static final int NO_REQUEST = -1;
    private static final int NO_BULK = -1;

    private byte[] buffer = new byte[FIRST_CAPACITY_BYTES];
    private int start;
    private int end;
    /** Where the search for a line end goes on: no byte is looked at twice. */
    private int scanned;

    private byte[][] words = {};
    private byte[] name = {};
    private int wordsRead;
    /** Memory of the words read so far. */
    private final HeapMeter wordBytes = new HeapMeter();

    private int wordsWanted = NO_REQUEST;
    private int bulkLength = NO_BULK;
    private boolean authenticated = true;
    private boolean takesInline = true;
    private LongSupplier longestBulk = () -> MAX_BULK_BYTES;
    private Argv argv = new Argv();
    /** Requests that were read ahead; those before {@link #aheadFrom} are taken. */
    private Argv[] ahead = {};

    private int aheadFrom;
    private int aheadTo;
    /** Where reading ahead met a fault: it comes when the requests before it are taken. */
    private Optional<ProtocolException> fault = Optional.empty();

    public RequestParser() {}

    /** Sets whether the limits for strangers hold: few and short arguments until the client has authenticated. */
    public void authenticated(boolean value) {
        authenticated = value;
    }

    /** Inline requests are refused from now on, but for empty ones. */
    public RequestParser withoutInline() {
        takesInline = false;
        return this;
    }

    /** Arguments may have so many bytes, but not more than {@link #MAX_BULK_BYTES}; asked for each that is not short. */
    public RequestParser withLongestBulk(LongSupplier bytes) {
        longestBulk = bytes;
        return this;
    }

    /** Takes bytes; they are copied. */
    public void feed(byte[] bytes, int offset, int length) {
        if (buffer.length - end < length) {
            makeRoom(length);
        }
        if (fault.isEmpty()) {
            System.arraycopy(bytes, offset, buffer, end, length);
            end += length;
        }
    }

    /** Bytes that were fed and not read yet; after {@link #advance} said true, those behind the request. */
    public int pendingBytes() {
        return end - start;
    }

    /**
     * Of bytes that come next, how many a request that has begun takes at least: to the end of its line or word. For who wants to look
     * at what stands behind the request before it is fed.
     *
     * @return at least 1, unless there are none
     */
    public int restOfPart(byte[] bytes, int from, int to) {
        if (bulkLength != NO_BULK) {
            return Math.min(to - from, bulkLength + 2 - pendingBytes());
        }
        int at = from;
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        return Math.min(at + 1, to) - from;
    }

    /** Memory that waits here: {@link #pendingBytes} and the words of an unfinished request. For limits. */
    public long heldBytes() {
        long bytes = end - start + wordBytes.bytes();
        for (int i = aheadFrom; i < aheadTo; i++) {
            for (int word = 0; word < ahead[i].size(); word++) {
                bytes += ahead[i].length(word) + HeapMeter.WORD_OVERHEAD_BYTES;
            }
        }
        return bytes;
    }

    /**
     * Reads further whole requests, up to {@value #MOST_AHEAD}, for someone who wants to see them before they are taken by
     * {@link #advance}. Strangers are read one by one, since what they may send depends on what they said before; and nothing is
     * read while there are such requests.
     *
     * @return how many there are anew, in {@link #ahead}
     */
    public int readAhead() {
        if (aheadFrom < aheadTo || fault.isPresent() || !authenticated) {
            return 0;
        }
        aheadFrom = 0;
        aheadTo = 0;
        try {
            while (aheadTo < MOST_AHEAD && read()) {
                if (aheadTo == ahead.length) {
                    ahead = Arrays.copyOf(ahead, Math.clamp(2L * aheadTo, 1, MOST_AHEAD));
                }
                ahead[aheadTo++] = argv;
            }
        } catch (ProtocolException e) {
            fault = Optional.of(e);
        }
        return aheadTo;
    }

    /** What {@link #readAhead} has read; not to be changed. */
    public Argv[] ahead() {
        return ahead;
    }

    /** Of {@link #ahead} those that nobody has taken begin here ... */
    public int aheadFrom() {
        return aheadFrom;
    }

    /** ... and end here. */
    public int aheadTo() {
        return aheadTo;
    }

    /** So many of them are taken, in place of {@link #advance}. */
    public void take(int count) {
        aheadFrom += count;
    }

    /** True if a request is ready in {@link #argv}. An empty request (a bare line end, {@code *0}) is passed over. */
    public boolean advance() throws ProtocolException {
        if (aheadFrom < aheadTo) {
            argv = ahead[aheadFrom++];
            return true;
        }
        if (fault.isPresent()) {
            throw fault.get();
        }
        return read();
    }

    private boolean read() throws ProtocolException {
        while (wordsWanted != NO_REQUEST || start < end) {
            if (wordsWanted == NO_REQUEST && buffer[start] != '*') {
                if (!readInline()) {
                    return false;
                }
            } else if ((wordsWanted == NO_REQUEST && !readCount()) || !readWords()) {
                return false;
            }
            int size = wordsRead;
            wordsWanted = NO_REQUEST;
            wordsRead = 0;
            wordBytes.reset();
            if (size > 0) {
                argv = new Argv(words);
                return true;
            }
        }
        return false;
    }

    /** The request that {@link #advance} announced. */
    public Argv argv() {
        return argv;
    }

    private boolean readCount() throws ProtocolException {
        int lineEnd = lineEnd("too big mbulk count string");
        if (lineEnd < 0) {
            return false;
        }
        long count = number(lineEnd, "invalid multibulk length");
        if (count > MAX_ARGUMENTS) {
            throw error("invalid multibulk length");
        }
        if (count > MAX_ARGUMENTS_UNAUTHENTICATED && !authenticated) {
            throw error("unauthenticated multibulk length");
        }
        consume(lineEnd + 2);
        wordsWanted = (int) Math.max(0, count);
        // A liar's count must not reserve memory: the array grows as words really come.
        words = new byte[Math.min(wordsWanted, 1024)][];
        wordsRead = 0;
        return true;
    }

    private boolean readWords() throws ProtocolException {
        while (wordsRead < wordsWanted) {
            if (bulkLength == NO_BULK && !readLength()) {
                return false;
            }
            if (end - start < bulkLength + 2) {
                return false;
            }
            if (wordsRead == words.length) {
                words = Arrays.copyOf(words, (int) Math.min(wordsWanted, 2L * words.length));
            }
            if (!wordBytes.tryTake(bulkLength + HeapMeter.WORD_OVERHEAD_BYTES)) {
                throw noMemory();
            }
            words[wordsRead] = wordsRead == 0 && bulkLength <= LONGEST_KEPT_NAME
                    ? name()
                    : Arrays.copyOfRange(buffer, start, start + bulkLength);
            wordsRead++;
            consume(start + bulkLength + 2);
            bulkLength = NO_BULK;
        }
        return true;
    }

    /** The word that comes now, a command's name: the same array as the last time where the bytes are the same, as they mostly are. */
    private byte[] name() {
        if (!Arrays.equals(name, 0, name.length, buffer, start, start + bulkLength)) {
            name = Arrays.copyOfRange(buffer, start, start + bulkLength);
        }
        return name;
    }

    private boolean readLength() throws ProtocolException {
        if (readShortLength()) {
            return true;
        }
        int lineEnd = lineEnd("too big bulk count string");
        if (lineEnd < 0) {
            return false;
        }
        if (buffer[start] != '$') {
            throw error("expected '$', got '" + (char) (buffer[start] & 0xff) + "'");
        }
        long length = number(lineEnd, "invalid bulk length");
        if (length < 0 || length > MAX_BULK_BYTES || length > longestBulk.getAsLong()) {
            throw error("invalid bulk length");
        }
        if (length > MAX_BULK_BYTES_UNAUTHENTICATED && !authenticated) {
            throw error("unauthenticated bulk length");
        }
        if (!HeapRoom.has(HeapRoom.forUse(length))) {
            throw noMemory(); // now rather than when most of it is here
        }
        consume(lineEnd + 2);
        bulkLength = (int) length;
        return true;
    }

    /** A length of one digit or two, as nearly all are, if its line is there; otherwise nothing is taken. */
    private boolean readShortLength() {
        if (end - start < SHORT_LINE_BYTES || buffer[start] != '$' || !isDigit(buffer[start + 1])) {
            return false;
        }
        int first = buffer[start + 1] - '0';
        byte second = buffer[start + 2];
        if (second == '\r') {
            bulkLength = first;
            consume(start + SHORT_LINE_BYTES - 1);
            return true;
        }
        if (first == 0 || !isDigit(second) || buffer[start + 3] != '\r') {
            return false;
        }
        bulkLength = 10 * first + second - '0';
        consume(start + SHORT_LINE_BYTES);
        return true;
    }

    private boolean readInline() throws ProtocolException {
        int newline = find((byte) '\n');
        if (newline < 0) {
            if (end - start > MAX_LINE_BYTES) {
                throw error("too big inline request");
            }
            return false;
        }
        int lineEnd = newline > start && buffer[newline - 1] == '\r' ? newline - 1 : newline;
        List<byte[]> split = new ArrayList<>();
        if (!InlineWords.split(buffer, start, lineEnd, split)) {
            throw error("unbalanced quotes in request");
        }
        if (!takesInline && !split.isEmpty()) {
            throw error("inline request");
        }
        consume(newline + 1);
        words = split.toArray(byte[][]::new);
        wordsRead = words.length;
        return true;
    }

    /** Position of the carriage return that ends the line at {@link #start}, or -1 if it has not come whole. */
    private int lineEnd(String tooLong) throws ProtocolException {
        int position = find((byte) '\r');
        if (position < 0) {
            if (end - start > MAX_LINE_BYTES) {
                throw error(tooLong);
            }
            return -1;
        }
        return position + 1 < end ? position : -1;
    }

    private int find(byte wanted) {
        for (int i = Math.max(start, scanned); i < end; i++) {
            if (buffer[i] == wanted) {
                scanned = i;
                return i;
            }
        }
        scanned = end;
        return -1;
    }

    /** The number between the first byte of the line and its end. */
    private long number(int lineEnd, String fault) throws ProtocolException {
        int from = start + 1;
        if (lineEnd == from + 1 && isDigit(buffer[from])) {
            return buffer[from] - '0'; // nearly all are that short
        }
        if (lineEnd == from + 2 && isDigit(buffer[from]) && buffer[from] != '0' && isDigit(buffer[from + 1])) {
            return 10 * (buffer[from] - '0') + buffer[from + 1] - '0'; // or a little longer
        }
        if (!Ascii.isLong(buffer, from, lineEnd)) {
            throw error(fault);
        }
        return Ascii.toLong(buffer, from, lineEnd);
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }

    private void consume(int position) {
        start = position;
        scanned = position;
        if (start == end) {
            start = 0;
            end = 0;
            scanned = 0;
            if (buffer.length > KEPT_CAPACITY_BYTES) {
                buffer = new byte[FIRST_CAPACITY_BYTES];
            }
        }
    }

    private void makeRoom(int length) {
        int pending = end - start;
        long needed = (long) pending + length;
        if (bulkLength != NO_BULK) {
            needed = Math.max(needed, Math.min(bulkLength + 2L, 2 * needed + 64 * 1024));
        }
        long doubled = Math.max(2L * pending, Math.min(2L * buffer.length, DOUBLED_CAPACITY_BYTES));
        long capacity = needed <= buffer.length ? buffer.length : Math.max(needed, doubled);
        if (capacity > Integer.MAX_VALUE - 8 || capacity > buffer.length && !HeapRoom.has(capacity)) {
            fault = Optional.of(noMemory());
            return;
        }
        byte[] target = capacity == buffer.length ? buffer : new byte[(int) capacity];
        System.arraycopy(buffer, start, target, 0, pending);
        buffer = target;
        scanned = Math.max(0, scanned - start);
        start = 0;
        end = pending;
    }

    private static ProtocolException noMemory() {
        return new ProtocolException("OOM no memory for a request of that size");
    }

    private static ProtocolException error(String what) {
        return new ProtocolException("ERR Protocol error: " + what);
    }
}
