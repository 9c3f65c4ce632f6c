package io.vedette.session;

import io.vedette.resp.Argv;
import io.vedette.resp.RespException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The endpoint of server and sentinel alike: makes clients, hands their requests to the dispatcher, sees them off. */
public final class ClientEndpoint implements Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(ClientEndpoint.class);

    private final Dispatcher dispatcher;
    private final Clients clients;
    private final Identity identity;
    private final Admission admission;
    private final ClientMaker maker;
    private final SessionClock clock;
    private long rejectedConnections;

    public ClientEndpoint(
            Dispatcher dispatcher,
            Clients clients,
            Identity identity,
            Admission admission,
            ClientMaker maker,
            SessionClock clock) {
        this.dispatcher = dispatcher;
        this.clients = clients;
        this.identity = identity;
        this.admission = admission;
        this.maker = maker;
        this.clock = clock;
    }

    /** Connections that were turned away, since start. */
    public long rejectedConnections() {
        return rejectedConnections;
    }

    public void resetStats() {
        rejectedConnections = 0;
    }

    @Override
    public Client accepted(Transport transport) {
        Client client = maker.make(clients.nextId(), transport, clock.wallMillis());
        Optional<RespException> refusal = admission.refusal(transport, identity, clients.size());
        if (refusal.isPresent()) {
            rejectedConnections++;
            client.reply().error(refusal.get());
            client.closeAfterReply();
            client.flush();
            return client;
        }
        client.login(identity.users().defaultUser());
        client.authenticated(identity.users().needsNoPassword());
        clients.add(client);
        return client;
    }

    @Override
    public void command(Client client, Argv argv) {
        try {
            dispatcher.dispatchOfBatch(client, argv);
            clients.flushIfLarge(client);
        } catch (OutOfMemoryError notClaimed) {
            noRoom(client, notClaimed);
        }
    }

    @Override
    public int command(Client client, Argv[] requests, int from, int to) {
        try {
            int taken = dispatcher.dispatchOfBatch(client, requests, from, to);
            clients.flushIfLarge(client);
            return taken;
        } catch (OutOfMemoryError notClaimed) {
            noRoom(client, notClaimed);
            return to - from;
        }
    }

    /** A command that found no room was answered so; here there was none to say it. */
    private static void noRoom(Client client, OutOfMemoryError notClaimed) {
        LOG.warn("Closing client {}: {}", client.transport().remoteAddress(), notClaimed.getMessage());
        client.close();
    }

    /** Output goes out with that of all others, at the end of the turn. */
    @Override
    public void endOfBatch(Client client) {
        dispatcher.batchEnds();
        clients.flushLater(client);
    }

    @Override
    public void protocolError(Client client, String line) {
        LOG.debug("Protocol error from client {}: {}", client.transport().remoteAddress(), line);
        int mark = client.reply().out().size();
        dispatcher.error(client, new RespException(line));
        if (client.isMutedForGood()) {
            client.reply().out().truncate(mark); // it is counted all the same
        }
        client.closeAfterReply();
        clients.flushLater(client);
    }

    @Override
    public void disconnected(Client client) {
        dispatcher.batchEnds(); // perhaps its own: then nobody else says so
        clients.remove(client);
    }
}
