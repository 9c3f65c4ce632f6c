package io.vedette.wire;

import io.vertx.core.Vertx;

/** Makes the Vert.x of a process that lives on one event loop. */
public final class OneLoopVertx {
    private OneLoopVertx() {}

    public static Vertx create() {
        return Vertx.vertx();
    }
}
