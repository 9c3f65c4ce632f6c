package io.vedette.launcher.pretend;

import io.vedette.resp.Argv;
import io.vedette.resp.OutputBuffer;
import io.vedette.resp.ProtocolException;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RequestParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A port behind which somebody is pretended. Alive, dead, alive again at the same port; may be told so from any thread.
 * Each connection has a virtual thread, in which {@link Conversation#answer} is called.
 */
final class PretendListener implements AutoCloseable {
    private static final int BACKLOG = 50;
    private static final int INPUT_BYTES = 2048;

    /** What is known of one connection, and how its requests are answered. */
    interface Conversation {
        void answer(Argv request, ReplyWriter reply);

        /** The connection is gone. */
        void ended();
    }

    /** Makes a conversation for each connection. */
    interface Host {
        Conversation meet(Line line);
    }

    /** One connection, for whoever wants to say something unasked. */
    static final class Line {
        private final Socket socket;

        private Line(Socket socket) {
            this.socket = socket;
        }

        /** Writes; a line that is gone swallows it. */
        synchronized void write(OutputBuffer bytes) {
            try {
                socket.getOutputStream().write(bytes.array(), 0, bytes.size());
            } catch (IOException e) {
                close();
            }
        }

        /** What its end will be: not an end of the stream, but what a kernel says when bytes were not read. */
        private void reset() {
            try {
                socket.setSoLinger(true, 0);
            } catch (SocketException e) {
                // It has ended already.
            }
        }

        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // Nobody uses it any more.
            }
        }
    }

    private final InetAddress address;
    private final Host host;
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket socket;
    private final int port;

    private PretendListener(InetAddress address, ServerSocket socket, Host host) {
        this.address = address;
        this.socket = socket;
        this.port = socket.getLocalPort();
        this.host = host;
    }

    static PretendListener open(String address, Host host) throws IOException {
        InetAddress local = InetAddress.getByName(address);
        PretendListener listener = new PretendListener(local, new ServerSocket(0, BACKLOG, local), host);
        listener.begin();
        return listener;
    }

    int port() {
        return port;
    }

    /** Dies: connections break, new ones are refused. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // As good as closed.
        }
        boolean rudely = false;
        for (Line line : lines) {
            if (rudely) {
                line.reset();
            }
            line.close();
            rudely = !rudely;
        }
    }

    /** Lives again. */
    void reopen() throws IOException {
        ServerSocket again = new ServerSocket();
        again.setReuseAddress(true);
        again.bind(new InetSocketAddress(address, port), BACKLOG);
        socket = again;
        begin();
    }

    private void begin() {
        ServerSocket open = socket;
        Thread.startVirtualThread(() -> accept(open));
    }

    private void accept(ServerSocket open) {
        while (!open.isClosed()) {
            try {
                Socket accepted = open.accept();
                accepted.setTcpNoDelay(true);
                Line line = new Line(accepted);
                lines.add(line);
                if (open.isClosed()) {
                    line.close();
                }
                Thread.startVirtualThread(() -> serve(line));
            } catch (IOException e) {
                return; // dead
            }
        }
    }

    private void serve(Line line) {
        Conversation conversation = host.meet(line);
        try {
            InputStream input = line.socket.getInputStream();
            RequestParser parser = new RequestParser();
            byte[] bytes = new byte[INPUT_BYTES];
            for (int count = input.read(bytes); count >= 0; count = input.read(bytes)) {
                parser.feed(bytes, 0, count);
                OutputBuffer replies = new OutputBuffer();
                while (parser.advance()) {
                    conversation.answer(parser.argv(), new ReplyWriter(replies));
                }
                line.write(replies);
            }
        } catch (IOException | ProtocolException e) {
            // The peer went away, or we died.
        } finally {
            conversation.ended();
            lines.remove(line);
            line.close();
        }
    }
}
