package io.vedette.replication;

import io.vedette.replication.MasterEvent.FailoverAsked;
import io.vedette.resp.Argv;
import java.util.List;
import java.util.Optional;

/**
 * FAILOVER: a healthy master passes its place to a replica that has everything. Part of {@link MasterCore}.
 *
 * <pre>
 * none --asked--> waiting for sync --a replica has all--> in progress --it lets us follow--> none, a replica now
 *   ^                 |                                       |
 *   +--time is up-----+                                       |
 *   +--aborted--------+---------------------------------------+  (a master again, under a new id)
 *   +--refused, or gone before it was asked to lead-----------+
 * </pre>
 *
 * Writes are held from the first to the last step. Invariant: unless forced, nothing is in the log that the successor has
 * not applied when it is asked to lead, so it continues our history and we continue its own without a snapshot.
 *
 * <p>Redis waits for the acknowledgement that each replica sends once a second. Here two GETACKs are added to the log: the
 * answer to the second tells that the first was executed, and comes at once. Redis tries for ever to reach a successor that died
 * in between; here that ends the attempt, as long as the successor has not been asked to lead.
 */
final class PlannedFailover {
    private static final Argv GETACK = Argv.of("REPLCONF", "GETACK", "*");

    private enum State {
        NONE("no-failover"),
        WAITING_FOR_SYNC("waiting-for-sync"),
        IN_PROGRESS("failover-in-progress");

        private final String text;

        State(String text) {
            this.text = text;
        }
    }

    private final MasterCore core;
    private final ReplicationLog log;
    private State state = State.NONE;
    private Optional<FailoverAsked.Target> target = Optional.empty();
    private boolean forced;
    private Optional<Long> deadlineMillis = Optional.empty();
    private long enoughOffset;

    PlannedFailover(MasterCore core, ReplicationLog log) {
        this.core = core;
        this.log = log;
    }

    boolean underWay() {
        return state != State.NONE;
    }

    /** As INFO says it. */
    String stateText() {
        return state.text;
    }

    void asked(FailoverAsked wish, boolean isReplica, long nowMillis) {
        Optional<String> obstacle = obstacle(wish, isReplica);
        if (obstacle.isPresent()) {
            core.refuse(wish.client(), obstacle.get());
            return;
        }
        state = State.WAITING_FOR_SYNC;
        target = wish.target();
        forced = wish.force();
        deadlineMillis = wish.timeoutMillis() > 0 ? Optional.of(nowMillis + wish.timeoutMillis()) : Optional.empty();
        core.note(NoteLevel.NOTICE, "FAILOVER requested to " + targetText() + ".");
        core.effect(new MasterEffect.HoldWrites());
        log.appendKeepalive(GETACK);
        enoughOffset = log.endOffset();
        log.appendKeepalive(GETACK);
    }

    private Optional<String> obstacle(FailoverAsked wish, boolean isReplica) {
        if (underWay()) {
            return Optional.of("ERR FAILOVER already in progress.");
        }
        if (isReplica) {
            return Optional.of("ERR FAILOVER is not valid when server is a replica.");
        }
        if (!core.hasReplicas()) {
            return Optional.of("ERR FAILOVER requires connected replicas.");
        }
        if (wish.force() && (wish.timeoutMillis() == 0 || wish.target().isEmpty())) {
            return Optional.of("ERR FAILOVER with force option requires both a timeout and target HOST and IP.");
        }
        if (wish.target().isEmpty()) {
            return Optional.empty();
        }
        List<ReplicaPeer> named = core.replicas().stream()
                .filter(peer -> isAt(peer, wish.target().get()))
                .toList();
        if (named.isEmpty()) {
            return Optional.of("ERR FAILOVER target HOST and PORT is not a replica.");
        }
        return named.stream().anyMatch(ReplicaPeer::isOnline)
                ? Optional.empty()
                : Optional.of("ERR FAILOVER target replica is not online.");
    }

    /** Whether it is time for the next step; to be called when replicas have told something, and as time passes. */
    void look(long nowMillis) {
        if (state != State.WAITING_FOR_SYNC) {
            return;
        }
        if (deadlineMillis.isPresent() && nowMillis >= deadlineMillis.get()) {
            if (forced) {
                core.note(NoteLevel.NOTICE, "Failover to " + targetText() + " time out exceeded, failing over.");
                handOver();
            } else {
                abort("Replica never caught up before timeout");
            }
            return;
        }
        Optional<ReplicaPeer> ready = core.replicas().stream()
                .filter(peer -> target.isEmpty() || isAt(peer, target.get()))
                .filter(peer -> peer.isOnline() && peer.ackOffset() >= enoughOffset && peer.port() > 0)
                .findFirst();
        if (ready.isPresent()) {
            target = Optional.of(
                    new FailoverAsked.Target(ready.get().ip(), ready.get().port()));
            core.note(NoteLevel.NOTICE, "Failover target " + targetText() + " is synced, failing over.");
            handOver();
        }
    }

    private void handOver() {
        state = State.IN_PROGRESS;
        FailoverAsked.Target successor = target.orElseThrow();
        core.effect(new MasterEffect.HandOver(successor.host(), successor.port()));
    }

    /** The successor leads and we follow it. */
    void accepted() {
        if (underWay()) {
            end();
        }
    }

    /** Nobody wants it any more. Once the successor has been asked to lead it may do so: then it is too late. */
    void callOff() {
        if (state == State.WAITING_FOR_SYNC) {
            abort("not wanted any more");
        }
    }

    /** The server goes on as master. Nothing happens if no failover is under way. */
    void abort(String reason) {
        if (!underWay()) {
            return;
        }
        core.note(NoteLevel.NOTICE, "Aborting failover to " + targetText() + " while " + state.text + ": " + reason);
        if (state == State.IN_PROGRESS) {
            core.effect(new MasterEffect.TakeBack());
        }
        end();
    }

    private void end() {
        state = State.NONE;
        target = Optional.empty();
        core.effect(new MasterEffect.ReleaseWrites());
    }

    private String targetText() {
        return target.map(place -> place.host() + ":" + place.port()).orElse("any replica");
    }

    private static boolean isAt(ReplicaPeer peer, FailoverAsked.Target place) {
        return peer.ip().equalsIgnoreCase(place.host()) && peer.port() == place.port();
    }
}
