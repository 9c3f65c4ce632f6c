package io.vedette.wire;

import io.netty.channel.SingleThreadEventLoop;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.TimeUnit;

/**
 * Makes the Vert.x of a process that lives on one event loop: native transport, few threads, nothing that a server of ours does
 * not use. Quick to start and small.
 */
public final class OneLoopVertx {
    /** Threads for blocking work (files, names); they are made when first used. */
    private static final int WORKERS = 2;

    private OneLoopVertx() {}

    public static Vertx create() {
        return create(1);
    }

    /** The same with more loops, for sockets: contexts of event loops that are made one after the other lie on different ones. */
    public static Vertx create(int loops) {
        nettyDefaults();
        // When each handler began is asked by the check for blocked threads alone, which is off, and costs a look at
        // the clock.
        setIfAbsent("vertx.disableContextTimings", "true");
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(loops)
                .setWorkerPoolSize(WORKERS)
                .setInternalBlockingPoolSize(WORKERS)
                .setPreferNativeTransport(true)
                .setDisableTCCL(true)
                // A command may rightly hold the loop for long (DEBUG SLEEP, a large KEYS): the slow log tells of that.
                .setBlockedThreadCheckInterval(365)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.DAYS)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
        return Vertx.builder().with(options).build();
    }

    /**
     * Runs the action, on the context's loop, when the turn is over in which that was said. Netty runs whatever is handed to a loop, and what
     * is handed over meanwhile, for up to a second before it looks at the sockets again; behind this there is such a look.
     */
    public static void afterTurn(Context context, Runnable action) {
        ((SingleThreadEventLoop) ((ContextInternal) context).nettyEventLoop()).executeAfterEventLoopIteration(action);
    }

    /** Read by Netty when its classes load; what the user sets on the command line stands. */
    private static void nettyDefaults() {
        // The ids are only for channel ids in logs; finding them costs a walk over all network interfaces.
        setIfAbsent("io.netty.machineId", "00:00:00:00:00:00:00:01");
        setIfAbsent("io.netty.processId", Long.toString(ProcessHandle.current().pid() % 4_194_304));
        setIfAbsent("io.netty.leakDetection.level", "disabled");
        setIfAbsent("io.netty.jfr.enabled", "false"); // the event classes cost a twentieth of a second at start
    }

    private static void setIfAbsent(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
