package io.vedette.server;

import io.vedette.resp.Argv;
import io.vedette.server.session.ServerClient;
import io.vedette.session.Client;
import io.vedette.session.Transport;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** A client of a {@link TestEngine}: words in, the bytes that it would get out. Text is Latin-1. */
public final class TestConnection implements Transport {
    private final TestEngine test;
    private final String address;
    private final Client client;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final Deque<Argv> waiting = new ArrayDeque<>();
    private boolean paused;
    private boolean closed;

    TestConnection(TestEngine test, String address) {
        this.test = test;
        this.address = address;
        this.client = test.engine.endpoint().accepted(this);
    }

    /** Sends one request in a turn of its own, and takes what was sent since the last time. */
    public String ask(String... words) {
        tell(words);
        return taken();
    }

    public void tell(String... words) {
        waiting.add(Argv.of(words));
        handOver();
        test.turn();
    }

    /** Requests that come in one piece; their words are parted by blanks. */
    public void tellAtOnce(String... lines) {
        for (String line : lines) {
            waiting.add(Argv.of(line.split(" ")));
        }
        handOver();
        test.turn();
    }

    /** What was sent since the last time. */
    public String taken() {
        String text = sent.toString(StandardCharsets.ISO_8859_1);
        sent.reset();
        return text;
    }

    public ServerClient client() {
        return (ServerClient) client;
    }

    public boolean isClosed() {
        return closed;
    }

    private void handOver() {
        while (!paused && !closed && !waiting.isEmpty()) {
            test.engine.endpoint().command(client, waiting.poll());
        }
        if (!closed) {
            test.engine.endpoint().endOfBatch(client);
        }
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
        test.atEndOfTurn(action);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            test.atEndOfTurn(() -> test.engine.endpoint().disconnected(client));
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

    @Override
    public void resumeRequests() {
        paused = false;
        test.atEndOfTurn(this::handOver);
    }

    @Override
    public String remoteAddress() {
        return address;
    }

    @Override
    public String localAddress() {
        return "127.0.0.1:6379";
    }
}
