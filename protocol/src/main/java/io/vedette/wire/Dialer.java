package io.vedette.wire;

import io.vertx.core.net.ConnectOptions;

/** How a process connects to an address: plainly or with TLS, asked anew for each connection. */
@FunctionalInterface
public interface Dialer {
    ConnectOptions dial(String host, int port);

    /** Without TLS. */
    static ConnectOptions plainly(String host, int port) {
        return new ConnectOptions().setHost(host).setPort(port);
    }
}
