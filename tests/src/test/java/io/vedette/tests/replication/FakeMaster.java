package io.vedette.tests.replication;

import java.io.ByteArrayOutputStream;
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
    static final String ID = "0123456789012345678901234567890123456789";
    /** A snapshot of nothing, with its length. */
    static final byte[] EMPTY = bytes("$18\r\nREDIS0010\u00ff" + "\u0000".repeat(8));

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private volatile byte[] greeting = bytes("+PONG\r\n");
    private volatile String told = "+OK\r\n";
    private volatile byte[] answer = {};
    private volatile Optional<byte[]> flood = Optional.empty();
    private volatile int leaves;
    private final StringBuffer heard = new StringBuffer();
    private volatile Socket present = new Socket();

    FakeMaster() throws IOException {
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return listener.getLocalPort();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] words(String... words) {
        StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            text.append("$" + word.length() + "\r\n" + word + "\r\n");
        }
        return bytes(text.toString());
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** All that replicas have said. */
    String heard() {
        return heard.toString();
    }

    /** How often a replica has gone away. */
    int leaves() {
        return leaves;
    }

    void greets(byte[] bytes) {
        greeting = bytes;
    }

    /** To AUTH and to each REPLCONF of the handshake. */
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

    /** The connection that is open ends. */
    void cut() throws IOException {
        present.close();
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
            String said = new String(read, 0, count, StandardCharsets.ISO_8859_1);
            heard.append(said);
            seen += said;
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
                int times = seen.split("REPLCONF|AUTH", -1).length - 1;
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
