package io.vedette.server.keyspace;

import java.util.Arrays;

/**
 * The entries of one table that have an expiry, in no order, for drawing samples. Each knows its own position, so adding
 * and removing take constant time. The pages keep growth smooth: no large array is ever copied.
 */
final class ExpiryIndex {
    private static final int PAGE_BITS = 10;
    private static final int PAGE_MASK = (1 << PAGE_BITS) - 1;

    private Entry[][] pages = new Entry[1][0];
    private int size;

    int size() {
        return size;
    }

    Entry get(int position) {
        return pages[position >> PAGE_BITS][position & PAGE_MASK];
    }

    void add(Entry entry) {
        int page = size >> PAGE_BITS;
        if (page == pages.length) {
            pages = Arrays.copyOf(pages, pages.length * 2);
        }
        if (pages[page] == null || (size & PAGE_MASK) >= pages[page].length) {
            // The first page grows from nothing, since most databases are empty; later ones are made whole.
            pages[page] = page == 0
                    ? Arrays.copyOf(pages[0], Math.clamp(pages[0].length * 2L, 8, PAGE_MASK + 1))
                    : new Entry[PAGE_MASK + 1];
        }
        place(size, entry);
        size++;
    }

    void replace(Entry old, Entry entry) {
        place(old.expiryPosition, entry);
    }

    void remove(Entry entry) {
        size--;
        Entry last = get(size);
        place(entry.expiryPosition, last);
        pages[size >> PAGE_BITS][size & PAGE_MASK] = null;
        int unused = (size >> PAGE_BITS) + 2;
        if (unused < pages.length) {
            pages[unused] = null;
        }
    }

    private void place(int position, Entry entry) {
        pages[position >> PAGE_BITS][position & PAGE_MASK] = entry;
        entry.expiryPosition = position;
    }
}
