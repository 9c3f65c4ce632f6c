package io.vedette.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.vedette.session.Endpoint;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Listens for RESP clients, on all addresses of its settings, and brings each connection to the endpoint. Everything happens on
 * the loop of the context that it was made with. Listens from {@link #listen} to {@link #close}, once; meanwhile it may be
 * told to {@link #move}.
 *
 * <p>Two listeners of one Vert.x instance on the same address would share its connections instead of one failing: Vert.x
 * scales servers that way. Processes of ours have one listener for an address.
 */
public final class RespListener {
    /** How long a server without a door waits for its connections before it closes them. */
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    /** As Redis does: so many, as many parts of the idle time apart. */
    private static final int PROBES = 3;

    private final Vertx vertx;
    private final Context context;
    private final ListenSettings settings;
    /** What the listening sockets hand on; connections that come after a change are told. */
    private final int firstKeepaliveSeconds;

    private final Endpoint endpoint;
    private final List<SocketLoop> loops;
    /** Held, as all servers here: Vert.x closes those that nothing refers to. */
    private final Map<Door, List<NetServer>> doors = new LinkedHashMap<>();

    private final List<NetServer> unixServers = new ArrayList<>();
    /** Without a door, but with connections that came through it. */
    private final Set<NetServer> retired = new HashSet<>();

    private final ChannelGroup connectionsOfRetired = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private Future<Void> ready = Future.succeededFuture();

    /** A loop with the memory that all its connections read into. */
    private record SocketLoop(Context context, LoopMemory memory) {
        static SocketLoop of(Context context) {
            return new SocketLoop(context, new LoopMemory());
        }
    }

    /** What is bound for TCP. */
    private record Door(BindAddress address, int port, boolean secured) {}

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
        this.firstKeepaliveSeconds = settings.keepaliveSeconds().getAsInt();
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
        context.runOnContext(nothing -> listenOn(port, Optional.of(options))
                .recover(failure -> close().transform(closed -> Future.failedFuture(failure)))
                .onComplete(done));
        return done.future();
    }

    /** When this is done, new connections with TLS are made by these options. */
    public Future<Void> updateTls(ServerSSLOptions options) {
        return Future.join(doors.entrySet().stream()
                        .filter(entry -> entry.getKey().secured())
                        .flatMap(entry -> entry.getValue().stream())
                        .map(server -> server.updateSSLOptions(options, true))
                        .toList())
                .mapEmpty();
    }

    /**
     * Listens on these addresses and ports from now on, on no others. Connections that there are stay, and what stays the same
     * is not touched. To be called on the loop, one move at a time.
     *
     * @param port {@link ListenSettings#NO_PORT} for none
     * @param tlsPort the same
     * @param tls for connections with TLS; may be empty without such a port
     * @return fails with a {@link ListenException} that names the address, and then everything is as it was
     */
    public Future<Void> move(List<String> addresses, int port, int tlsPort, Optional<ServerSSLOptions> tls) {
        Set<Door> wanted = new LinkedHashSet<>();
        for (BindAddress address : BindAddress.of(addresses)) {
            if (port != ListenSettings.NO_PORT) {
                wanted.add(new Door(address, port, false));
            }
            if (tlsPort != ListenSettings.NO_PORT) {
                wanted.add(new Door(address, tlsPort, true));
            }
        }
        Set<Door> left = new LinkedHashSet<>(doors.keySet());
        left.removeAll(wanted);
        wanted.removeAll(doors.keySet());
        boolean inTheWay =
                left.stream().anyMatch(door -> wanted.stream().anyMatch(other -> other.port() == door.port()));
        if (!inTheWay) {
            return open(wanted, tls).compose(opened -> leave(left));
        }
        return leave(left)
                .compose(free -> open(wanted, tls))
                .recover(failure -> open(left, tls).transform(back -> Future.failedFuture(failure)));
    }

    /** All of them or none. */
    private Future<Void> open(Set<Door> wanted, Optional<ServerSSLOptions> tls) {
        Set<Door> before = Set.copyOf(doors.keySet());
        Future<Integer> opened = Future.succeededFuture(0);
        for (Door door : wanted) {
            opened = opened.compose(ports -> listenOn(
                    door.address(), door.port(), door.secured() ? Optional.of(tls.orElseThrow()) : Optional.empty()));
        }
        return opened.recover(failure -> {
                    Set<Door> half = new LinkedHashSet<>(doors.keySet());
                    half.removeAll(before);
                    return leave(half).transform(closed -> Future.failedFuture(failure));
                })
                .mapEmpty();
    }

    /** Done when the ports are free; connections stay. */
    private Future<Void> leave(Set<Door> left) {
        for (Door door : left) {
            for (NetServer server : doors.remove(door)) {
                retired.add(server);
                server.shutdown(FOR_EVER).onComplete(gone -> context.runOnContext(nothing -> retired.remove(server)));
            }
        }
        return Future.join(loops.stream().map(this::overtaken).toList()).mapEmpty();
    }

    /**
     * Done when everything that was begun before on that loop, and by it on the one that accepts for all, is over. Vert.x closes a door
     * so: the loop that opened it tells the one that accepts. What it answers itself comes only with the end of the last connection.
     */
    private Future<Void> overtaken(SocketLoop loop) {
        Promise<Void> done = Promise.promise();
        loop.context()
                .runOnContext(nothing -> ((VertxInternal) vertx)
                        .acceptorEventLoopGroup()
                        .next()
                        .execute(() -> context.runOnContext(now -> done.complete())));
        return done.future();
    }

    private Future<Integer> listenOnLoop() {
        Future<Integer> port = settings.port() == ListenSettings.NO_PORT
                ? Future.succeededFuture(0)
                : listenOn(settings.port(), Optional.empty());
        if (!settings.unixSocket().isEmpty()) {
            port = port.compose(known -> listenOnUnixSocket().map(known));
        }
        return port.recover(failure -> close().transform(closed -> Future.failedFuture(failure)));
    }

    private Future<Integer> listenOn(int port, Optional<ServerSSLOptions> tls) {
        Future<Integer> known = Future.succeededFuture(settings.addresses().isEmpty() ? 0 : port);
        for (BindAddress address : BindAddress.of(settings.addresses())) {
            known = known.compose(chosen -> listenOn(address, chosen, tls));
        }
        return known;
    }

    /** Answers the port, also where an address that may be missing is missing. */
    private Future<Integer> listenOn(BindAddress address, int port, Optional<ServerSSLOptions> tls) {
        return bind(address.host(), port, tls)
                .recover(failure -> address.isDualStack() && ListenException.isForLackOfAddress(failure)
                        ? bind(BindAddress.WILDCARD_IPV4, port, tls)
                        : Future.failedFuture(failure))
                .map(servers -> {
                    int chosen = servers.getFirst().actualPort();
                    doors.put(new Door(address, chosen, tls.isPresent()), servers);
                    return chosen;
                })
                .recover(failure -> address.optional() && ListenException.isForLackOfAddress(failure)
                        ? Future.succeededFuture(port)
                        : Future.failedFuture(ListenException.tcp(address.written(), port, failure)));
    }

    private Future<List<NetServer>> bind(String host, int port, Optional<ServerSSLOptions> tls) {
        List<NetServer> bound = new ArrayList<>();
        Future<Integer> known = Future.succeededFuture(port);
        for (SocketLoop loop : loops) {
            known = known.compose(chosen -> bind(loop, SocketAddress.inetSocketAddress(chosen, host), tls))
                    .map(server -> {
                        bound.add(server);
                        return server.actualPort();
                    });
        }
        return known.map(bound).recover(failure -> closed(bound).transform(gone -> Future.failedFuture(failure)));
    }

    private Future<Void> listenOnUnixSocket() {
        SocketAddress address = SocketAddress.domainSocketAddress(settings.unixSocket());
        Future<Void> bound = Future.succeededFuture();
        for (SocketLoop loop : loops) {
            bound = bound.compose(before -> bind(loop, address, Optional.empty()))
                    .map(unixServers::add)
                    .mapEmpty();
        }
        return bound.recover(failure -> Future.failedFuture(ListenException.unix(settings.unixSocket(), failure)));
    }

    /** Servers of several loops on one address are one to the outside: Vert.x gives them the connections in turns. */
    private Future<NetServer> bind(SocketLoop loop, SocketAddress address, Optional<ServerSSLOptions> tls) {
        Promise<NetServer> done = Promise.promise();
        NetServer server = vertx.createNetServer(options(tls)).connectHandler(socket -> connected(loop, socket));
        loop.context()
                .runOnContext(nothing -> server.listen(address)
                        .onComplete(result -> context.runOnContext(now -> {
                            if (result.succeeded()) {
                                done.complete(server);
                            } else {
                                done.fail(result.cause());
                            }
                        })));
        return done.future();
    }

    private NetServerOptions options(Optional<ServerSSLOptions> tls) {
        NetServerOptions options = new NetServerOptions()
                .setAcceptBacklog(settings.backlog())
                .setTcpNoDelay(true)
                .setReuseAddress(true);
        int idle = firstKeepaliveSeconds;
        if (idle > 0) {
            options.setTcpKeepAlive(true);
            options.setTcpKeepAliveIdleSeconds(idle);
            options.setTcpKeepAliveIntervalSeconds(probeIntervalSeconds(idle));
            options.setTcpKeepAliveCount(PROBES);
        }
        tls.ifPresent(secure -> secure(options, secure));
        return options;
    }

    private static void secure(NetServerOptions options, ServerSSLOptions tls) {
        options.setSsl(true)
                .setClientAuth(tls.getClientAuth())
                .setKeyCertOptions(tls.getKeyCertOptions())
                .setTrustOptions(tls.getTrustOptions())
                .setEnabledSecureTransportProtocols(tls.getEnabledSecureTransportProtocols());
        tls.getEnabledCipherSuites().forEach(options::addEnabledCipherSuite);
    }

    private void connected(SocketLoop loop, NetSocket socket) {
        Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
        keepAlive(channel);
        // What has no answer to the end of its server would be closed at once.
        socket.shutdownHandler(announced -> connectionsOfRetired.add(channel));
        if (ready.succeeded()) {
            open(loop, socket);
            return;
        }
        // Not read at all: what a paused socket has read is wrapped for Vert.x' own handlers already.
        channel.config().setAutoRead(false);
        ready.onSuccess(now -> loop.context().runOnContext(nothing -> {
            if (channel.isActive()) {
                open(loop, socket);
                channel.config().setAutoRead(true);
            }
        }));
    }

    private void keepAlive(Channel channel) {
        int idle = settings.keepaliveSeconds().getAsInt();
        if (idle != firstKeepaliveSeconds) {
            channel.config().setOption(ChannelOption.SO_KEEPALIVE, idle > 0);
            if (idle > 0 && channel instanceof EpollSocketChannel epoll) {
                epoll.config()
                        .setTcpKeepIdle(idle)
                        .setTcpKeepIntvl(probeIntervalSeconds(idle))
                        .setTcpKeepCnt(PROBES);
            }
        }
    }

    private static int probeIntervalSeconds(int idle) {
        return Math.max(1, idle / PROBES);
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
            List<NetServer> servers = new ArrayList<>(unixServers);
            doors.values().forEach(servers::addAll);
            unixServers.clear();
            doors.clear();
            connectionsOfRetired.close();
            closed(servers).onComplete(done);
        });
        return done.future();
    }

    private static Future<Void> closed(List<NetServer> servers) {
        return Future.join(servers.stream().map(NetServer::close).toList()).mapEmpty();
    }
}
