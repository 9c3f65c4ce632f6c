package io.vedette.sentinel.net;

import io.vedette.sentinel.config.SentinelConfiguration;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.DurableState;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Map;

/**
 * A sentinel as Vert.x deploys it. The deployment succeeds when the sentinel supervises, and fails with what the operator must be
 * told; undeploying it closes its links and its port.
 */
public final class SentinelVerticle extends VerticleBase {
    private final SentinelConfiguration configuration;
    private final DurableState state;
    private final Map<Address, String> names;
    private final Exit exit;
    private Stoppable running = Future::succeededFuture;

    private interface Stoppable {
        Future<?> stop();
    }

    /** How the process ends; asked from the loop, answers at once and acts on another thread. */
    public interface Exit {
        /** A client asked for it. */
        void shutdown();

        /** Something of ours is broken. */
        void fatal(Throwable fault);

        /** Ends the process without a word to anybody. */
        void crash(int status);
    }

    /**
     * @param state what the file had, with an id
     * @param names host names of addresses in it that were read as numbers
     */
    public SentinelVerticle(
            SentinelConfiguration configuration, DurableState state, Map<Address, String> names, Exit exit) {
        this.configuration = configuration;
        this.state = state;
        this.names = Map.copyOf(names);
        this.exit = exit;
    }

    @Override
    public Future<?> start() {
        context.exceptionHandler(exit::fatal);
        SentinelNode node = new SentinelNode(vertx, context, configuration, state, names, exit);
        running = node::stop;
        return node.start();
    }

    @Override
    public Future<?> stop() {
        return running.stop();
    }
}
