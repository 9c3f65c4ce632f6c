package io.vedette.tests.replication;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A wire that can be cut and mended, or be a bad one: forwards connections to one port of this machine. */
final class TcpProxy implements AutoCloseable {
    /** What becomes of the bytes on their way from the server to one client; ends with either of them. */
    interface Wire {
        void carry(InputStream from, OutputStream to) throws IOException;
    }

    private static final int BYTES_OF_A_CHUNK = 16 * 1024;

    private final ServerSocket listener;
    private final int targetPort;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean cut;
    private volatile Wire wire = InputStream::transferTo;
    private final Queue<Wire> first = new ConcurrentLinkedQueue<>();

    TcpProxy(int targetPort) throws IOException {
        this("127.0.0.1", targetPort);
    }

    /** @param address where it is entered, an address of this machine */
    TcpProxy(String address, int targetPort) throws IOException {
        this.targetPort = targetPort;
        listener = new ServerSocket(0, 50, InetAddress.getByName(address));
        Thread.ofVirtual().start(this::acceptAll);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Breaks all connections; new ones are broken at once until {@link #mend}. */
    void cut() {
        cut = true;
        sockets.forEach(TcpProxy::closeQuietly);
        sockets.clear();
    }

    void mend() {
        cut = false;
    }

    /** Of the connections to come. */
    void wire(Wire next) {
        wire = next;
    }

    /** Of the next connection alone. */
    void wireOfTheNext(Wire next) {
        first.add(next);
    }

    static Wire sound() {
        return InputStream::transferTo;
    }

    /** Breaks after so many bytes, wherever that is. */
    static Wire cutAfter(long bytes) {
        return (from, to) -> pass(from, to, bytes);
    }

    /** Hands on a few bytes at a time, {@code most} of them in this way. */
    static Wire dripping(int bytes, int most) {
        return (from, to) -> {
            byte[] drop = new byte[bytes];
            for (int dripped = 0; dripped < most; ) {
                int read = from.read(drop);
                if (read < 0) {
                    return;
                }
                to.write(drop, 0, read);
                dripped += read;
            }
            from.transferTo(to);
        };
    }

    /** Each piece arrives so much later. */
    static Wire late(long millis) {
        return (from, to) -> {
            byte[] chunk = new byte[BYTES_OF_A_CHUNK];
            for (int read = from.read(chunk); read >= 0; read = from.read(chunk)) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
                to.write(chunk, 0, read);
            }
        };
    }

    /** One bit of the byte at this place is wrong. */
    static Wire damaged(long at) {
        return (from, to) -> {
            pass(from, to, at);
            int wrong = from.read();
            if (wrong >= 0) {
                to.write(wrong ^ 4);
            }
            from.transferTo(to);
        };
    }

    /** As they come: the other end waits for each. */
    private static void pass(InputStream from, OutputStream to, long bytes) throws IOException {
        byte[] chunk = new byte[BYTES_OF_A_CHUNK];
        long left = bytes;
        while (left > 0) {
            int read = from.read(chunk, 0, (int) Math.min(left, chunk.length));
            if (read < 0) {
                return;
            }
            to.write(chunk, 0, read);
            left -= read;
        }
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                connect(listener.accept());
            } catch (IOException ended) {
                continue; // the wire was taken away, or the client has gone before it was asked for
            }
        }
        sockets.forEach(TcpProxy::closeQuietly);
    }

    private void connect(Socket client) throws IOException {
        if (cut) {
            closeQuietly(client);
            return;
        }
        Socket server;
        try {
            server = new Socket(InetAddress.getByName("127.0.0.1"), targetPort);
        } catch (IOException dead) {
            closeQuietly(client);
            return;
        }
        sockets.addAll(List.of(client, server));
        Wire downstream = Objects.requireNonNullElse(first.poll(), wire);
        Thread.ofVirtual().start(() -> forward(client, server, sound()));
        Thread.ofVirtual().start(() -> forward(server, client, downstream));
    }

    private static void forward(Socket from, Socket to, Wire wire) {
        try (InputStream in = from.getInputStream()) {
            wire.carry(in, to.getOutputStream());
        } catch (IOException broken) {
            // The other direction ends too.
        }
        closeQuietly(from);
        closeQuietly(to);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
