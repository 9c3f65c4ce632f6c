package io.vedette.launcher.client;

import io.vedette.resp.OutputBuffer;
import io.vedette.resp.Reply;
import io.vedette.resp.ReplyParser;
import io.vedette.resp.ReplyWriter;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * One blocking connection to a server or a sentinel. Owned by one thread; only {@link #close} may come from another, and
 * ends a read that waits. After any exception the connection is of no more use.
 */
public final class RespConnection implements Closeable {
    private static final int READ_BUFFER_BYTES = 16 * 1024;

    private final Socket socket;
    private final ReplyParser parser = new ReplyParser();
    private final OutputBuffer output = new OutputBuffer();
    private final ReplyWriter requests = new ReplyWriter(output);
    private final byte[] input = new byte[READ_BUFFER_BYTES];

    private RespConnection(Socket socket) {
        this.socket = socket;
    }

    /**
     * Connects.
     *
     * @param timeoutMillis bound of the connect and of each later wait for bytes; 0 waits for ever
     * @throws IOException nobody listens there, or not in time
     */
    public static RespConnection open(String host, int port, int timeoutMillis) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), timeoutMillis);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(timeoutMillis);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return new RespConnection(socket);
    }

    /** Bound of each wait for bytes from now on; 0 waits for ever. */
    public void readTimeoutMillis(int timeoutMillis) throws IOException {
        socket.setSoTimeout(timeoutMillis);
    }

    /** Sends one request and waits for its reply; an error reply is a reply like any other. */
    public Reply call(String... words) throws IOException {
        queue(words);
        flush();
        return read();
    }

    /** Adds one request to those that {@link #flush} sends. */
    public void queue(String... words) {
        requests.array(words.length);
        for (String word : words) {
            requests.bulk(word.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Adds one request whose words are bytes. */
    public void queue(byte[]... words) {
        requests.array(words.length);
        for (byte[] word : words) {
            requests.bulk(word);
        }
    }

    public void flush() throws IOException {
        socket.getOutputStream().write(output.array(), 0, output.size());
        output.reset();
    }

    /** The next reply, or the next message of a subscription. */
    public Reply read() throws IOException {
        while (!advance()) {
            int count = socket.getInputStream().read(input);
            if (count < 0) {
                throw new EOFException("Server closed the connection");
            }
            parser.feed(input, 0, count);
        }
        return parser.reply();
    }

    private boolean advance() throws IOException {
        try {
            return parser.advance();
        } catch (io.vedette.resp.ProtocolException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException ignored) {
            // Nobody can do anything about a socket that does not close, and nobody uses it any more.
        }
    }
}
