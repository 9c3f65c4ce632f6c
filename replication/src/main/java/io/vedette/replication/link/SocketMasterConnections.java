package io.vedette.replication.link;

import io.vedette.replication.MasterConnections;
import io.vedette.replication.ReplicaEvent;
import io.vedette.wire.DialedInput;
import io.vedette.wire.Dialer;
import io.vedette.wire.ReadOn;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** {@link MasterConnections} on TCP sockets, with TLS where the dialer wants it. Everything happens on the event loop of the context that it was made with. */
public final class SocketMasterConnections implements MasterConnections {
    /** The core gives up a connection attempt by its own clock, {@code repl-timeout}; this only ends what it forgot. */
    private static final int CONNECT_TIMEOUT_MILLIS = 3_600_000;

    private final NetClient client;
    private final Context context;
    private final Dialer dialer;
    private Optional<DialedInput.Memory> memory = Optional.empty();
    private final Map<Long, Connection> connections = new HashMap<>();
    private Consumer<ReplicaEvent> listener = event -> {
        throw new IllegalStateException("nobody listens");
    };

    public SocketMasterConnections(Vertx vertx, Context context, Dialer dialer) {
        this.dialer = dialer;
        this.context = context;
        this.client = vertx.createNetClient(new NetClientOptions()
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS));
    }

    @Override
    public void listener(Consumer<ReplicaEvent> newListener) {
        listener = newListener;
    }

    @Override
    public void connect(long link, String host, int port) {
        Connection connection = new Connection(link);
        connections.put(link, connection);
        client.connect(dialer.dial(host, port))
                .onComplete(result -> context.runOnContext(nothing -> {
                    if (result.succeeded()) {
                        connection.opened(result.result());
                    } else {
                        connection.failed(result.cause());
                    }
                }));
    }

    @Override
    public void send(long link, byte[] bytes) {
        find(link).ifPresent(connection -> connection.send(bytes));
    }

    @Override
    public void pause(long link) {
        find(link).ifPresent(Connection::pause);
    }

    @Override
    public void resume(long link) {
        find(link).ifPresent(Connection::resume);
    }

    @Override
    public void disconnect(long link) {
        Optional<Connection> connection = find(link);
        connections.remove(link);
        connection.ifPresent(Connection::close);
    }

    /** A master needs none. */
    private DialedInput.Memory memory() {
        if (memory.isEmpty()) {
            memory = Optional.of(new DialedInput.Memory());
        }
        return memory.get();
    }

    private Optional<Connection> find(long link) {
        return Optional.ofNullable(connections.get(link));
    }

    /** One connection: being opened, open, or given up. */
    private final class Connection {
        private final long link;
        private Optional<NetSocket> socket = Optional.empty();
        private Optional<DialedInput> input = Optional.empty();
        private String closeReason = "connection closed by master";

        Connection(long link) {
            this.link = link;
        }

        private boolean isCurrent() {
            return connections.get(link) == this;
        }

        void opened(NetSocket opened) {
            if (!isCurrent()) {
                opened.close();
                return;
            }
            socket = Optional.of(opened);
            ReadOn.afterFailedWrites(
                    opened); // without a master's last bytes there is no resuming from where it stopped
            opened.exceptionHandler(failure -> closeReason = String.valueOf(failure.getMessage()));
            opened.closeHandler(nothing -> closed());
            input = Optional.of(DialedInput.open(opened, context, memory(), this::received));
            listener.accept(new ReplicaEvent.Connected(link));
        }

        void failed(Throwable cause) {
            if (isCurrent()) {
                connections.remove(link);
                listener.accept(new ReplicaEvent.ConnectFailed(link, String.valueOf(cause.getMessage())));
            }
        }

        private void received(byte[] bytes, int length) {
            if (isCurrent()) {
                listener.accept(new ReplicaEvent.Received(link, bytes, length));
            }
        }

        private void closed() {
            if (isCurrent()) {
                connections.remove(link);
                listener.accept(new ReplicaEvent.Closed(link, closeReason));
            }
        }

        void send(byte[] bytes) {
            socket.ifPresent(open -> open.write(Buffer.buffer(bytes)));
        }

        void pause() {
            input.ifPresent(DialedInput::pause);
        }

        void resume() {
            input.ifPresent(DialedInput::resume);
        }

        void close() {
            socket.ifPresent(NetSocket::close);
        }
    }
}
