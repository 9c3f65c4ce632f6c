package io.vedette.tests.process;

import io.vedette.resp.Argv;
import io.vedette.resp.ProtocolException;
import io.vedette.resp.Reply;
import io.vedette.resp.ReplyParser;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.SocketFactory;

/** A plain blocking client for tests: one socket, plain or with TLS, requests and replies in order, nothing hidden. */
public final class RespConnection implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
    private static final int READ_TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final ReplyParser parser = new ReplyParser();
    private final byte[] input = new byte[64 * 1024];
    private final InputStream buffered;

    public RespConnection(int port) {
        this(port, SocketFactory.getDefault());
    }

    /** @param patience how long a reply is waited for */
    public RespConnection(int port, Duration patience) {
        this(port, SocketFactory.getDefault(), Math.toIntExact(patience.toMillis()));
    }

    /** @param sockets makes the socket, TLS sockets too */
    public RespConnection(int port, SocketFactory sockets) {
        this(port, sockets, READ_TIMEOUT_MILLIS);
    }

    private RespConnection(int port, SocketFactory sockets, int readTimeoutMillis) {
        try {
            socket = sockets.createSocket();
            socket.connect(new InetSocketAddress("127.0.0.1", port), CONNECT_TIMEOUT_MILLIS);
            socket.setSoTimeout(readTimeoutMillis);
            socket.setTcpNoDelay(true);
            buffered = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends one request and waits for its reply. */
    public Reply call(String... words) {
        send(words);
        return read();
    }

    /** The reply as text: bulk, simple and error lines as they are, numbers in decimal. */
    public String text(String... words) {
        return call(words).text();
    }

    public void send(String... words) {
        sendRaw(encoded(Argv.of(words)));
    }

    public void sendRaw(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next reply or push; fails if none comes in time ({@value #READ_TIMEOUT_MILLIS} ms, unless it was said otherwise) or the peer closes. */
    public Reply read() {
        try {
            while (!parser.advance()) {
                int count = socket.getInputStream().read(input);
                if (count < 0) {
                    throw new IOException("the peer closed the connection");
                }
                parser.feed(input, 0, count);
            }
            return parser.reply();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ProtocolException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sets how long a read waits before it fails, in milliseconds. */
    public void readTimeoutMillis(int millis) {
        try {
            socket.setSoTimeout(millis);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends words whose characters stand for one byte each. */
    public void sendLatin1(String... words) {
        byte[][] bytes = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = words[i].getBytes(StandardCharsets.ISO_8859_1);
        }
        sendRaw(encoded(new Argv(bytes)));
    }

    /** The next reply as it stands on the wire, one character a byte. Not to be mixed with {@link #read}. */
    public String readRaw() {
        try {
            StringBuilder raw = new StringBuilder();
            readRaw(raw);
            return raw.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readRaw(StringBuilder raw) throws IOException {
        String line = readLine();
        raw.append(line).append("\r\n");
        int count =
                line.length() > 1 && "$=!*~>%|".indexOf(line.charAt(0)) >= 0 ? Integer.parseInt(line.substring(1)) : 0;
        switch (line.charAt(0)) {
            case '$', '=', '!' -> {
                if (count >= 0) {
                    raw.append(new String(buffered.readNBytes(count + 2), StandardCharsets.ISO_8859_1));
                }
            }
            case '*', '~', '>', '%', '|' -> {
                int parts = line.charAt(0) == '%' || line.charAt(0) == '|' ? 2 * count : count;
                for (int i = 0; i < parts; i++) {
                    readRaw(raw);
                }
            }
            default -> {}
        }
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() < 2 || line.charAt(line.length() - 1) != '\n') {
            int b = buffered.read();
            if (b < 0) {
                throw new IOException("the peer closed the connection");
            }
            line.append((char) b);
        }
        return line.substring(0, line.length() - 2);
    }

    /** The next byte as it stands on the wire. Not to be mixed with {@link #read}. */
    public int readByte() {
        try {
            int b = buffered.read();
            if (b < 0) {
                throw new IOException("the peer closed the connection");
            }
            return b;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that comes until the peer closes, as it stands on the wire. */
    public String readToEnd() {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] encoded(Argv argv) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("*" + argv.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < argv.size(); i++) {
            out.writeBytes(("$" + argv.length(i) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(argv.bytes(i));
            out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
