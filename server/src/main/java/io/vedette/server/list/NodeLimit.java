package io.vedette.server.list;

/** Up to where a node grows: {@code list-max-listpack-size}, by Redis' rules. */
public record NodeLimit(int setting) {
    private static final int[] BYTES = {4096, 8192, 16384, 32768, 65536};
    /** Where the setting counts elements, their bytes still may not exceed this. */
    private static final int SAFE_BYTES = 8192;
    /** What an entry is taken to need beside its content. */
    private static final int ENTRY_OVERHEAD = 8;
    /** What two listpacks have once too often when they become one. */
    private static final int PACK_OVERHEAD = ListNode.EMPTY_BYTES;

    private static final int MOST_ENTRIES = (1 << 15) - 1;

    public NodeLimit {
        setting = Math.clamp(setting, -BYTES.length, MOST_ENTRIES);
    }

    /** Whether an element of that many bytes may be added to a listpack. */
    public boolean allows(int packBytes, int packCount, int elementBytes) {
        long together = (long) packBytes + elementBytes + ENTRY_OVERHEAD;
        return setting < 0 ? together <= BYTES[-setting - 1] : together <= SAFE_BYTES && packCount < setting;
    }

    /** Whether two listpacks of these sizes may become one. */
    public boolean allowsMerge(int bytes, int count, int otherBytes, int otherCount) {
        long together = (long) bytes + otherBytes - PACK_OVERHEAD;
        return setting < 0
                ? together <= BYTES[-setting - 1]
                : together <= SAFE_BYTES && (long) count + otherCount <= setting;
    }
}
