package io.vedette.wire;

import io.vedette.session.Endpoint;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Listens for RESP clients, on all addresses of its settings, and brings each connection to the endpoint. Everything happens on
 * the loop of the context that it was made with. Listens from {@link #listen} to {@link #close}, once.
 *
 * <p>Two listeners of one Vert.x instance on the same address would share its connections instead of one failing: Vert.x
 * scales servers that way. Processes of ours have one listener for an address.
 */
public final class RespListener {
    /** What is read at once at most; also the size of the scratch array of a listener. */
    private static final int SCRATCH_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final Context context;
    private final ListenSettings settings;
    private final Endpoint endpoint;
    private final byte[] scratch = new byte[SCRATCH_BYTES];
    private final List<NetServer> servers = new ArrayList<>(); // held: Vert.x closes servers that nothing refers to

    /** @param context an event loop context: every connection, and every call of the endpoint, runs on its loop */
    public RespListener(Vertx vertx, Context context, ListenSettings settings, Endpoint endpoint) {
        this.vertx = vertx;
        this.context = context;
        this.settings = settings;
        this.endpoint = endpoint;
    }

    /**
     * Starts listening, on all addresses or on none.
     *
     * @return the TCP port, 0 without TCP; fails with a {@link ListenException} that names the address
     */
    public Future<Integer> listen() {
        Promise<Integer> done = Promise.promise();
        context.runOnContext(nothing -> listenOnLoop().onComplete(done));
        return done.future();
    }

    private Future<Integer> listenOnLoop() {
        Future<Integer> port = Future.succeededFuture(settings.port());
        for (BindAddress address : BindAddress.of(settings.addresses())) {
            port = port.compose(known -> listenOn(address, known));
        }
        if (settings.addresses().isEmpty()) {
            port = Future.succeededFuture(0);
        }
        if (!settings.unixSocket().isEmpty()) {
            port = port.compose(known -> listenOnUnixSocket().map(known));
        }
        return port.recover(failure -> close().transform(closed -> Future.failedFuture(failure)));
    }

    private Future<Integer> listenOn(BindAddress address, int port) {
        return bind(address.host(), port)
                .recover(failure -> address.isDualStack() && ListenException.isForLackOfAddress(failure)
                        ? bind(BindAddress.WILDCARD_IPV4, port)
                        : Future.failedFuture(failure))
                .recover(failure -> address.optional() && ListenException.isForLackOfAddress(failure)
                        ? Future.succeededFuture(port)
                        : Future.failedFuture(ListenException.tcp(address.written(), port, failure)));
    }

    private Future<Integer> bind(String host, int port) {
        NetServer server = server();
        return server.listen(SocketAddress.inetSocketAddress(port, host))
                .onSuccess(listening -> servers.add(server))
                .map(NetServer::actualPort);
    }

    private Future<Void> listenOnUnixSocket() {
        NetServer server = server();
        return server.listen(SocketAddress.domainSocketAddress(settings.unixSocket()))
                .onSuccess(listening -> servers.add(server))
                .recover(failure -> Future.failedFuture(ListenException.unix(settings.unixSocket(), failure)))
                .mapEmpty();
    }

    private NetServer server() {
        NetServerOptions options = new NetServerOptions()
                .setAcceptBacklog(settings.backlog())
                .setTcpNoDelay(true)
                .setReuseAddress(true);
        int idle = settings.keepaliveSeconds();
        if (idle > 0) {
            // As Redis does: three probes, a third of the idle time apart.
            options.setTcpKeepAlive(true);
            options.setTcpKeepAliveIdleSeconds(idle);
            options.setTcpKeepAliveIntervalSeconds(Math.max(1, idle / 3));
            options.setTcpKeepAliveCount(3);
        }
        return vertx.createNetServer(options).connectHandler(this::connected);
    }

    private void connected(NetSocket socket) {
        SocketTransport.open((NetSocketInternal) socket, context, endpoint, settings, scratch);
    }

    /** Stops listening and closes every connection. */
    public Future<Void> close() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(nothing -> {
            List<Future<Void>> closing = servers.stream().map(NetServer::close).toList();
            servers.clear();
            Future.join(closing).<Void>mapEmpty().onComplete(done);
        });
        return done.future();
    }
}
