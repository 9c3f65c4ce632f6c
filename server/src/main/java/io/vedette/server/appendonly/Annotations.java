package io.vedette.server.appendonly;

import io.vedette.rdb.Crc64;
import io.vedette.rdb.RdbReplication;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines between records that mean something. Stateless.
 *
 * <ul>
 *   <li>{@code #TS:SECONDS}: what follows was written in that second, since 1970, or later. Redis' own.
 *   <li>{@code #VEDETTE:ID OFFSET DATABASE}, in groups only: the data that ends here stands at that place of that history, and in the
 *       log that database was selected. Redis skips it.
 *   <li>{@code #VEDETTE:piece BYTES}, in groups that confirm from their disks: so many bytes follow up to the end of such a line with a
 *       place, and until all of them were brought to the disk nobody was told of anything in them. Redis skips it.
 *   <li>{@code #VEDETTE:cut}: somebody has cut off what stood here, which may have been confirmed. Redis skips it.
 *   <li>{@code #CRC64:start}: what follows is summed.
 *   <li>{@code #CRC64:SUM}, 16 hexadecimal digits: the check sum of all bytes between the line of this kind before it and this
 *       one. Redis skips it.
 * </ul>
 */
public final class Annotations {
    private static final String SUM = "#CRC64:";
    private static final byte[] OURS = ascii("#VEDETTE:");
    private static final String CUT = "#VEDETTE:cut";
    private static final Pattern PIECE = Pattern.compile("#VEDETTE:piece ([0-9]{1,18})");
    private static final Pattern PLACE = Pattern.compile("#VEDETTE:([0-9a-f]{40}) ([0-9]{1,18}) ([0-9]{1,9})");
    private static final int SUM_DIGITS = 16;

    /** Bytes of a line with a sum. */
    static final int SUM_BYTES = SUM.length() + SUM_DIGITS + 2;

    private Annotations() {}

    static byte[] timestamp(long seconds) {
        return ascii("#TS:" + seconds + "\r\n");
    }

    static byte[] place(RdbReplication place) {
        return ascii("#VEDETTE:" + place.id() + " " + place.offset() + " " + place.streamDatabase() + "\r\n");
    }

    /** Whether the line is one of those that tell of places. */
    public static boolean isOfPlaces(byte[] line) {
        return Arrays.equals(line, 0, Math.min(line.length, OURS.length), OURS, 0, OURS.length);
    }

    static byte[] piece(long bytes) {
        return ascii("#VEDETTE:piece " + bytes + "\r\n");
    }

    /** How many bytes of a piece follow, if the line tells that. */
    public static OptionalLong pieceOf(byte[] line) {
        if (!isOfPlaces(line)) {
            return OptionalLong.empty();
        }
        Matcher found = PIECE.matcher(text(line));
        return found.matches() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
    }

    static boolean isCut(byte[] line) {
        return isOfPlaces(line) && text(line).equals(CUT);
    }

    /** Stands where something was cut off. */
    public static byte[] cut() {
        return ascii(CUT + "\r\n");
    }

    /** The place that the line tells, without a marker, if it tells one. */
    static Optional<RdbReplication> placeOf(byte[] line) {
        if (!isOfPlaces(line)) {
            return Optional.empty();
        }
        Matcher found = PLACE.matcher(text(line));
        return found.matches()
                ? Optional.of(new RdbReplication(
                        Integer.parseInt(found.group(3)),
                        found.group(1),
                        Long.parseLong(found.group(2)),
                        Optional.empty()))
                : Optional.empty();
    }

    static byte[] sumStart() {
        return ascii(SUM + "start\r\n");
    }

    static byte[] sum(long crc) {
        return ascii(SUM + String.format("%016x", crc) + "\r\n");
    }

    /** Whether sums begin behind this line. */
    static boolean isSumStart(byte[] line) {
        return text(line).equals(SUM + "start");
    }

    static boolean isSum(byte[] line) {
        return line.length == SUM_BYTES - 2 && text(line).matches(SUM + "[0-9a-f]{16}");
    }

    /** The sum in a line for which {@link #isSum} is true. */
    static long sumOf(byte[] line) {
        return Long.parseUnsignedLong(text(line).substring(SUM.length()), 16);
    }

    /** The time in the line, if there is one. */
    static OptionalLong timeOf(byte[] line) {
        if (isOfPlaces(line)) {
            return OptionalLong.empty();
        }
        String text = text(line);
        return text.matches("#TS:\\d{1,18}")
                ? OptionalLong.of(Long.parseLong(text.substring(4)))
                : OptionalLong.empty();
    }

    /** Writes the sum of all other parts into the last one, which is as long as such a line. */
    static void seal(ByteBuffer[] parts) {
        long crc = 0;
        for (int i = 0; i < parts.length - 1; i++) {
            ByteBuffer part = parts[i];
            crc = Crc64.update(crc, part.array(), part.arrayOffset() + part.position(), part.remaining());
        }
        parts[parts.length - 1].duplicate().put(sum(crc));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.ISO_8859_1);
    }
}
