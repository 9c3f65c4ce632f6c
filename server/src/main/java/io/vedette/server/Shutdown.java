package io.vedette.server;

import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.server.appendonly.AppendOnly;
import io.vedette.server.persistence.Saving;
import io.vedette.session.Client;
import io.vedette.session.Pause;
import io.vedette.session.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end in good order. Owned by the loop.
 *
 * <pre>
 * running --begin, replicas behind--> waiting --they are there, or time is up--> ended
 *    |  \--begin, none behind, or NOW----------------------------------------------^
 *    \--begin, a replica may take over--> passing on --done---------------------------/
 *                                           \--failed--> waiting, or ended
 *                        waiting, passing on --abort--> running
 * </pre>
 *
 * <p>While waiting, writes are paused and the clients that asked stay blocked. At the end the append-only file is brought to the disk and a snapshot file is written, if there are
 * rules for that or it was asked for; everything stands still meanwhile, since what came in then would be lost. If it
 * cannot be written the process goes on, unless FORCE says that the end matters more.
 */
public final class Shutdown {
    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

    /** How often a waiting shutdown looks whether the replicas are there; Redis does it in its cron, ten times a second. */
    private static final long LOOK_MILLIS = 100;
    /** The same while mastership is passed on, for clients wait. */
    private static final long SUCCESSION_LOOK_MILLIS = 10;

    /** Whether a snapshot file is written at the end. */
    public enum Save {
        /** If the setting {@code save} has rules. */
        BY_RULE,
        YES,
        NO
    }

    /**
     * What was asked for.
     *
     * @param save whether a snapshot file is written
     * @param now replicas are not waited for
     * @param force the process ends even if something goes wrong on the way
     */
    public record Wish(Save save, boolean now, boolean force) {}

    private final Engine engine;
    private final ReplicationFacts replication;
    private final Saving saving;
    private final AppendOnly appendOnly;
    private final BooleanSupplier loading;
    private final EndSignals signals;
    private final IntConsumer exit;
    private final List<Client> blocked = new ArrayList<>();
    private Optional<Wish> waiting = Optional.empty();
    /** Of a shutdown that waits: mastership is passed on first. */
    private Optional<Succession> succession = Optional.empty();

    private long deadlineMillis;
    private long target;
    private boolean ended;
    private boolean waitedInVain;

    /**
     * @param loading whether the data is still being read: then there is nothing to save
     * @param signals told when the shutdown that was asked for does not happen
     * @param exit ends the process with that status; called once
     */
    public Shutdown(
            Engine engine,
            ReplicationFacts replication,
            Saving saving,
            AppendOnly appendOnly,
            BooleanSupplier loading,
            EndSignals signals,
            IntConsumer exit) {
        this.engine = engine;
        this.replication = replication;
        this.saving = saving;
        this.appendOnly = appendOnly;
        this.loading = loading;
        this.signals = signals;
        this.exit = exit;
    }

    /** By a signal of that name; {@link EndSignals} tells which one does not come here. */
    public void signal(String name, Wish wish) {
        if (loading.getAsBoolean()) {
            LOG.warn("Received shutdown signal during loading, scheduling shutdown.");
        } else {
            LOG.warn("Received {} scheduling shutdown...", name);
        }
        try {
            begin(wish);
        } catch (RespException refused) {
            signals.calledOff();
            LOG.warn(
                    "{} received but errors trying to shut down the server, check the logs for more information", name);
        }
    }

    /**
     * By a client, which stays blocked for as long as replicas are waited for.
     *
     * @throws RespException what was wished cannot be done
     */
    public void command(Client client, Wish wish) throws RespException {
        begin(wish);
        if (waiting.isPresent()) {
            blocked.add(client);
            client.block(new Waiting() {
                @Override
                public void timedOut(Client unblocked) {
                    blocked.remove(unblocked);
                    engine.dispatcher().error(unblocked, Errors.shutdownFailed());
                }

                @Override
                public void abandoned(Client gone) {
                    blocked.remove(gone);
                }
            });
        }
    }

    private void begin(Wish wish) throws RespException {
        if (ended || waiting.isPresent()) {
            return;
        }
        LOG.warn("User requested shutdown...");
        target = engine.log().endOffset();
        int timeoutSeconds = engine.settings().shutdownTimeoutSeconds.get();
        deadlineMillis = engine.clock().wallMillis() + timeoutSeconds * 1_000L;
        boolean mayWait = !wish.now() && timeoutSeconds > 0;
        boolean mayPassOn = mayWait
                && engine.settings().shutdownFailover.get()
                && !engine.role().isReplica();
        if (mayPassOn && replication.hasOnlineReplica()) {
            waiting = Optional.of(wish);
            succession = Optional.of(new Succession(engine, replication, deadlineMillis));
            lookAfterSuccession();
        } else if (!(mayWait && waitsForReplicas(wish)) && !endWithReplicas(wish)) {
            throw Errors.shutdownFailed();
        }
    }

