package io.vedette.server.keyspace;

import java.util.Arrays;

/**
 * The records of one table that have an expiry, in no order, for drawing samples. Each record knows its own position, so
 * adding and removing take constant time. The pages keep growth smooth: no large array is ever copied. Owned by its table.
 */
final class ExpiryIndex {
    private static final int PAGE_BITS = 10;
    private static final int PAGE_MASK = (1 << PAGE_BITS) - 1;

    private int[][] pages = new int[1][0];
    private int size;

    int size() {
        return size;
    }

    int get(int position) {
        return pages[position >> PAGE_BITS][position & PAGE_MASK];
    }

    /** Gives the record the next position, which is returned. */
    int add(int record) {
        int page = size >> PAGE_BITS;
        if (page == pages.length) {
            pages = Arrays.copyOf(pages, pages.length * 2);
        }
        if (pages[page] == null || (size & PAGE_MASK) >= pages[page].length) {
            // The first page grows from nothing, since most databases are empty; later ones are made whole.
            pages[page] = page == 0
                    ? Arrays.copyOf(pages[0], Math.clamp(pages[0].length * 2L, 8, PAGE_MASK + 1))
                    : new int[PAGE_MASK + 1];
        }
        set(size, record);
        return size++;
    }

    void set(int position, int record) {
        pages[position >> PAGE_BITS][position & PAGE_MASK] = record;
    }

    /**
     * Takes the record at the position out; the last one moves there.
     *
     * @return the record that has the position now; the removed one if it was the last
     */
    int remove(int position) {
        size--;
        int last = get(size);
        set(position, last);
        int unused = (size >> PAGE_BITS) + 2;
        if (unused < pages.length) {
            pages[unused] = null;
        }
        return last;
    }

    long bytes() {
        return 4L * (size + PAGE_MASK & ~PAGE_MASK);
    }
}
