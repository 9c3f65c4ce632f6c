package io.vedette.server.values;

import java.util.Arrays;

/**
 * A place between the elements of a sorted set: some elements stand before it, the others behind it. Ranges of every kind
 * are two of them.
 */
public sealed interface Border {
    /** Whether an element of that score and member stands before this place. */
    boolean isBehind(double score, byte[] member);

    /** Whether the member of an element of that score has a part in it; any will do where it has none. */
    default boolean asksForMember(double score) {
        return false;
    }

    /** @param equalsBefore whether elements of this very score stand before the place, or behind it */
    record AtScore(double score, boolean equalsBefore) implements Border {
        @Override
        public boolean isBehind(double other, byte[] member) {
            return other < score || equalsBefore && other == score;
        }
    }

    /**
     * Where members are in order, which is so among equal scores.
     *
     * @param equalsBefore whether the very member stands before the place, or behind it
     */
    record AtMember(byte[] member, boolean equalsBefore) implements Border {
        @Override
        public boolean isBehind(double score, byte[] other) {
            int order = Arrays.compareUnsigned(other, member);
            return order < 0 || equalsBefore && order == 0;
        }

        @Override
        public boolean asksForMember(double score) {
            return true;
        }
    }

    /** Right before an element, or where it would be. */
    record BeforeElement(double score, byte[] member) implements Border {
        @Override
        public boolean isBehind(double otherScore, byte[] otherMember) {
            return otherScore < score || otherScore == score && Arrays.compareUnsigned(otherMember, member) < 0;
        }

        @Override
        public boolean asksForMember(double otherScore) {
            return otherScore == score;
        }
    }

    /** Before all elements, or behind all. */
    enum Edge implements Border {
        BEGIN,
        END;

        @Override
        public boolean isBehind(double score, byte[] member) {
            return this == END;
        }
    }
}
