package io.vedette.server.session;

import io.vedette.session.Transport;

/** Under a client that is no connection but speaks with a master's or a file's word: nothing it is answered goes anywhere. */
public final class NoTransport implements Transport {
    private final String address;
    private final Runnable closed;

    public NoTransport(String address) {
        this(address, () -> {});
    }

    /** @param closed what closing means for whose word it is */
    public NoTransport(String address, Runnable closed) {
        this.address = address;
        this.closed = closed;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {}

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
        closed.run();
    }

    @Override
    public void closeAfterWrites() {}

    @Override
    public void pauseRequests() {}

    @Override
    public void resumeRequests() {}

    @Override
    public void limitRequests(boolean limited) {}

    @Override
    public String remoteAddress() {
        return address;
    }

    @Override
    public String localAddress() {
        return address;
    }
}
