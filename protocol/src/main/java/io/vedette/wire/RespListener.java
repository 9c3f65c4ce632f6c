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
import java.util.function.Function;

/**
 * Listens for RESP clients, on all addresses of its settings, and brings each connection to the endpoint. Everything happens on
 * the loop of the context that it was made with. Listens from {@link #listen} to {@link #close}, once.
 *
 * <p>Two listeners of one Vert.x instance on the same address would share its connections instead of one failing: Vert.x
 * scales servers that way. Processes of ours have one listener for an address.
 */
public final class RespListener {
    private final Vertx vertx;
    private final Context context;
    private final ListenSettings settings;
    private final Endpoint endpoint;
    private final List<SocketLoop> loops;
    private final List<NetServer> servers = new ArrayList<>(); // held: Vert.x closes servers that nothing refers to
    private final List<NetServer> tlsServers = new ArrayList<>();
    private Future<Void> ready = Future.succeededFuture();

    /** A loop with the memory that all its connections read into. */
    private record SocketLoop(Context context, LoopMemory memory) {
        static SocketLoop of(Context context) {
            return new SocketLoop(context, new LoopMemory());
        }
    }

    /** @param context an event loop context: every connection, and every call of the endpoint, runs on its loop */
    public RespListener(Vertx vertx, Context context, ListenSettings settings, Endpoint endpoint) {
        this(vertx, context, List.of(), settings, endpoint);
    }

    /**
     * A listener whose connections are read and written by loops of their own. With more than one of them a port must be given: the
     * loops share it.
     *
     * @param context an event loop context: every call of the endpoint runs on its loop
     * @param ioLoops which take connections in turns; none for the one of {@code context}
     */
    public RespListener(
            Vertx vertx, Context context, List<Context> ioLoops, ListenSettings settings, Endpoint endpoint) {
        this.vertx = vertx;
        this.context = context;
        this.loops = (ioLoops.isEmpty() ? List.of(context) : ioLoops)
                .stream().map(SocketLoop::of).toList();
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
        context.runOnContext(nothing -> listenOn(port, loop -> tlsServer(loop, options))
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

    private Future<Integer> listenOn(int port, Function<SocketLoop, NetServer> maker) {
        Future<Integer> known = Future.succeededFuture(settings.addresses().isEmpty() ? 0 : port);
        for (BindAddress address : BindAddress.of(settings.addresses())) {
            known = known.compose(chosen -> listenOn(address, chosen, maker));
        }
        return known;
    }

    private Future<Integer> listenOn(BindAddress address, int port, Function<SocketLoop, NetServer> maker) {
        return bind(address.host(), port, maker)
                .recover(failure -> address.isDualStack() && ListenException.isForLackOfAddress(failure)
                        ? bind(BindAddress.WILDCARD_IPV4, port, maker)
                        : Future.failedFuture(failure))
                .recover(failure -> address.optional() && ListenException.isForLackOfAddress(failure)
                        ? Future.succeededFuture(port)
                        : Future.failedFuture(ListenException.tcp(address.written(), port, failure)));
    }

    private Future<Integer> bind(String host, int port, Function<SocketLoop, NetServer> maker) {
        Future<Integer> known = Future.succeededFuture(port);
        for (SocketLoop loop : loops) {
            known = known.compose(chosen -> bind(loop, SocketAddress.inetSocketAddress(chosen, host), maker));
        }
        return known;
    }

    private Future<Void> listenOnUnixSocket() {
        SocketAddress address = SocketAddress.domainSocketAddress(settings.unixSocket());
        Future<Integer> bound = Future.succeededFuture(0);
        for (SocketLoop loop : loops) {
            bound = bound.compose(before -> bind(loop, address, this::plainServer));
        }
        return bound.recover(failure -> Future.failedFuture(ListenException.unix(settings.unixSocket(), failure)))
                .mapEmpty();
    }

    /** Servers of several loops on one address are one to the outside: Vert.x gives them the connections in turns. */
    private Future<Integer> bind(SocketLoop loop, SocketAddress address, Function<SocketLoop, NetServer> maker) {
        Promise<Integer> done = Promise.promise();
        NetServer server = maker.apply(loop);
        loop.context()
                .runOnContext(nothing -> server.listen(address)
                        .onComplete(result -> context.runOnContext(now -> {
                            if (result.succeeded()) {
                                servers.add(server);
                                done.complete(server.actualPort());
                            } else {
                                done.fail(result.cause());
                            }
                        })));
        return done.future();
    }

    private NetServer plainServer(SocketLoop loop) {
        return vertx.createNetServer(options()).connectHandler(socket -> connected(loop, socket));
    }

    private NetServer tlsServer(SocketLoop loop, ServerSSLOptions tls) {
        NetServerOptions options = options();
        options.setSsl(true)
                .setClientAuth(tls.getClientAuth())
                .setKeyCertOptions(tls.getKeyCertOptions())
                .setTrustOptions(tls.getTrustOptions())
                .setEnabledSecureTransportProtocols(tls.getEnabledSecureTransportProtocols());
        tls.getEnabledCipherSuites().forEach(options::addEnabledCipherSuite);
        NetServer server = vertx.createNetServer(options).connectHandler(socket -> connected(loop, socket));
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

    private void connected(SocketLoop loop, NetSocket socket) {
        if (ready.succeeded()) {
            open(loop, socket);
            return;
        }
        // Not read at all: what a paused socket has read is wrapped for Vert.x' own handlers already.
        Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
        channel.config().setAutoRead(false);
        ready.onSuccess(now -> loop.context().runOnContext(nothing -> {
            if (channel.isActive()) {
                open(loop, socket);
                channel.config().setAutoRead(true);
            }
        }));
    }

    private void open(SocketLoop loop, NetSocket socket) {
        NetSocketInternal inner = (NetSocketInternal) socket;
        if (loop.context() == context) {
            SocketTransport.open(inner, context, endpoint, settings, loop.memory());
        } else {
            ThreadedTransport.open(inner, loop.context(), context, endpoint, settings, loop.memory());
        }
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
