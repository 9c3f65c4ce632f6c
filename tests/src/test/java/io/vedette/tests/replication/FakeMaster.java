package io.vedette.tests.replication;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Says PONG and OK to the handshake and then, in answer to PSYNC and to SYNC, these bytes. */
final class FakeMaster implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private volatile byte[] greeting = "+PONG\r\n".getBytes(StandardCharsets.US_ASCII);
    private volatile String told = "+OK\r\n";
    private volatile byte[] answer = {};
    private volatile Optional<byte[]> flood = Optional.empty();
    private volatile int leaves;
    private volatile Socket present = new Socket();

    FakeMaster() throws IOException {
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How often a replica has gone away. */
    int leaves() {
        return leaves;
    }

    void greets(byte[] bytes) {
        greeting = bytes;
    }

    /** To each REPLCONF of the handshake. */
    void hears(String reply) {
        told = reply;
    }

    void answers(byte[] bytes) {
        answer = bytes;
    }

    /** Behind the answer these bytes again and again, as long as they are taken. */
    void floods(byte[] piece) {
        flood = Optional.of(piece);
    }

    /** More, on the connection that is open. */
    void sends(byte[] bytes) throws IOException {
        present.getOutputStream().write(bytes);
    }

    /** No connection is left, and none can be made. */
    void dies() throws IOException {
        listener.close();
        present.close();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                answer(socket);
            } catch (IOException closed) {
                leaves++; // the replica went away, as it should, or the test is over
            }
        }
    }

    private void answer(Socket socket) throws IOException {
        present = socket;
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        byte[] read = new byte[4096];
        String seen = "";
        while (true) {
            int count = in.read(read);
            if (count < 0) {
                leaves++;
                return;
            }
            seen += new String(read, 0, count, StandardCharsets.ISO_8859_1);
            if (seen.contains("SYNC") && seen.endsWith("\r\n")) {
                out.write(answer);
                while (flood.isPresent()) {
                    out.write(flood.get());
                }
                seen = "";
            } else if (seen.endsWith("PING\r\n")) {
                out.write(greeting);
                seen = "";
            } else if (seen.endsWith("\r\n")) {
                int times = seen.split("REPLCONF", -1).length - 1;
                out.write(told.repeat(times).getBytes(StandardCharsets.US_ASCII));
                seen = "";
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
