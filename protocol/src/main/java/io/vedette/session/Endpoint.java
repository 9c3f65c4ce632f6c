package io.vedette.session;

import io.vedette.resp.Argv;

/**
 * What a listener does with its connections: the pure side of the RESP endpoint. The wire package calls it on the owner
 * event loop, for one connection in this order: {@code accepted}, then for each batch read from the socket
 * {@code command}* {@code endOfBatch}, at last {@code disconnected} exactly once.
 */
public interface Endpoint {
    /** A connection was accepted. Refusals (too many clients, protected mode) are written and closed by the endpoint. */
    Client accepted(Transport transport);

    /**
     * Said before several requests are handed over, so that what they need can be fetched at once. Nothing is promised: some may
     * never come.
     *
     * @param requests of which the first {@code count} matter; not to be kept
     */
    default void ahead(Client client, Argv[] requests, int count) {}

    void command(Client client, Argv argv);

    /**
     * The first of these requests, and as many of those behind it as belong together with it.
     *
     * @param requests from {@code from} to {@code to}, at least one; not to be kept
     * @return how many were taken, at least 1
     */
    default int command(Client client, Argv[] requests, int from, int to) {
        command(client, requests[from]);
        return 1;
    }

    /** All whole requests of one socket read were handed over: time to flush the client's output. */
    void endOfBatch(Client client);

    /** The peer broke the protocol; {@code line} is Redis' error line. The endpoint answers it and closes. */
    void protocolError(Client client, String line);

    void disconnected(Client client);

    /** Bytes came in from the client; said before the requests in them are handed over. For statistics. */
    default void received(Client client, int bytes) {}

    /** Bytes for the client were queued for the socket. For statistics. */
    default void sent(Client client, int bytes) {}
}
