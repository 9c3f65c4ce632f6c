package io.vedette.wire;

import io.netty.channel.Channel;
import io.vedette.session.Endpoint;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

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
    private final List<NetServer> tlsServers = new ArrayList<>();
    private Future<Void> ready = Future.succeededFuture();

    /** @param context an event loop context: every connection, and every call of the endpoint, runs on its loop */
    public RespListener(Vertx vertx, Context context, ListenSettings settings, Endpoint endpoint) {
        this.vertx = vertx;
        this.context = context;
        this.settings = settings;
        this.endpoint = endpoint;
    }

    /** Connections wait for this, to be given before {@link #listen}: a port may have to be ours before its owner can answer. */
    public void answersWhen(Future<Void> condition) {
        ready = condition;
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

    /**
     * Listens with TLS too, on the same addresses and another port.
     *
     * @return the port; fails with a {@link ListenException} that names the address
     */
    public Future<Integer> listenTls(int port, ServerSSLOptions options) {
        Promise<Integer> done = Promise.promise();
        context.runOnContext(nothing -> listenOn(port, () -> tlsServer(options))
                .recover(failure -> close().transform(closed -> Future.failedFuture(failure)))
                .onComplete(done));
        return done.future();
    }

    /** When this is done, new connections with TLS are made by these options. */
    public Future<Void> updateTls(ServerSSLOptions options) {
        return Future.join(tlsServers.stream()
                        .map(server -> server.updateSSLOptions(options, true))
                        .toList())
                .mapEmpty();
    }

    private Future<Integer> listenOnLoop() {
        Future<Integer> port = settings.port() == ListenSettings.NO_PORT
                ? Future.succeededFuture(0)
                : listenOn(settings.port(), this::plainServer);
        if (!settings.unixSocket().isEmpty()) {
            port = port.compose(known -> listenOnUnixSocket().map(known));
        }
        return port.recover(failure -> close().transform(closed -> Future.failedFuture(failure)));
    }

    private Future<Integer> listenOn(int port, Supplier<NetServer> maker) {
        Future<Integer> known = Future.succeededFuture(settings.addresses().isEmpty() ? 0 : port);
        for (BindAddress address : BindAddress.of(settings.addresses())) {
            known = known.compose(chosen -> listenOn(address, chosen, maker));
        }
        return known;
    }

    private Future<Integer> listenOn(BindAddress address, int port, Supplier<NetServer> maker) {
        return bind(address.host(), port, maker)
                .recover(failure -> address.isDualStack() && ListenException.isForLackOfAddress(failure)
                        ? bind(BindAddress.WILDCARD_IPV4, port, maker)
                        : Future.failedFuture(failure))
                .recover(failure -> address.optional() && ListenException.isForLackOfAddress(failure)
                        ? Future.succeededFuture(port)
                        : Future.failedFuture(ListenException.tcp(address.written(), port, failure)));
    }

    private Future<Integer> bind(String host, int port, Supplier<NetServer> maker) {
        NetServer server = maker.get();
        return server.listen(SocketAddress.inetSocketAddress(port, host))
                .onSuccess(listening -> servers.add(server))
                .map(NetServer::actualPort);
    }

    private Future<Void> listenOnUnixSocket() {
        NetServer server = plainServer();
        return server.listen(SocketAddress.domainSocketAddress(settings.unixSocket()))
                .onSuccess(listening -> servers.add(server))
                .recover(failure -> Future.failedFuture(ListenException.unix(settings.unixSocket(), failure)))
                .mapEmpty();
    }

    private NetServer plainServer() {
        return vertx.createNetServer(options()).connectHandler(this::connected);
    }

    private NetServer tlsServer(ServerSSLOptions tls) {
        NetServerOptions options = options();
        options.setSsl(true)
                .setClientAuth(tls.getClientAuth())
                .setKeyCertOptions(tls.getKeyCertOptions())
                .setTrustOptions(tls.getTrustOptions())
                .setEnabledSecureTransportProtocols(tls.getEnabledSecureTransportProtocols());
        tls.getEnabledCipherSuites().forEach(options::addEnabledCipherSuite);
        NetServer server = vertx.createNetServer(options).connectHandler(this::connected);
        tlsServers.add(server);
        return server;
    }

    private NetServerOptions options() {
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
        return options;
    }

    private void connected(NetSocket socket) {
        if (ready.succeeded()) {
            open(socket);
            return;
        }
        // Not read at all: what a paused socket has read is wrapped for Vert.x' own handlers already.
        Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
        channel.config().setAutoRead(false);
        ready.onSuccess(now -> {
            if (channel.isActive()) {
                open(socket);
                channel.config().setAutoRead(true);
            }
        });
    }

    private void open(NetSocket socket) {
        SocketTransport.open((NetSocketInternal) socket, context, endpoint, settings, scratch);
    }

    /** Stops listening and closes every connection. */
    public Future<Void> close() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(nothing -> {
            List<Future<Void>> closing = servers.stream().map(NetServer::close).toList();
            servers.clear();
            tlsServers.clear();
            Future.join(closing).<Void>mapEmpty().onComplete(done);
        });
        return done.future();
    }
}
