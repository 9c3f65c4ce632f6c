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
            byte[] all = Arrays.copyOf(held, held.length + length);
            System.arraycopy(bytes, offset, all, held.length, length);
            int before = Math.max(0, all.length - mark.length);
            held = Arrays.copyOfRange(all, before, all.length);
            ended = Arrays.equals(held, mark);
            if (before > 0) {
                sink.accept(before == all.length ? all : Arrays.copyOf(all, before));
            }
            return length;
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
