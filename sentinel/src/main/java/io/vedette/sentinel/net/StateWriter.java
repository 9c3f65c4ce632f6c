package io.vedette.sentinel.net;

import io.vedette.config.RewriteEntry;
import io.vedette.sentinel.config.PromiseFile;
import io.vedette.sentinel.config.Promises;
import io.vedette.sentinel.config.SentinelConfiguration;
import io.vedette.sentinel.core.DurableState;
import io.vedette.sentinel.core.Effect;
import io.vedette.sentinel.core.Event;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the state to disk off the loop. Where a change is one of promises alone (the votes and epochs of an election, the new
 * master), they go to the {@link PromiseFile}, which is quick, and the classic file follows when the failover is over;
 * every other change waits for the classic file. Owned by the loop.
 *
 * <p>Each of the two files is written one write at a time. While one is under way newer states replace each other: the newest
 * holds all that the others said, and its success is theirs. Invariant: when a state is told as stored, the classic file
 * holds all that was asked for in it but promises, and it and the promises together hold those.
 */
final class StateWriter {
    private static final Logger LOG = LoggerFactory.getLogger(StateWriter.class);

    /**
     * After the last promise: a failover makes some, one soon after the other, and clients wait for those; two files would compete
     * for the disk.
     */
    private static final long FOLLOW_MILLIS = 200;
    /** After the first one at the latest, for whoever reads the classic file. */
    private static final long FOLLOW_AT_LAST_NANOS = 1_000_000_000L;

    private final Vertx vertx;
    private final SentinelConfiguration configuration;
    private final Consumer<Event> events;
    private final WorkerExecutor promiseThread; // the workers may all be busy, with name services for example
    private final Lane classic = new Lane(this::writeClassic, this::classicEnded);
    private final Lane quick = new Lane(this::writePromises, this::quickEnded);
    /** None: not ready yet, or it has failed, and everything goes the long way. */
    private Optional<PromiseFile> promises = Optional.empty();

    private boolean promisesStand;
    /** What the classic file has. */
    private Effect.Persist written;
    /** What was last asked for. */
    private Effect.Persist newest;
    /** Number of the last state that somebody waits for until the classic file has it. */
    private long awaited;

    private long told;
    private boolean following;
    private long followTimer;
    private long behindSinceNanos;

    /**
     * @param state what the process starts with
     * @param events told of {@link Event.Persisted} and {@link Event.PersistFailed}, on the loop
     */
    StateWriter(Vertx vertx, SentinelConfiguration configuration, DurableState state, Consumer<Event> events) {
        this.vertx = vertx;
        this.configuration = configuration;
        this.written = new Effect.Persist(0, state);
        this.newest = written;
        this.events = events;
        this.promiseThread = vertx.createSharedWorkerExecutor("promises", 1);
    }

    /** Writes the state of the start, if the file does not have it all, and makes ready for promises; fails with the reason. */
    Future<Void> begin() {
        Future<Void> first = configuration.isWhole()
                ? Future.succeededFuture()
                : writeClassic(written).onSuccess(done -> LOG.info("Sentinel new configuration saved on disk"));
        return first.compose(done -> promiseThread.executeBlocking(configuration::openPromises))
                .onSuccess(opened -> promises = Optional.of(opened))
                .mapEmpty();
    }

    void write(Effect.Persist persist) {
        boolean promisesDo = awaited <= told
                && promises.isPresent()
                && Promises.between(newest.state(), persist.state()).isPresent();
        newest = persist;
        if (promisesDo) {
            quick.add(persist);
        } else {
            awaited = persist.number();
            classic.add(persist);
        }
    }

    /** Brings the classic file up to date and leaves nothing beside it, unless that file cannot be written. */
    Future<?> close() {
        return drained().compose(done -> {
            if (promises.isEmpty()) {
                return Future.succeededFuture();
            }
            if (isBehind()) {
                LOG.warn("Votes are left beside the configuration file, which does not have them all");
                return Future.succeededFuture();
            }
            PromiseFile needless = promises.get();
            promises = Optional.empty();
            return blocking(needless::remove);
        });
    }

    /** Done when the classic file has the newest state, or could not be written: what ends here may ask for another one yet. */
    private Future<Void> drained() {
        return classic.drained().compose(done -> quick.drained()).compose(done -> {
            if (!isBehind()) {
                return Future.succeededFuture();
            }
            long before = written.number();
            return classic.added(newest)
                    .compose(added -> written.number() > before ? drained() : Future.succeededFuture());
        });
    }

    private boolean isBehind() {
        return newest.number() > written.number();
    }

