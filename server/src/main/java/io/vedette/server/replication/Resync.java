package io.vedette.server.replication;

import io.vedette.replication.BallotEvent;
import io.vedette.replication.Marker;
import io.vedette.replication.MasterConnections;
import io.vedette.replication.NoteLevel;
import io.vedette.replication.ReplicaEvent;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data of a master takes the place of the data here, when it is whole. Part of {@link Replication}; owner loop only.
 *
 * <pre>
 * none --begin--> loading beside the data --whole, not refused--> in its place
 *                    |    \--no room for both--> the data is given up --> loading alone
 *                    \--abort, failed, refused--> none: the data is as it was, or gone
 * </pre>
 *
 * Invariants: at most one is loaded; data that was given up is answered for by LOADING until other data is whole.
 */
final class Resync {
    private static final Logger LOG = LoggerFactory.getLogger(Resync.class);

    /** Of the memory of the machine or container: what data may take. The process takes some besides. */
    private static final int SAFE_MEMORY_PERCENT = 85;

    private final Replication replication;
    private final ReplicationHost host;
    private final MasterConnections connections;
    private Optional<ResyncLoad> load = Optional.empty();
    private boolean givenUp;

    Resync(Replication replication, ReplicationHost host, MasterConnections connections) {
        this.replication = replication;
        this.host = host;
        this.connections = connections;
    }

    /** A snapshot comes over that link. */
    void begin(long link) {
        // What was written since, by clients of a master that this was, is served.
        givenUp &= host.keyspace().size() == 0;
        load = Optional.of(new ResyncLoad(
                link,
                connections,
                host,
                (bytes, taken, then) -> makeRoom(link, bytes, taken, then),
                outcome -> ended(link, outcome)));
    }

    void bytes(long link, byte[] bytes) {
        load(link).ifPresent(present -> present.bytes(bytes));
    }

    /** All bytes are there. */
    void end(long link) {
        load(link).ifPresent(ResyncLoad::end);
    }

    /** Whatever comes over that link now, or is being loaded, is of no use any more. */
    void abort(long link) {
        load(link).ifPresent(ResyncLoad::abort);
        load = Optional.empty();
    }

    boolean isUnderWay() {
        return load.isPresent();
    }

    /** The data was given up for a snapshot that is being loaded: there is nothing that clients could be told. */
    boolean isAllThereIs() {
        return givenUp && load.isPresent();
    }

    private Optional<ResyncLoad> load(long link) {
        return load.filter(present -> present.link() == link);
    }

    /**
     * Two sets of data stand side by side until the new one is whole; where they do not fit, the old one goes first. What a master says of its
     * own memory refuses nothing: the same data may take less here.
     */
    private void makeRoom(long link, long bytes, boolean taken, Consumer<Optional<String>> then) {
        long present = host.usedMemoryBytes();
        long most = host.memoryLimitBytes() / 100 * SAFE_MEMORY_PERCENT;
        if (bytes <= most - present) {
            then.accept(Optional.empty());
            return;
        }
        boolean alone = host.keyspace().size() == 0;
        if (taken && (alone || bytes > most)) {
            then.accept(Optional.of("no memory: the data takes " + bytes + " bytes here, beside " + present
                    + " bytes in use; together at most " + most + ", " + SAFE_MEMORY_PERCENT
                    + " per cent of what this machine or container has"));
            return;
        }
        if (alone) {
            then.accept(Optional.empty());
            return;
        }
        LOG.warn(
                "The data of the master ({} bytes) does not fit beside the data here ({} bytes; together at most {}, {} per"
                        + " cent of what this machine or container has): the data here is given up first, and clients are"
                        + " answered LOADING until the new data is whole.",
                bytes,
                present,
                most,
                SAFE_MEMORY_PERCENT);
        Runnable giveUp = () -> {
            if (load(link).isPresent()) {
                host.keyspace().replaceWith(host.freshKeyspace());
                givenUp = true;
                replication.handle(new ReplicaEvent.DataGivenUp(link));
            }
            then.accept(Optional.empty());
        };
        // Outside of groups nobody reads the mark but people: there a disk that takes nothing is no reason to stay
        // without data.
        boolean needed = replication.isSupervised();
        replication.supervision().empty(new Supervision.Room(giveUp, reason -> {
            if (needed) {
                abort(link);
                replication.handle(new ReplicaEvent.LoadFailed(link, reason));
                then.accept(Optional.empty());
            } else {
                giveUp.run();
            }
        }));
    }

    private void ended(long link, ResyncLoad.Outcome outcome) {
        load = Optional.empty();
        switch (outcome) {
            case ResyncLoad.Outcome.Whole(var fresh, int database, Marker marker, long keys) -> {
                boolean wipes = keys == 0 && host.keyspace().size() > 0 && replication.forgets(link);
                if (wipes && host.settings().refuseEmptyMaster()) {
                    fresh.abandon();
                    replication.handle(new ReplicaEvent.EmptyMasterRefused(link));
                    host.endOfTurnWanted();
                    return;
                }
                host.keyspace().replaceWith(fresh);
                givenUp = false;
                host.note(NoteLevel.NOTICE, "Done loading RDB, keys loaded: " + keys + ", keys expired: 0.");
                replication.handle(new ReplicaEvent.Loaded(link, database, marker));
                replication.supervision().handle(new BallotEvent.DataReplaced());
                host.dataReplaced(keys);
            }
            case ResyncLoad.Outcome.Failed(String reason) ->
                replication.handle(new ReplicaEvent.LoadFailed(link, reason));
        }
        host.endOfTurnWanted();
    }
}
