package io.vedette.server.appendonly;

import io.vedette.rdb.RdbReplication;
import io.vedette.replication.Cursor;
import io.vedette.replication.ReplicationLog;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts together what is written to an increment next: the records of the log, and the lines that belong to them. Owner loop. */
final class Composer {
    /**
     * A place in the log and in the file.
     *
     * @param database to be selected before what follows; {@link ReplicationLog#NO_DATABASE} if that does so itself
     * @param summed whether a check sum of everything before it stands there, or there is nothing to be summed
     */
    record Place(Cursor cursor, int database, long bytes, boolean summed) {}

    /** What is to be written, and where log and file stand behind it. */
    record Piece(RecordBytes bytes, Place end) {}

    private final AppendOnlyHost host;
    private long timestampSeconds;

    Composer(AppendOnlyHost host) {
        this.host = host;
    }

    /** What was composed last may not be in the file: the time is told again. */
    void anew() {
        timestampSeconds = 0;
    }

    /** All that the log has behind {@code from}, as it will stand in the file. */
    Piece compose(Place from) {
        Cursor cursor = from.cursor().copy();
        List<ByteBuffer> parts = new ArrayList<>();
        cursor.readData((bytes, offset, length) -> parts.add(ByteBuffer.wrap(bytes, offset, length)));
        if (parts.isEmpty()) {
            return new Piece(RecordBytes.NONE, new Place(cursor, from.database(), from.bytes(), from.summed()));
        }
        if (from.database() != ReplicationLog.NO_DATABASE) {
            parts.addFirst(ByteBuffer.wrap(select(from.database())));
        }
        Optional<RdbReplication> told = host.toldPlace();
        if (told.isPresent()) {
            parts.addLast(ByteBuffer.wrap(Annotations.place(told.get())));
            if (host.confirmsFromDisk()) {
                parts.addFirst(ByteBuffer.wrap(Annotations.piece(bytesOf(parts))));
            }
        }
        long seconds = host.wallMillis() / 1_000;
        if (host.appendOnlySettings().timestamps() && seconds > timestampSeconds) {
            timestampSeconds = seconds;
            parts.addFirst(ByteBuffer.wrap(Annotations.timestamp(seconds)));
        }
        boolean sums = host.appendOnlySettings().sums();
        if (sums) {
            parts.addLast(ByteBuffer.allocate(Annotations.SUM_BYTES)); // filled beside the loop
        }
        ByteBuffer start = ByteBuffer.wrap(sums && !from.summed() ? Annotations.sumStart() : new byte[0]);
        long bytes = start.remaining() + bytesOf(parts);
        Place end = new Place(cursor, ReplicationLog.NO_DATABASE, from.bytes() + bytes, sums);
        return new Piece(new RecordBytes(start, parts.toArray(ByteBuffer[]::new), sums), end);
    }

    private static long bytesOf(List<ByteBuffer> parts) {
        long bytes = 0;
        for (ByteBuffer part : parts) {
            bytes += part.remaining();
        }
        return bytes;
    }

    private static byte[] select(int database) {
        String number = Integer.toString(database);
        return ("*2\r\n$6\r\nSELECT\r\n$" + number.length() + "\r\n" + number + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
