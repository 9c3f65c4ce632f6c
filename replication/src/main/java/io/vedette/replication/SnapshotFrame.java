package io.vedette.replication;

import java.util.Arrays;
import java.util.function.Consumer;

/** Where a snapshot ends inside the bytes of a link: after a stated length, or at a mark drawn by the master. */
sealed interface SnapshotFrame {
    /**
     * Takes what belongs to the snapshot from the front of the bytes and gives it to {@code sink} in arrays of its own.
     *
     * @return how many bytes were taken: all, unless the snapshot ended
     */
    int take(byte[] bytes, int offset, int length, Consumer<byte[]> sink);

    boolean ended();

    /** How long the snapshot is; 0 when the master did not say. */
    long totalBytes();

    /** {@code $<length>}: exactly that many bytes; the command stream follows at once. */
    final class Sized implements SnapshotFrame {
        private final long totalBytes;
        private long left;

        Sized(long totalBytes) {
            this.totalBytes = totalBytes;
            this.left = totalBytes;
        }

        @Override
        public int take(byte[] bytes, int offset, int length, Consumer<byte[]> sink) {
            int part = (int) Math.min(left, length);
            if (part > 0) {
                sink.accept(Arrays.copyOfRange(bytes, offset, offset + part));
                left -= part;
            }
            return part;
        }

        @Override
        public boolean ended() {
            return left == 0;
        }

        @Override
        public long totalBytes() {
            return totalBytes;
        }
    }

    /**
     * {@code $EOF:<mark>}: until the last bytes received equal the mark. The master sends nothing behind it before the
     * first acknowledgement, so the mark can only stand at the end of what has come.
     */
    final class Marked implements SnapshotFrame {
        private final byte[] mark;
        /** Bytes held back, at most one mark's length: they may be the beginning of the mark. */
        private byte[] held = {};

        private boolean ended;

        Marked(byte[] mark) {
            this.mark = mark;
        }

        @Override
        public int take(byte[] bytes, int offset, int length, Consumer<byte[]> sink) {
            int before = Math.max(0, held.length + length - mark.length);
            byte[] passed = part(bytes, offset, 0, before);
            held = part(bytes, offset, before, held.length + length);
            ended = Arrays.equals(held, mark);
            if (before > 0) {
                sink.accept(passed);
            }
            return length;
        }

        /** What stands between two places of what is held and what has come behind it. */
        private byte[] part(byte[] bytes, int offset, int from, int to) {
            byte[] part = new byte[to - from];
            int ofHeld = Math.clamp(held.length - from, 0, part.length);
            if (ofHeld > 0) {
                System.arraycopy(held, from, part, 0, ofHeld);
            }
            if (ofHeld < part.length) {
                System.arraycopy(bytes, offset + from + ofHeld - held.length, part, ofHeld, part.length - ofHeld);
            }
            return part;
        }

        @Override
        public boolean ended() {
            return ended;
        }

        @Override
        public long totalBytes() {
            return 0;
        }
    }
}
