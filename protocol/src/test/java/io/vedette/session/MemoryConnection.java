package io.vedette.session;

import io.vedette.resp.ProtocolException;
import io.vedette.resp.RequestParser;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A connection without a socket: reads requests as the wire does, keeps what would be sent. Text is Latin-1. */
final class MemoryConnection implements Transport {
    private final Endpoint endpoint;
    private final String remoteAddress;
    private final RequestParser parser = new RequestParser();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final Client client;
    private boolean paused;
    private boolean closed;

    MemoryConnection(Endpoint endpoint, String remoteAddress) {
        this.endpoint = endpoint;
        this.remoteAddress = remoteAddress;
        this.client = endpoint.accepted(this);
    }

    Client client() {
        return client;
    }

    boolean isClosed() {
        return closed;
    }

    boolean isPaused() {
        return paused;
    }

    /** Bytes arrive from the peer. */
    void receive(String bytes) {
        byte[] chunk = bytes.getBytes(StandardCharsets.ISO_8859_1);
        parser.feed(chunk, 0, chunk.length);
        handOver();
    }

    private void handOver() {
        try {
            while (!paused && !closed) {
                parser.readAhead();
                int from = parser.aheadFrom();
                if (from < parser.aheadTo()) {
                    parser.take(endpoint.command(client, parser.ahead(), from, parser.aheadTo()));
                } else if (parser.advance()) {
                    endpoint.command(client, parser.argv());
                } else {
                    break;
                }
            }
        } catch (ProtocolException e) {
            endpoint.protocolError(client, e.line());
        }
        if (!closed) {
            endpoint.endOfBatch(client);
        }
    }

    /** What was sent since the last call. */
    String taken() {
        String text = sent.toString(StandardCharsets.ISO_8859_1);
        sent.reset();
        return text;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        sent.write(bytes, offset, length);
    }

    @Override
    public long pendingBytes() {
        return 0;
    }

    @Override
    public void onceDrained(Runnable action) {
        action.run();
    }

    @Override
    public void close() {
        closed = true;
        if (client != null) { // turned away while it was being accepted: the wire tells of the end later
            endpoint.disconnected(client);
        }
    }

    @Override
    public void closeAfterWrites() {
        close();
    }

    @Override
    public void pauseRequests() {
        paused = true;
    }

    /** The wire goes on in a later turn; here {@link TestServer#turn} does. */
    @Override
    public void resumeRequests() {
        paused = false;
    }

    void goOn() {
        if (!paused && !closed) {
            handOver();
        }
    }

    @Override
    public void limitRequests(boolean limited) {
        parser.authenticated(!limited);
    }

    @Override
    public String remoteAddress() {
        return remoteAddress;
    }

    @Override
    public String localAddress() {
        return "127.0.0.1:6379";
    }
}
