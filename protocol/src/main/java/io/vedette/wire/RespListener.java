package io.vedette.wire;

import io.vedette.session.Endpoint;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Listens for RESP clients. */
public final class RespListener {
    /** @param context an event loop context: every connection, and every call of the endpoint, runs on its loop */
    public RespListener(Vertx vertx, Context context, ListenSettings settings, Endpoint endpoint) {}

    /** Starts listening. Answers the TCP port; fails with a {@link ListenException} that names the address. */
    public Future<Integer> listen() {
        return Future.succeededFuture(0);
    }

    /** Stops listening; open connections stay. */
    public Future<Void> stopAccepting() {
        return Future.succeededFuture();
    }

    /** Stops listening and closes every connection. */
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
