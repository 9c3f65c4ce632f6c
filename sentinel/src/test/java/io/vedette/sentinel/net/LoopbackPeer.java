package io.vedette.sentinel.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A peer on the loopback interface that does exactly what a test tells it, on real sockets. */
final class LoopbackPeer implements AutoCloseable {
    /** Long enough for a loaded machine, short enough to fail a test. */
    static final int PATIENCE_MILLIS = 10_000;

    private final ServerSocket server;

    LoopbackPeer() throws IOException {
        server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        server.setSoTimeout(PATIENCE_MILLIS);
    }

    int port() {
        return server.getLocalPort();
    }

    Connection accept() throws IOException {
        Socket socket = server.accept();
        socket.setSoTimeout(PATIENCE_MILLIS);
        return new Connection(socket);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** One accepted connection. */
    record Connection(Socket socket) implements AutoCloseable {
        /** Reads exactly as many bytes as the text has; answers them as text. */
        String read(int length) throws IOException {
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(length), StandardCharsets.UTF_8);
        }

        void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        /** Ends the connection as a killed process does. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