    private void tell(Effect.Persist stored) {
        if (stored.number() > told) {
            told = stored.number();
            events.accept(new Event.Persisted(stored.number()));
        }
    }

    // --- the classic file ---

    private Future<Void> writeClassic(Effect.Persist job) {
        // Only of the state that is written: with a thousand masters the lines are work, and states may come by the
        // hundred.
        List<RewriteEntry> entries = configuration.entries(job.state());
        return vertx.executeBlocking(
                () -> {
                    configuration.write(entries);
                    return null;
                },
                false);
    }

    private void classicEnded(Effect.Persist job, AsyncResult<Void> outcome) {
        if (outcome.succeeded()) {
            LOG.info("Sentinel new configuration saved on disk");
            written = job;
            if (promisesStand && !isBehind()) {
                quick.add(job);
            }
            tell(job);
        } else {
            String reason = String.valueOf(outcome.cause().getMessage());
            LOG.warn("WARNING: Sentinel was not able to save the new configuration on disk!!!: {}", reason);
            events.accept(new Event.PersistFailed(job.number(), reason));
        }
    }

    // --- promises ---

    private interface Writing {
        void run() throws IOException;
    }

    private Future<Void> blocking(Writing writing) {
        return promiseThread.executeBlocking(() -> {
            writing.run();
            return null;
        });
    }

    /** What stands in the classic file by now would outlive an operator who edits it there, so it is taken out. */
    private Future<Void> writePromises(Effect.Persist job) {
        if (promises.isEmpty()) {
            return Future.failedFuture("no file for promises");
        }
        PromiseFile file = promises.get();
        if (job.number() <= written.number()) {
            promisesStand = false;
            return blocking(file::settle);
        }
        Optional<Promises> beyond =
                Promises.between(written.state(), job.state()).filter(PromiseFile::hasRoomFor);
        if (beyond.isEmpty()) {
            return Future.failedFuture("not of promises alone, or too many");
        }
        promisesStand = true;
        return blocking(() -> file.write(beyond.get()));
    }

    private void quickEnded(Effect.Persist job, AsyncResult<Void> outcome) {
        if (outcome.succeeded()) {
            tell(job);
            follow();
        } else {
            if (outcome.cause() instanceof IOException e) {
                LOG.warn("Votes are written to the configuration file alone from now on: {}", e.getMessage());
                promises = Optional.empty();
            }
            if (isBehind()) {
                awaited = newest.number();
                classic.add(newest);
            }
        }
    }

    private void follow() {
        if (!isBehind()) {
            return;
        }
        if (following) {
            if (System.nanoTime() - behindSinceNanos > FOLLOW_AT_LAST_NANOS) {
                return; // it is about to
            }
            vertx.cancelTimer(followTimer);
        } else {
            following = true;
            behindSinceNanos = System.nanoTime();
        }
        followTimer = vertx.setTimer(FOLLOW_MILLIS, any -> {
            following = false;
            if (isBehind()) {
                classic.add(newest);
            }
        });
    }

    private interface Ended {
        void with(Effect.Persist job, AsyncResult<Void> outcome);
    }

    /** One write at a time, the newest next. */
    private static final class Lane {
        private final Function<Effect.Persist, Future<Void>> write;
        private final Ended ended;
        private final List<Promise<Void>> waiting = new ArrayList<>();
        private Optional<Effect.Persist> next = Optional.empty();
        private boolean busy;

        Lane(Function<Effect.Persist, Future<Void>> write, Ended ended) {
            this.write = write;
            this.ended = ended;
        }

        void add(Effect.Persist job) {
            next = Optional.of(job);
            if (!busy) {
                begin();
            }
        }

        private void begin() {
            Effect.Persist job = next.orElseThrow();
            next = Optional.empty();
            busy = true;
            write.apply(job).onComplete(outcome -> {
                busy = false;
                if (next.isPresent()) {
                    begin();
                }
                ended.with(job, outcome);
                if (!busy) {
                    List<Promise<Void>> done = List.copyOf(waiting);
                    waiting.clear();
                    done.forEach(Promise::complete);
                }
            });
        }

        Future<Void> added(Effect.Persist job) {
            add(job);
            return drained();
        }

        /**
         * Done when nothing is under way, however it ended. Told by the lane: the future of a write is done some time before the lane hears
         * of it.
         */
        Future<Void> drained() {
            if (!busy) {
                return Future.succeededFuture();
            }
            Promise<Void> idle = Promise.promise();
            waiting.add(idle);
            return idle.future();
        }
    }
}
