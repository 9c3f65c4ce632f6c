package io.vedette.replication;

import java.util.function.Consumer;

/**
 * Connections to masters, as {@link ReplicaCore} names them: by number, at most one in use at a time. Implemented on a
 * socket by the link package. Used from the owner loop only; events come there too, never from inside a call.
 */
public interface MasterConnections {
    /** Who hears {@code Connected}, {@code ConnectFailed}, {@code Received} and {@code Closed}. To be set before use. */
    void listener(Consumer<ReplicaEvent> listener);

    /** Opens a connection; the answer is {@code Connected} or {@code ConnectFailed}. */
    void connect(long link, String host, int port);

    /** Queues bytes; the array is handed over. Does nothing if the connection is gone. */
    void send(long link, byte[] bytes);

    /** Reads nothing more, so that the master feels it, until {@link #resume}. */
    void pause(long link);

    void resume(long link);

    /** Closes, or gives up connecting. No event of this link follows. */
    void disconnect(long link);
}