    /** False if there is nothing to wait for. */
    private boolean waitsForReplicas(Wish wish) {
        // Where the log stands now: asking for acknowledgements adds to it, and a replica's answer counts before the
        // question.
        target = engine.log().endOffset();
        if (replication.replicasBehind(target).isEmpty()) {
            return false;
        }
        LOG.info("Waiting for replicas before shutting down.");
        waiting = Optional.of(wish);
        engine.clients().pause().begin(Pause.Purpose.SHUTDOWN, Pause.Kind.WRITE, Long.MAX_VALUE);
        replication.askForAcknowledgements();
        engine.turn().plan();
        lookLater();
        return true;
    }

    private void lookAfterSuccession() {
        if (succession.isEmpty()) {
            return; // called off
        }
        Succession.State state = succession.get().look(engine.clock().wallMillis());
        engine.turn().plan();
        if (state == Succession.State.UNDER_WAY) {
            engine.scheduler().after(SUCCESSION_LOOK_MILLIS, this::lookAfterSuccession);
            return;
        }
        succession = Optional.empty();
        Wish wish = waiting.orElseThrow();
        boolean ends = state == Succession.State.FAILED ? waitsForReplicas(wish) || endWithReplicas(wish) : end(wish);
        if (!ends) {
            callOff();
        }
    }

    private void lookLater() {
        engine.scheduler().after(LOOK_MILLIS, () -> {
            if (waiting.isPresent() && succession.isEmpty()) {
                look();
            }
        });
    }

    private void look() {
        if (!replication.replicasBehind(target).isEmpty() && engine.clock().wallMillis() < deadlineMillis) {
            lookLater();
            return;
        }
        waitedInVain = !replication.replicasBehind(target).isEmpty();
        Wish wish = waiting.orElseThrow();
        if (!endWithReplicas(wish)) {
            callOff();
        }
    }

    /** False if the data cannot be saved and must be. */
    private boolean endWithReplicas(Wish wish) {
        tellWhoIsInSync();
        return end(wish);
    }

    /** False if the data cannot be saved and must be. */
    private boolean end(Wish wish) {
        boolean ends = saveAndEnd(wish);
        if (!ends) {
            LOG.warn("Errors trying to shut down the server. Check the logs for more information.");
        }
        return ends;
    }

    /** Also where nobody waited for them; not when another one leads, to which they are just turning. */
    private void tellWhoIsInSync() {
        int replicas = replication.replicas();
        if (replicas == 0) {
            return;
        }
        List<String> behind = replication.replicasBehind(target);
        behind.forEach(replica -> LOG.warn("Lagging replica {}.", replica));
        LOG.info("{} of {} replicas are in sync when shutting down.", replicas - behind.size(), replicas);
    }

    private boolean saveAndEnd(Wish wish) {
        if (!appendOnly.end(wish.force())) {
            return false;
        }
        boolean saved = appendOnly.isWritten();
        if (mustSave(wish)) {
            LOG.info("Saving the final RDB snapshot before exiting.");
            boolean snapshot = saving.save();
            if (!snapshot && !wish.force()) {
                LOG.warn("Error trying to save the DB, can't exit.");
                return false;
            }
            saved |= snapshot && !appendOnly.isOn();
        }
        if (saved && !loading.getAsBoolean()) {
            replication.endCleanly();
        }
        saving.abandon();
        appendOnly.abandonRewrite();
        ended = true;
        waiting = Optional.empty();
        exit.accept(0);
        return true;
    }

    private boolean mustSave(Wish wish) {
        return !loading.getAsBoolean()
                && switch (wish.save()) {
                    case BY_RULE -> saving.hasRules();
                    case YES -> true;
                    case NO -> false;
                };
    }

    /**
     * SHUTDOWN ABORT: a shutdown that waits is called off, and those who asked for it are told.
     *
     * @return false if none is under way
     */
    public boolean abort() {
        if (waiting.isEmpty()) {
            return false;
        }
        LOG.warn("Shutdown manually aborted.");
        callOff();
        return true;
    }

    private void callOff() {
        signals.calledOff();
        waiting = Optional.empty();
        succession.ifPresent(Succession::callOff);
        succession = Optional.empty();
        engine.clients().pause().end(Pause.Purpose.SHUTDOWN);
        engine.dispatcher().resumeAll();
        List<Client> told = List.copyOf(blocked);
        blocked.clear();
        for (Client client : told) {
            engine.dispatcher()
                    .answerBlocked(client, reply -> engine.dispatcher().error(client, Errors.shutdownFailed()));
        }
    }

    /** Replicas had all the time that {@code shutdown-timeout} gives, and are not there yet: nothing waits for them any more. */
    public boolean hasWaitedInVain() {
        return waitedInVain;
    }

    /** From when it was asked for, and until it is called off. */
    public boolean isUnderWay() {
        return waiting.isPresent() || ended;
    }

    /** How long replicas are still waited for; nothing if no shutdown is under way. */
    public Optional<Long> remainingMillis(long nowMillis) {
        return waiting.map(wish -> Math.max(0, deadlineMillis - nowMillis));
    }
}
