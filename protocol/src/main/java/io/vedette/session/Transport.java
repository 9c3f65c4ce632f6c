package io.vedette.session;

/**
 * The connection under a client, as the pure side sees it: implemented by the wire package on a socket, and by a plain
 * in-memory object in tests. Used from the owner event loop only.
 */
public interface Transport {
    /** Queues bytes for the socket. The bytes are copied or written before the call returns: the array may be reused. */
    void write(byte[] bytes, int offset, int length);

    /** Bytes that were queued and that the operating system has not taken yet. */
    long pendingBytes();

    /** Bytes that came and make no whole request yet, or wait while requests are paused. */
    default long requestBytes() {
        return 0;
    }

    /** Runs {@code action} once, on the event loop, when {@link #pendingBytes} has fallen to the low-water mark. */
    void onceDrained(Runnable action);

    /** Closes at once; {@link Endpoint#disconnected} follows in a later turn of the loop. */
    void close();

    /** Closes when everything queued has been written; reads nothing more. */
    void closeAfterWrites();

    /**
     * Sends what was queued, and then that nothing follows. What the peer still says is dropped unheard, but taken: a connection closed
     * over words that nobody took is reset, and the peer may lose what it has not read yet. It ends when the peer closes it.
     */
    default void endOutput() {
        closeAfterWrites();
    }

    /** Stops handing over requests (the client is blocked or postponed); bytes keep waiting, in order. */
    void pauseRequests();

    /** Hands over requests again, the waiting ones first, in a later turn of the loop. */
    void resumeRequests();

    /** Sets whether the system sends small pieces at once, rather than waiting for more to send with them. It does at first. */
    default void noDelay(boolean atOnce) {}

    /** Sets whether requests must stay few and short, as for a client that has not shown the password. Off at first. */
    default void limitRequests(boolean limited) {}

    /** Peer address as {@code ip:port}, or {@code path:0} for a unix socket. */
    String remoteAddress();

    /** Own address of the connection, same form. */
    String localAddress();
}
