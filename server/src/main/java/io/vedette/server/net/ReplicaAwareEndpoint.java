package io.vedette.server.net;

import io.vedette.resp.Argv;
import io.vedette.server.Statistics;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.session.ServerClient;
import io.vedette.session.Client;
import io.vedette.session.ClientType;
import io.vedette.session.Endpoint;
import io.vedette.session.Transport;
import java.util.function.BooleanSupplier;

/**
 * The endpoint of all clients, which also counts bytes, and notes that a replica has said something, be it only a line end.
 *
 * @param ended whether the data was brought to the disk for the last time: a command that ran now would be lost, answered or not
 */
record ReplicaAwareEndpoint(
        Endpoint clients, ReplicationShell replication, Statistics statistics, Keyspace keyspace, BooleanSupplier ended)
        implements Endpoint {
    @Override
    public Client accepted(Transport transport) {
        return clients.accepted(transport);
    }

    /** Most commands name a key as their first word, and of the others nothing comes but a look in vain. */
    @Override
    public void ahead(Client client, Argv[] requests, int count) {
        keyspace.database(client.database()).fetch(requests, count);
    }

    @Override
    public void command(Client client, Argv argv) {
        if (!ended.getAsBoolean()) {
            clients.command(client, argv);
        }
    }

    @Override
    public int command(Client client, Argv[] requests, int from, int to) {
        return ended.getAsBoolean() ? to - from : clients.command(client, requests, from, to);
    }

    @Override
    public void endOfBatch(Client client) {
        if (client instanceof ServerClient server && server.link() == ServerClient.Link.REPLICA) {
            replication.signOfLife(client);
        }
        clients.endOfBatch(client);
    }

    @Override
    public void protocolError(Client client, String line) {
        clients.protocolError(client, line);
    }

    @Override
    public void disconnected(Client client) {
        clients.disconnected(client);
    }

    @Override
    public void received(Client client, int bytes) {
        statistics.read(bytes, client.type() == ClientType.REPLICA);
    }

    @Override
    public void sent(Client client, int bytes) {
        statistics.written(bytes, client.type() == ClientType.REPLICA);
    }
}
