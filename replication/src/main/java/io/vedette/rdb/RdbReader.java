package io.vedette.rdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one snapshot of any version from 1 to {@link #NEWEST_VERSION} and tells a visitor what is in it. Stateless beyond
 * one call of {@link #read}; blocks as its input blocks; one thread.
 *
 * <p>Reading stops behind the check sum: bytes that follow in the input are not asked for, though up to one buffer of them
 * may have been taken.
 */
public final class RdbReader {
    /** Redis 7.4 writes 12. */
    public static final int NEWEST_VERSION = 12;

    private static final byte[] MAGIC = "REDIS".getBytes(StandardCharsets.US_ASCII);
    /** The version from which on a check sum follows the end mark. */
    public static final int FIRST_VERSION_WITH_SUM = 5;

    private final RdbSource source;
    private final RdbVisitor visitor;
    private final boolean verifySum;
    private long expireAtMillis = RdbKey.NO_EXPIRY;
    private long idleSeconds = RdbKey.UNKNOWN;
    private int frequency = RdbKey.UNKNOWN;
    private final PlainStrings strings = new PlainStrings();

    private RdbReader(RdbInput input, RdbVisitor visitor, boolean verifySum) {
        this.source = new RdbSource(input);
        this.visitor = visitor;
        this.verifySum = verifySum;
    }

    /**
     * Reads a whole snapshot.
     *
     * @param verifySum false does not look at the check sum ({@code rdbchecksum no}); a stored sum of zero is never looked at
     * @return how many bytes the snapshot has
     * @throws RdbException the snapshot is damaged, or the visitor refused something
     * @throws IOException the input failed
     */
    public static long read(RdbInput input, RdbVisitor visitor, boolean verifySum) throws IOException {
        RdbReader reader = new RdbReader(input, visitor, verifySum);
        try {
            return reader.run();
        } catch (RdbException damaged) {
            throw damaged.at(reader.source.position());
        }
    }

    private long run() throws IOException {
        int version = header();
        visitor.version(version);
        int opcode = opcode();
        while (opcode != RdbOpcode.EOF) {
            part(opcode);
            plainStrings();
            opcode = opcode();
        }
        visitor.position(source.position(), RdbStage.CHECK_SUM);
        boolean summed = false;
        if (version >= FIRST_VERSION_WITH_SUM) {
            long expected = source.sum();
            long stored = source.littleEndian(Long.BYTES);
            summed = stored != 0;
            if (verifySum && stored != 0 && stored != expected) {
                throw new RdbException(
                        RdbFault.CHECKSUM,
                        String.format("Wrong RDB checksum expected: (%x) but got (%x)", expected, stored));
            }
        }
        visitor.summed(summed);
        visitor.end();
        return source.position();
    }

    /** Most snapshots are mostly strings of which nothing else is said: one by one they would take twice the time. */
    private void plainStrings() throws RdbException {
        boolean said = expireAtMillis != RdbKey.NO_EXPIRY
                || idleSeconds != RdbKey.UNKNOWN
                || frequency != RdbKey.UNKNOWN
                || !visitor.takesManyStrings();
        while (!said && source.plainStrings(strings)) {
            visitor.strings(strings);
        }
    }

    private int opcode() throws IOException {
        at(RdbStage.READ_TYPE);
        return source.u8();
    }

    private void at(RdbStage stage) {
        visitor.position(source.position(), stage);
    }

    private int header() throws IOException {
        byte[] header = source.bytes(9);
        if (!Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new RdbException(RdbFault.BAD_MAGIC, "Wrong signature trying to load DB from file");
        }
        String digits = new String(header, MAGIC.length, header.length - MAGIC.length, StandardCharsets.ISO_8859_1);
        int version = digits.matches("\\d+") ? Integer.parseInt(digits) : 0;
        if (version < 1 || version > NEWEST_VERSION) {
            throw new RdbException(RdbFault.BAD_VERSION, "Can't handle RDB format version " + version);
        }
        return version;
    }

    private void part(int opcode) throws IOException {
        switch (opcode) {
            case RdbOpcode.EXPIRE_TIME_MILLIS -> {
                at(RdbStage.READ_EXPIRE);
                expireAtMillis = source.littleEndian(8);
            }
            case RdbOpcode.EXPIRE_TIME_SECONDS -> {
                at(RdbStage.READ_EXPIRE);
                expireAtMillis = (int) source.littleEndian(4) * 1000L;
            }
            case RdbOpcode.FREQUENCY -> frequency = source.u8();
            case RdbOpcode.IDLE -> idleSeconds = source.length();
            case RdbOpcode.SELECT_DATABASE -> {
                at(RdbStage.READ_LENGTH);
                long number = source.length();
                at(RdbStage.READ_LENGTH);
                visitor.database(number);
            }
            case RdbOpcode.RESIZE_DATABASE -> {
                at(RdbStage.READ_LENGTH);
                visitor.sizes(source.length(), source.length());
            }
            case RdbOpcode.AUX -> {
                at(RdbStage.READ_AUX);
                byte[] name = source.string();
                byte[] value = source.string();
                at(RdbStage.READ_AUX);
                visitor.aux(name, value);
            }
            case RdbOpcode.SLOT_INFO -> {
                source.length();
                source.length();
                source.length();
            }
            case RdbOpcode.FUNCTION_2 -> {
                at(RdbStage.READ_FUNCTIONS);
                visitor.functionLibrary(source.string());
            }
            case RdbOpcode.FUNCTION_PRE_GA -> visitor.functionLibrary(functionOfReleaseCandidate());
            case RdbOpcode.MODULE_AUX ->
                throw new RdbException(
                        RdbFault.UNKNOWN_MODULE, "The snapshot holds data of module " + moduleName(source.length()));
            default -> value(opcode);
        }
    }

    private void value(int number) throws IOException {
        RdbType type = RdbType.of(number).orElseThrow(() -> source.broken("Invalid object type: " + number));
        visitor.readingKey(type);
        at(RdbStage.READ_KEY);
        RdbKey key = new RdbKey(source.string(), expireAtMillis, idleSeconds, frequency);
        expireAtMillis = RdbKey.NO_EXPIRY;
        idleSeconds = RdbKey.UNKNOWN;
        frequency = RdbKey.UNKNOWN;
        visitor.reading(key, type);
        at(RdbStage.READ_VALUE);
        if (type == RdbType.STRING) {
            byte[] text = source.string();
            at(RdbStage.READ_VALUE);
            visitor.string(key, text);
        } else {
            source.record();
            RdbOutline.walk(source, type, key);
            at(RdbStage.READ_VALUE);
            visitor.structure(key, type, source.recorded());
        }
    }

    /** The release candidates of 7.0 stored a library in parts; this is the source that the final format would store. */
    private byte[] functionOfReleaseCandidate() throws IOException {
        byte[] name = source.string();
        byte[] engine = source.string();
        if (source.length() != 0) {
            source.string(); // the description, which the final format has no place for
        }
        byte[] code = source.string();
        String head = "#!" + text(engine) + " name=" + text(name) + "\n";
        byte[] library = Arrays.copyOf(head.getBytes(StandardCharsets.ISO_8859_1), head.length() + code.length);
        System.arraycopy(code, 0, library, head.length(), code.length);
        return library;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Module ids are nine characters of six bits each above ten bits of version. */
    static String moduleName(long id) {
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            name.append(letters.charAt((int) (id >>> 58 - 6 * i) & 63));
        }
        return name.toString();
    }
}
