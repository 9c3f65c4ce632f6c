package io.vedette.replication;

import io.vedette.rdb.RdbReplication;

/**
 * A server that found its data on the disk takes up its place in a history. A replica goes on where it stopped. A master may
 * have lost what came after the snapshot, so it goes on under a new id, and whoever has exactly what it has may resume.
 *
 * @param position where a master's data stood
 */
record Recovery(RdbReplication position) {
    /** The history is its master's, as far as the data goes. */
    static void asReplica(ReplicationLog log, RdbReplication position) {
        begin(log, position);
        log.databaseSelected(position.streamDatabase());
    }

    static Recovery asMaster(ReplicationLog log, RdbReplication position, String newId) {
        begin(log, position);
        log.continueAs(newId);
        return new Recovery(position);
    }

    private static void begin(ReplicationLog log, RdbReplication position) {
        Marker marker = position.marker().flatMap(Marker::parse).orElse(Marker.NONE);
        log.startOver(ReplicationHistory.of(position.id()), position.offset(), marker);
    }

    /**
     * The master becomes a replica: if nothing was written since, its data still is a piece of the old history, under whose
     * name the new master may let it resume.
     */
    void rejoin(ReplicationLog log) {
        if (log.isOpen()
                && log.endOffset() == position.offset()
                && log.history().previousId().equals(position.id())) {
            ReplicationHistory since = log.history();
            log.startOver(
                    new ReplicationHistory(position.id(), since.id(), position.offset() + 1),
                    position.offset(),
                    log.marker());
            log.databaseSelected(position.streamDatabase());
        }
    }
}
