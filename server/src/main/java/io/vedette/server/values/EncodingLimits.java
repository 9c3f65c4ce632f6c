package io.vedette.server.values;

/**
 * Up to where collections stay packed: the settings of the same names, as they are at the moment. A change of a setting
 * touches no value until it is changed next.
 */
public interface EncodingLimits {
    /** Redis' default; longer than any element here can be. */
    long LIST_PLAIN_FROM_BYTES = 1L << 30;

    /** Entries: {@code hash-max-listpack-entries}. */
    long hashMaxListpackEntries();

    /** Bytes of a field or value: {@code hash-max-listpack-value}. */
    long hashMaxListpackValue();

    /** Entries of a node if positive, otherwise -1 to -5 for 4, 8, 16, 32, 64 KB: {@code list-max-listpack-size}. */
    int listMaxListpackSize();

    /** Bytes from which on an element is a node of its own. No setting: only DEBUG QUICKLIST-PACKED-THRESHOLD changes it. */
    default long listPlainFromBytes() {
        return LIST_PLAIN_FROM_BYTES;
    }

    /** Members: {@code set-max-intset-entries}. */
    long setMaxIntsetEntries();

    /** Members: {@code zset-max-listpack-entries}. */
    long zsetMaxListpackEntries();

    /** Bytes of a member: {@code zset-max-listpack-value}. */
    long zsetMaxListpackValue();

    /** Bytes of a node, 0 for no limit: {@code stream-node-max-bytes}. */
    long streamNodeMaxBytes();

    /** Entries of a node, 0 for no limit: {@code stream-node-max-entries}. */
    long streamNodeMaxEntries();

    /** Bytes of a sparse HyperLogLog: {@code hll-sparse-max-bytes}. */
    long hllSparseMaxBytes();

    /** Redis' defaults. */
    EncodingLimits USUAL = new EncodingLimits() {
        @Override
        public long hashMaxListpackEntries() {
            return 512;
        }

        @Override
        public long hashMaxListpackValue() {
            return 64;
        }

        @Override
        public int listMaxListpackSize() {
            return -2;
        }

        @Override
        public long setMaxIntsetEntries() {
            return 512;
        }

        @Override
        public long zsetMaxListpackEntries() {
            return 128;
        }

        @Override
        public long zsetMaxListpackValue() {
            return 64;
        }

        @Override
        public long streamNodeMaxBytes() {
            return 4096;
        }

        @Override
        public long streamNodeMaxEntries() {
            return 100;
        }

        @Override
        public long hllSparseMaxBytes() {
            return 3000;
        }
    };
}
