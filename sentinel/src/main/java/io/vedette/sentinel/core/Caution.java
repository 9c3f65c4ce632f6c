package io.vedette.sentinel.core;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an operator may ask of us beyond Redis, for one group; all of it is off unless asked for.
 *
 * @param maxFailoverLagBytes a replica that lacks more of the history than this is not promoted
 * @param refusedIsDown a refused connection counts as down at once, without down-after; the quorum is still needed
 * @param replicaVeto no failover while a replica says that its link to the master is up
 * @param forgetAfterMillis instances that are away for so long are forgotten; 0 = never
 * @param writeQuorum no acknowledged write is to be lost: servers of ours, which are supervised by ballots
 * @param fencing a master that too few sentinels support does not write: servers of ours
 */
public record Caution(
        OptionalLong maxFailoverLagBytes,
        boolean refusedIsDown,
        boolean replicaVeto,
        long forgetAfterMillis,
        Optional<WriteQuorum> writeQuorum,
        Optional<Fencing> fencing) {
    public static final Caution NONE =
            new Caution(OptionalLong.empty(), false, false, 0, Optional.empty(), Optional.empty());

    /** Bytes of history; 0 and more. */
    public Caution withMaxFailoverLagBytes(long value) {
        return new Caution(OptionalLong.of(value), refusedIsDown, replicaVeto, forgetAfterMillis, writeQuorum, fencing);
    }

    public Caution withRefusedIsDown(boolean value) {
        return new Caution(maxFailoverLagBytes, value, replicaVeto, forgetAfterMillis, writeQuorum, fencing);
    }

    public Caution withReplicaVeto(boolean value) {
        return new Caution(maxFailoverLagBytes, refusedIsDown, value, forgetAfterMillis, writeQuorum, fencing);
    }

    public Caution withForgetAfterMillis(long value) {
        return new Caution(maxFailoverLagBytes, refusedIsDown, replicaVeto, value, writeQuorum, fencing);
    }

    public Caution withWriteQuorum(Optional<WriteQuorum> value) {
        return new Caution(maxFailoverLagBytes, refusedIsDown, replicaVeto, forgetAfterMillis, value, fencing);
    }

    public Caution withFencing(Optional<Fencing> value) {
        return new Caution(maxFailoverLagBytes, refusedIsDown, replicaVeto, forgetAfterMillis, writeQuorum, value);
    }
}
