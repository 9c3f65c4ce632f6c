package io.vedette.server.check;

import io.vedette.resp.Argv;
import io.vedette.server.appendonly.Annotations;
import io.vedette.server.appendonly.RecordReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a file of commands as redis-check-aof does: whole records and whole transactions count, names of commands are not known.
 * Nothing is kept, so a file may be larger than the memory. One thread; one file.
 */
public final class CommandsCheck {
    /** Hears of each record of a valid piece and of those behind it. */
    @FunctionalInterface
    public interface Hearer {
        /** @param bytes what it takes in the file */
        void command(String name, long bytes);
    }

    /**
     * What was found.
     *
     * @param validBytes up to where there is nothing wrong
     * @param lines read, those of what is wrong included
     * @param isMalformed what stands behind is no record at all
     * @param fault what is wrong, in the words of Redis; empty if nothing is, or there is nothing to be said of it
     * @param faultPosition where
     * @param isTimeUnreadable an annotation that should tell a time does not, and there is a limit
     * @param laterThan where the first annotation stands with a time later than the limit
     * @param places what its lines tell of places, if any
     */
    public record Found(
            long validBytes,
            long lines,
            boolean isMalformed,
            String fault,
            long faultPosition,
            boolean isTimeUnreadable,
            OptionalLong laterThan,
            Optional<Long> firstTimestamp,
            Optional<Long> lastTimestamp,
            Optional<Places> places) {}

    /**
     * A file of a member of a group. What is cut off of it may have been confirmed, and then the member must not be counted by what is left:
     * unless it is the end of a piece that was never whole.
     *
     * @param pieceFrom where the last piece begins that was met
     * @param pieceEnd where it ends; nothing but pieces stands in front of it that are whole
     */
    public record Places(long pieceFrom, long pieceEnd) {
        /** Where to cut so that {@code valid} bytes are left at most and the last piece looks like no half one. */
        public long cutAt(long valid, long size) {
            return pieceEnd <= size && valid < pieceEnd ? Math.min(valid, pieceFrom) : valid;
        }

        /** What is to be written where something was cut off; may be nothing. */
        public byte[] line(long size) {
            return pieceEnd <= size ? Annotations.cut() : new byte[0];
        }
    }

    private final RecordReader reader;
    private final String file;
    private final long latestSeconds;
    private final Hearer hearer;
    private final Optional<Export> export;
    private Optional<Long> firstTimestamp = Optional.empty();
    private Optional<Long> lastTimestamp = Optional.empty();
    private Optional<Places> places = Optional.empty();

    /**
     * @param file its name, as it is told
     * @param from where in the file the input stands
     * @param latestSeconds reading ends at the first annotation with a later time; {@link Long#MAX_VALUE} for none
     * @param export gets every command that is found, too
     */
    public CommandsCheck(
            InputStream in,
            String file,
            long from,
            long totalBytes,
            long latestSeconds,
            Hearer hearer,
            Optional<Export> export) {
        this.reader = new RecordReader(in, from, totalBytes);
        this.file = file;
        this.latestSeconds = latestSeconds;
        this.hearer = hearer;
        this.export = export;
    }

    /** Reads all of it. */
    public Found read() throws IOException {
        long valid = reader.validBytes();
        boolean transaction = false;
        while (true) {
            long before = reader.position();
            RecordReader.Item item = reader.next();
            switch (item) {
                case RecordReader.Item.Annotation(byte[] line) -> {
                    Optional<Long> seconds = timestamp(line);
                    if (latestSeconds < Long.MAX_VALUE && seconds.isEmpty() && isToTellTime(line)) {
                        return unreadableTime(valid, before);
                    }
                    if (seconds.filter(time -> time > latestSeconds).isPresent()) {
                        return found(valid, false, "", 0, OptionalLong.of(before));
                    }
                    OptionalLong piece = Annotations.pieceOf(line);
                    if (piece.isPresent()) {
                        places = Optional.of(new Places(before, reader.position() + piece.getAsLong()));
                    } else if (places.isEmpty() && Annotations.isOfPlaces(line)) {
                        places = Optional.of(new Places(0, 0));
                    }
                    firstTimestamp = firstTimestamp.or(() -> seconds);
                    lastTimestamp = seconds.or(() -> lastTimestamp);
                }
                case RecordReader.Item.Command(Argv argv) -> {
                    String name = argv.text(0).toLowerCase(Locale.ROOT);
                    boolean begins = name.equals("multi");
                    boolean ends = name.equals("exec");
                    if (begins && transaction || ends && !transaction) {
                        String what = "Unexpected " + (begins ? "MULTI" : "EXEC") + " in AOF " + file;
                        return found(valid, false, what, reader.lastValuePosition(), OptionalLong.empty());
                    }
                    transaction = begins || transaction && !ends;
                    hearer.command(name, reader.position() - before);
                    export.ifPresent(present -> present.command(argv));
                }
                case RecordReader.Item.End end -> {
                    if (latestSeconds < Long.MAX_VALUE && reader.validBytes() < reader.position()) {
                        return unreadableTime(valid, before); // the file ends inside of an annotation
                    }
                    String what = transaction ? "Reached EOF before reading EXEC for MULTI" : "";
                    long place = reader.lastValuePosition();
                    return found(transaction ? valid : reader.position(), false, what, place, OptionalLong.empty());
                }
                case RecordReader.Item.Short(String reason) -> {
                    return found(valid, false, reason, reader.faultPosition(), OptionalLong.empty());
                }
                case RecordReader.Item.Malformed(String reason) -> {
                    boolean noRecord = reason.startsWith("Expected prefix '*'");
                    long sound = Math.min(valid, reader.validBytes());
                    return found(sound, noRecord, noRecord ? "" : reason, reader.faultPosition(), OptionalLong.empty());
                }
            }
            if (!transaction) {
                valid = reader.position();
            }
        }
    }

    private Found found(long valid, boolean malformed, String fault, long position, OptionalLong laterThan) {
        return new Found(
                valid,
                reader.lines(),
                malformed,
                fault,
                position,
                false,
                laterThan,
                firstTimestamp,
                lastTimestamp,
                places);
    }

    private Found unreadableTime(long valid, long position) {
        return new Found(
                valid,
                reader.lines(),
                false,
                "Invalid timestamp annotation",
                position,
                true,
                OptionalLong.empty(),
                firstTimestamp,
                lastTimestamp,
                places);
    }

    private static boolean isToTellTime(byte[] line) {
        return new String(line, StandardCharsets.ISO_8859_1).startsWith("#TS:");
    }

    private static Optional<Long> timestamp(byte[] line) {
        String text = new String(line, StandardCharsets.ISO_8859_1);
        return text.matches("#TS:\\d{1,18}") ? Optional.of(Long.parseLong(text.substring(4))) : Optional.empty();
    }
}
