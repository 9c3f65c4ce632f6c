package io.vedette.sentinel.net;

import io.vedette.sentinel.config.IpAddress;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What host names mean, asked away from the loop and from all other work: a name server that hangs delays nobody but who waits
 * for that name, and that not for long. The last answer is kept: a name that means nothing any more still leads to where
 * the machine was. Owned by the loop.
 */
final class HostNames {
    /** How long an answer is waited for before the last one is taken, or none. */
    private static final long PATIENCE_MILLIS = 1_000;

    /** Questions that hang at once; the others wait for these, and who asked them waits no longer than for any. */
    private static final int ASKERS = 8;

    private static final Logger LOG = LoggerFactory.getLogger(HostNames.class);

    /** Asks the system; may take many seconds. */
    interface Resolver {
        String numberOf(String name) throws UnknownHostException;

        Resolver SYSTEM = name -> InetAddress.getByName(name).getHostAddress();
    }

    private final Vertx vertx;
    private final Resolver resolver;
    private final WorkerExecutor askers;
    private final Map<String, String> lastNumbers = new HashMap<>();
    private final Map<String, Future<Optional<String>>> underWay = new HashMap<>();
    private final Set<String> everAsked = new HashSet<>();

    HostNames(Vertx vertx, Resolver resolver) {
        this.vertx = vertx;
        this.resolver = resolver;
        this.askers = vertx.createSharedWorkerExecutor("host-names", ASKERS);
    }

    /** What the name meant when it was last asked for with success. */
    Optional<String> lastNumber(String name) {
        return IpAddress.isNumeric(name) ? Optional.of(name) : Optional.ofNullable(lastNumbers.get(name));
    }

    /** What the name meant at the start. */
    void learn(String name, String number) {
        everAsked.add(name);
        lastNumbers.put(name, number);
    }

    /** Answers at once for a number; else within {@value #PATIENCE_MILLIS} ms what the name means, or last meant; empty if nothing. */
    Future<Optional<String>> resolve(String name) {
        if (IpAddress.isNumeric(name)) {
            return Future.succeededFuture(Optional.of(name));
        }
        Promise<Optional<String>> answer = Promise.promise();
        long timer = vertx.setTimer(PATIENCE_MILLIS, any -> answer.tryComplete(lastNumber(name)));
        ask(name).onSuccess(found -> {
            vertx.cancelTimer(timer);
            answer.tryComplete(found.or(() -> lastNumber(name)));
        });
        return answer.future();
    }

    /** Whether nobody asked for the name yet: then an answer is worth waiting for. */
    boolean isNew(String name) {
        return !IpAddress.isNumeric(name) && !everAsked.contains(name);
    }

    /** What the name means, however long that takes to find; empty if nothing. One question at a time for a name. */
    Future<Optional<String>> ask(String name) {
        if (IpAddress.isNumeric(name)) {
            return Future.succeededFuture(Optional.of(name));
        }
        everAsked.add(name);
        Optional<Future<Optional<String>>> asked = Optional.ofNullable(underWay.get(name));
        if (asked.isPresent()) {
            return asked.get();
        }
        // A promise of the loop's own: the other one has its result before the loop hears of it, and who asked last
        // would be told first.
        Promise<Optional<String>> answer = Promise.promise();
        underWay.put(name, answer.future());
        askers.executeBlocking(() -> lookUp(name), false).onComplete(outcome -> {
            underWay.remove(name);
            if (outcome.succeeded() && outcome.result().isPresent()) {
                lastNumbers.put(name, outcome.result().get());
            }
            answer.handle(outcome);
        });
        return answer.future();
    }

    private Optional<String> lookUp(String name) {
        try {
            return Optional.of(resolver.numberOf(name));
        } catch (UnknownHostException e) {
            LOG.debug("Failed to resolve hostname '{}'", name);
            return Optional.empty();
        }
    }

    void close() {
        askers.close();
    }
}
