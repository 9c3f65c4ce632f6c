package io.vedette.server;

import io.vedette.resp.RespException;
import java.util.List;

/** What INFO tells about replication, and what a shutdown must know of it. Implemented by the replication side. */
public interface ReplicationFacts {
    /** The fields of the replication section, one a line, without its heading. */
    String infoFields(long nowMillis);

    long fullSyncs();

    long partialSyncs();

    long refusedPartialSyncs();

    /** Bytes that the backlog holds. */
    long backlogBytes();

    /** Forgets the counts: CONFIG RESETSTAT. */
    void resetCounts();

    /** True while it loads a snapshot for which the data before had to go: clients are told to wait. */
    boolean isLoading();

    Copying copying();

    /** Replicas in whatever state. */
    int replicas();

    /** Those of them that have not acknowledged the log up to {@code offset}: each with its address, and how far behind it is. */
    List<String> replicasBehind(long offset);

    /** True if a replica has the stream and could lead. */
    boolean hasOnlineReplica();

    /** True while this master passes its place to a replica: FAILOVER. */
    boolean isFailingOver();

    /**
     * Passes the place to the first replica that has everything; writes are held until then.
     *
     * @throws RespException it cannot be begun
     */
    void passOn(long timeoutMillis) throws RespException;

    /** What {@link #passOn} began ends here, and writes go on; nothing happens if a replica has been asked to lead already. */
    void keepPlace();

    /** Has the replicas asked, at the end of this turn, how far they are. */
    void askForAcknowledgements();

    /** Everything that is here has been saved and the process ends: nothing more is applied or confirmed. */
    void endCleanly();

    /** Bytes that came from the master, since start. */
    long receivedBytes();
}
