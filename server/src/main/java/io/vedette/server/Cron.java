package io.vedette.server;

import io.vedette.session.ClientType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens by itself, {@code hz} times a second: paused clients go on when their time has come, samples for INFO are
 * taken, expired keys are deleted, idle and flooded clients are closed, replication and a shutdown that waits look around.
 */
public final class Cron {
    private static final Logger LOG = LoggerFactory.getLogger(Cron.class);

    /** What giving back memory may take at once: half of what no step of the loop should pass. Ours. */
    private static final long GIVE_BACK_NANOS = 1_000_000;

    /** Between two such steps, until all is given back: clients have two thirds of the time. Ours. */
    private static final long GIVE_BACK_PAUSE_MILLIS = 2;

    private final Engine engine;
    private final DebugSwitches switches;
    private final Surroundings surroundings;
    private final Runnable replication;
    private final OutputGuard guard;
    private final ActiveExpiry expiry;
    private final Defragmenter defragmenter;
    /** The next step of giving back is planned. */
    private boolean givesBack;

    /** @param replication what replication does in each beat */
    public Cron(Engine engine, DebugSwitches switches, Surroundings surroundings, Runnable replication) {
        this.engine = engine;
        this.switches = switches;
        this.surroundings = surroundings;
        this.replication = replication;
        this.guard = new OutputGuard(
                engine.settings(), engine.clock(), Runtime.getRuntime().maxMemory());
        engine.clients().cutOffIf(guard);
        this.defragmenter = new Defragmenter(engine);
        this.expiry = new ActiveExpiry(engine, switches);
        engine.turn().beforeOutput(expiry::endOfTurn);
    }

    /** Beats for ever. */
    public void start() {
        long periodMillis = 1_000 / engine.settings().hz.get();
        engine.scheduler().after(periodMillis, () -> {
            engine.dispatcher().loop().step(engine.clock().nanos());
            if (switches.cron()) {
                beat(periodMillis);
            }
            engine.dispatcher().loop().rests(engine.clock().nanos());
            start();
        });
    }

    void beat(long periodMillis) {
        long wall = engine.clock().wallMillis();
        engine.dispatcher().tick();
        engine.memory().beat();
        engine.statistics()
                .sample(
                        engine.dispatcher().commandsRun(),
                        engine.memory().usedBytes(),
                        engine.clock().nanos());
        expiry.beat(periodMillis);
        giveBack();
        defragmenter.beat();
        closeIdle(wall);
        closeFlooded();
        engine.eviction().run();
        replication.run();
    }

    /** Memory of what was flushed, and of what was deleted and is large, goes back in small steps. */
    private void giveBack() {
        long end = engine.clock().nanos() + GIVE_BACK_NANOS;
        engine.keyspace().giveBack(() -> engine.clock().nanos() < end);
        if (engine.keyspace().hasDepartures() && !givesBack) {
            givesBack = true;
            engine.scheduler().after(GIVE_BACK_PAUSE_MILLIS, () -> {
                givesBack = false;
                engine.dispatcher().loop().step(engine.clock().nanos());
                giveBack();
                engine.dispatcher().loop().rests(engine.clock().nanos());
            });
        }
    }

    private void closeIdle(long wall) {
        int seconds = engine.settings().timeoutSeconds.get();
        if (seconds > 0) {
            engine.clients()
                    .matching(client -> client.type() == ClientType.NORMAL
                            && !client.isBlocked()
                            && wall - client.lastInteractionMillis() > seconds * 1_000L)
                    .forEach(client -> {
                        LOG.debug("Closing idle client");
                        engine.clients().kill(client);
                    });
        }
    }

    /** Clients that read nothing are also seen when nothing new is sent to them. */
    private void closeFlooded() {
        engine.clients().matching(guard).forEach(engine.clients()::kill);
    }
}
