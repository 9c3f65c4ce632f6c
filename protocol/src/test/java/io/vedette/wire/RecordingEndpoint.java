package io.vedette.wire;

import io.vedette.resp.Argv;
import io.vedette.session.Client;
import io.vedette.session.Endpoint;
import io.vedette.session.Transport;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Notes what it is told, and does with each command what the test says. The map is the loop's, the queue is the bridge to the test. */
final class RecordingEndpoint implements Endpoint {
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    final Map<Client, Transport> transports = new HashMap<>();
    private final BiConsumer<Transport, Argv> reaction;
    private Consumer<Transport> greeting = transport -> {};

    RecordingEndpoint(BiConsumer<Transport, Argv> reaction) {
        this.reaction = reaction;
    }

    /** What is done with each new connection. */
    void whenAccepted(Consumer<Transport> action) {
        greeting = action;
    }

    static void write(Transport transport, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        transport.write(bytes, 0, bytes.length);
    }

    /** The next event; fails if none comes in time. */
    String next() throws InterruptedException {
        String event = events.poll(20, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no event came");
        }
        return event;
    }

    @Override
    public Client accepted(Transport transport) {
        events.add("accepted " + transport.remoteAddress() + " at " + transport.localAddress());
        Client client = new Client(transports.size() + 1, transport, 0);
        transports.put(client, transport);
        greeting.accept(transport);
        return client;
    }

    @Override
    public void command(Client client, Argv argv) {
        events.add("command " + argv);
        reaction.accept(transports.get(client), argv);
    }

    @Override
    public void endOfBatch(Client client) {
        events.add("end");
    }

    @Override
    public void protocolError(Client client, String line) {
        events.add("error " + line);
        write(transports.get(client), "-" + line + "\r\n");
        transports.get(client).closeAfterWrites();
    }

    @Override
    public void disconnected(Client client) {
        events.add("disconnected");
    }
}
