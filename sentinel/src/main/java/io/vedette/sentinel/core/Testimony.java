package io.vedette.sentinel.core;

import java.util.List;
import java.util.Optional;

/**
 * What a member of a group with a write quorum says of itself, asked for its key or for a promise.
 *
 * @param serverId lasting: it outlives restarts, and is one for all addresses
 * @param runId of the life in which it says so
 * @param key how much it holds
 * @param promised the ballot that it obeys
 * @param whyNotCounted why its data prove nothing: {@code hollow}, {@code amnesiac}, ...; empty: they do
 * @param priority among equals; 0 comes last
 * @param fromDisk it confirms what is on its disk, and nothing else
 * @param electorates who confirms writes by the last marker in its data, and who will while that is being changed; none before the
 *     first one
 */
public record Testimony(
        String serverId,
        String runId,
        LogKey key,
        Ballot promised,
        Optional<String> whyNotCounted,
        int priority,
        boolean fromDisk,
        List<Electorate> electorates) {
    /** The one reason that counts no more where all members answer: nothing better exists then. */
    static final String AMNESIAC = "amnesiac";

    /** Its history began otherwise than by a promotion: never counted, and no better than none, unless an operator says so. */
    static final String FOREIGN = "foreign";

    public Testimony {
        electorates =
                electorates.stream().filter(list -> !list.members().isEmpty()).toList();
    }

    /** It, or its own data, can be built upon, or could if nothing better existed. */
    boolean isWholeOrForgetful() {
        return isWhole() || whyNotCounted.get().equals(AMNESIAC);
    }

    /** Its data are of no history of the group. */
    boolean isForeign() {
        return whyNotCounted.filter(FOREIGN::equals).isPresent();
    }

    /** Its data prove what they hold. */
    boolean isWhole() {
        return whyNotCounted.isEmpty();
    }
}
