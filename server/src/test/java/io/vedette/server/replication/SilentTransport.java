package io.vedette.server.replication;

import io.vedette.session.Transport;

/** Under the session that applies the master's stream: nothing is ever sent. */
final class SilentTransport implements Transport {
    @Override
    public void write(byte[] bytes, int offset, int length) {}

    @Override
    public long pendingBytes() {
        return 0;
    }

    @Override
    public void onceDrained(Runnable action) {}

    @Override
    public void close() {}

    @Override
    public void closeAfterWrites() {}

    @Override
    public void pauseRequests() {}

    @Override
    public void resumeRequests() {}

    @Override
    public String remoteAddress() {
        return "";
    }

    @Override
    public String localAddress() {
        return "";
    }
}
