package io.vedette.server.values;

/** How a sorted set lies in memory. Ranks count from 0 in the order of (score, member). */
sealed interface SortedSetForm extends Form permits PackedSortedSet, LargeSortedSet {
    /** NaN if the member is not there. */
    double score(byte[] member);

    /** How many elements stand before the border. */
    long rank(Border border);

    void forEach(long from, long to, boolean reverse, SortedSetValue.Sink sink);

    long scan(long cursor, long wanted, SortedSetValue.Sink sink);

    void add(byte[] member, double score);

    /** The same for a new element behind all others. */
    default void append(byte[] member, double score) {
        add(member, score);
    }

    void move(byte[] member, double oldScore, double score);

    void remove(byte[] member, double score);

    void removeRange(long from, long to);

    @Override
    SortedSetForm fork();
}
