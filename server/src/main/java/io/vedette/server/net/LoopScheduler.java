package io.vedette.server.net;

import io.vedette.server.Scheduler;
import io.vedette.wire.OneLoopVertx;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** The engine's loop on Vert.x. Work off the loop runs one piece after the other on a worker thread. */
final class LoopScheduler implements Scheduler {
    private final Vertx vertx;
    private final Context context;

    LoopScheduler(Vertx vertx, Context context) {
        this.vertx = vertx;
        this.context = context;
    }

    /** Netty runs what was handed to a loop after the sockets that were ready: that is the end of the turn. */
    @Override
    public void atEndOfTurn(Runnable action) {
        context.runOnContext(nothing -> action.run());
    }

    @Override
    public void afterTurn(Runnable action) {
        OneLoopVertx.afterTurn(context, action);
    }

    @Override
    public Cancellable after(long millis, Runnable action) {
        long id = vertx.setTimer(Math.max(1, millis), fired -> action.run());
        return () -> vertx.cancelTimer(id);
    }

    @Override
    public <T> void offLoop(Callable<T> work, Consumer<Outcome<T>> onLoop) {
        context.executeBlocking(() -> {
                    try {
                        return (Outcome<T>) new Outcome.Done<>(work.call());
                    } catch (Exception e) {
                        return new Outcome.Failed<T>(e);
                    }
                })
                .onSuccess(onLoop::accept);
    }
}
