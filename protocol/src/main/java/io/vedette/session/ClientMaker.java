package io.vedette.session;

/** Makes the client object for a new connection: the server's kind of client, or the plain one. */
@FunctionalInterface
public interface ClientMaker {
    Client make(long id, Transport transport, long nowMillis);
}
