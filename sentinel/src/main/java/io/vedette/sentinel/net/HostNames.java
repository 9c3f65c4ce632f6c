package io.vedette.sentinel.net;

import io.vedette.sentinel.config.IpAddress;
import io.vedette.sentinel.config.SentinelOptions;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What becomes of the host names of masters that the operator monitors. Without {@code announce-hostnames} a name is replaced
 * by what it means now; with it the name itself is the address, is told to everybody, and is looked up at each connect, so a
 * name server that fails stops nobody from failing over.
 */
final class HostNames {
    private final Vertx vertx;
    private final SentinelOptions options;

    HostNames(Vertx vertx, SentinelOptions options) {
        this.vertx = vertx;
        this.options = options;
    }

    /** Answers at once for a numeric address, else in a later turn of the loop; empty if the name means nothing. */
    void resolve(String host, Consumer<Optional<String>> answer) {
        if (IpAddress.isNumeric(host)) {
            answer.accept(Optional.of(host));
            return;
        }
        vertx.executeBlocking(() -> lookUp(host)).onComplete(outcome -> {
            Optional<String> found = outcome.succeeded() ? Optional.of(outcome.result()) : Optional.empty();
            answer.accept(found.map(numeric -> options.announceHostnames() ? host : numeric));
        });
    }

    /** For the start, before there is a loop: blocking. A name that means nothing now is kept; it may mean something later. */
    static String atStart(String host, SentinelOptions options) {
        if (IpAddress.isNumeric(host) || options.announceHostnames()) {
            return host;
        }
        try {
            return lookUp(host);
        } catch (UnknownHostException e) {
            return host;
        }
    }

    private static String lookUp(String host) throws UnknownHostException {
        return InetAddress.getByName(host).getHostAddress();
    }
}
