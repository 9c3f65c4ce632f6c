package io.vedette.sentinel.core;

import java.util.OptionalLong;

/**
 * The present master's time in office, as far as this sentinel saw it begin. Owned by its {@link Group}: none until the first
 * switch, then one for each.
 *
 * <p>For a while after a switch nobody gets our vote against a master that answers us. Redis' sentinels carry what was said of
 * the dead master over to its successor: with a short down-after they may call a healthy new master down for a moment, believe
 * that the quorum agrees, and replace it. They cannot be elected where most sentinels are ours. A master that truly dies so early
 * is down here too by the time the candidate asks again, so this costs no more than that.
 */
final class Reign {
    /**
     * Beyond down-after: opinions of Redis' sentinels live for 5 s, and their leader may switch later than we do by an INFO
     * round for each replica that it repoints.
     */
    private static final long TRUSTED_MILLIS = 10_000;

    private OptionalLong since = OptionalLong.empty();
    private long refusedEpoch;

    void begin(Moment now) {
        since = OptionalLong.of(now.monotonicMillis());
        refusedEpoch = 0;
    }

    /** True if it began not long ago. */
    boolean isNew(Group group, Moment now) {
        return since.isPresent()
                && now.monotonicMillis() - since.getAsLong() < group.settings().downAfterMillis() + TRUSTED_MILLIS;
    }

    /** True if the master is new and answers us: who asks for a vote against it, is wrong. */
    boolean isSound(Group group, Moment now) {
        long downAfter = group.settings().downAfterMillis();
        DataNode master = group.master();
        return isNew(group, now)
                && !master.isDown()
                && !Backing.isShutOut(
                        group, since.getAsLong()) // by those who have voted, and need an election to support it again
                && !group.lineage().isInDoubt() // who knows where its data are, may lead
                && !Lineage.endangersReplicas(group)
                && group.strandedSince().isEmpty()
                && now.monotonicMillis() - Math.min(master.link().silentSince(), now.monotonicMillis())
                        <= downAfter / 2;
    }

    /** Tells once for each epoch that a vote was not given. */
    void refuse(Group group, String candidate, long epoch, Turn turn) {
        if (epoch > refusedEpoch) {
            refusedEpoch = epoch;
            turn.announce(
                    "-vote-refused",
                    group.text() + " " + candidate + " " + epoch + " #the new master answers",
                    Effect.Level.NOTICE,
                    group.name());
        }
    }
}
