package io.vedette.server.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Puts many new records into a table. They are laid side by side into arrays as they will lie in their pages, and copied there many at
 * once: each of the small steps into a page costs little once the compiler has seen it often, and much before, and a server that loads
 * has just been started.
 *
 * <p>{@link #expect}, {@link #add} for each, {@link #end} or {@link #layDown}; only then may the table be asked for what was added. That a key
 * was there already is found at the end too, or asked for before ({@link #mayBeThere}). Owner of the table only.
 */
public final class NewRecords {
    private static final int LARGEST_IMAGE_BYTES = 16 * 1024;

    /** What a few records need is no more than so much for each, mostly. */
    private static final int IMAGE_BYTES_PER_RECORD = 128;

    /** Longer records gain nothing. */
    private static final int LONGEST_LAID_BYTES = 1024;

    /** At least a slot of the longest records. */
    private static final int SMALLEST_IMAGE_BYTES = 2 * LONGEST_LAID_BYTES;

    /** What will become of a stretch of a page. */
    private static final class Image {
        final byte[] bytes;
        Page page;
        long from;
        int size;

        Image(Page page, int bytes) {
            this.page = page;
            this.bytes = new byte[bytes];
        }

        /** Makes room for a slot that lies there. */
        void reach(Page slotPage, long slotFrom) {
            if (page != slotPage || from + size != slotFrom || size + page.slotBytes > bytes.length) {
                copy();
                page = slotPage;
                from = slotFrom;
            }
        }

        void copy() {
            if (size == 0) {
                return; // the page may be gone by now
            }
            MemorySegment.copy(bytes, 0, page.memory(), ValueLayout.JAVA_BYTE, from, size);
            from += size;
            size = 0;
        }
    }

    private final RecordTable table;
    private final Slabs slabs;
    private final Image[] images = new Image[Slabs.SIZE_CLASSES];
    /** Those of {@link #images} that there are. */
    private final Image[] inUse = new Image[Slabs.SIZE_CLASSES];

    private int used;
    private int imageBytes;
    private int[] hashes = {};
    /** See {@link RecordTable#add}, of all that were added. */
    private long nearest;

    /** Keeps the compiler from leaving out looks that nobody needs the result of. */
    private long seen;

    public NewRecords(RecordTable table) {
        this.table = table;
        this.slabs = table.slabs();
    }

    /**
     * These keys come next. Their buckets are looked at side by side, so that the processor fetches them together.
     *
     * @param places where each key begins, and how long it is, with {@code step} numbers for each
     */
    public void expect(byte[] bytes, int[] places, int step, int count) {
        if (hashes.length < count) {
            hashes = new int[count];
        }
        for (int i = 0; i < count; i++) {
            hashes[i] = (int) table.siphash().hash(bytes, places[i * step], places[i * step + 1]);
        }
        for (int i = 0; i < count; i++) {
            Bucket bucket = table.bucket(hashes[i]);
            seen += bucket.entry(bucket.home(hashes[i]));
        }
        nearest = Long.MAX_VALUE;
        imageBytes = Math.clamp((long) IMAGE_BYTES_PER_RECORD * count, SMALLEST_IMAGE_BYTES, LARGEST_IMAGE_BYTES);
    }

    /**
     * Adds one of those that are expected: its payload is the head and then a part of {@code body}.
     *
     * @param index its place among them
     */
    public void add(int index, byte[] bytes, int keyAt, int keyLength, byte[] head, byte[] body, int from, int length) {
        int recordLength = RecordHead.bytes(keyLength, head.length + length) + keyLength + head.length + length;
        int record = slabs.allocate(recordLength);
        if (recordLength > LONGEST_LAID_BYTES) {
            byte[] whole = new byte[recordLength];
            lay(whole, 0, bytes, keyAt, keyLength, head, body, from, length);
            MemorySegment.copy(
                    whole, 0, slabs.memory(record), ValueLayout.JAVA_BYTE, slabs.offset(record), recordLength);
        } else {
            Image image = imageOf(record);
            lay(image.bytes, image.size, bytes, keyAt, keyLength, head, body, from, length);
            image.size += image.page.slotBytes;
        }
        nearest = Math.min(nearest, table.add(hashes[index], record));
    }

    /** False if the table has no key with the hash of this one of those that are expected, also of those that were added. */
    public boolean mayBeThere(int index) {
        return table.bucket(hashes[index]).hasHash(hashes[index]);
    }

    /** What was added lies in its pages: the table may be asked for it, and changed otherwise. */
    public void layDown() {
        for (int i = 0; i < used; i++) {
            inUse[i].copy();
        }
    }

    /**
     * What was added lies in its pages.
     *
     * @return the place among those expected of the first whose key is there twice, {@code count} if there is none; after such a one the
     *     table is of no use any more
     */
    public int end(byte[] bytes, int[] places, int step, int count) {
        layDown();
        int fresh = nearest > 0 ? count : 0;
        while (fresh < count && isOnce(hashes[fresh], bytes, places[fresh * step], places[fresh * step + 1])) {
            fresh++;
        }
        return fresh;
    }

    private boolean isOnce(int hash, byte[] bytes, int keyAt, int keyLength) {
        return table.count(hash, Arrays.copyOfRange(bytes, keyAt, keyAt + keyLength)) == 1;
    }

    private Image imageOf(int record) {
        Page page = slabs.page(record);
        Image image = images[page.sizeClass];
        if (image == null) {
            image = new Image(page, imageBytes);
            images[page.sizeClass] = image;
            inUse[used++] = image;
        }
        image.reach(page, slabs.offset(record));
        return image;
    }

    private static void lay(
            byte[] image,
            int first,
            byte[] bytes,
            int keyAt,
            int keyLength,
            byte[] head,
            byte[] body,
            int from,
            int length) {
        int at = RecordHead.put(image, first, keyLength, head.length + length);
        System.arraycopy(bytes, keyAt, image, at, keyLength);
        System.arraycopy(head, 0, image, at + keyLength, head.length);
        System.arraycopy(body, from, image, at + keyLength + head.length, length);
    }
}
