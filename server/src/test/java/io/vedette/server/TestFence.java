package io.vedette.server;

import io.vedette.resp.GroupErrors;
import io.vedette.resp.RespException;
import io.vedette.server.session.WriteFence;

/** A fence that a test closes: at once, or after so many looks. */
public final class TestFence implements WriteFence {
    private int looksLeft = Integer.MAX_VALUE;
    public boolean ofReads;

    public void close() {
        looksLeft = 0;
    }

    public void open() {
        looksLeft = Integer.MAX_VALUE;
    }

    /** It is open for so many looks at the clock. */
    public void closeAfter(int looks) {
        looksLeft = looks;
    }

    @Override
    public boolean isWatched() {
        return true;
    }

    @Override
    public boolean isClosed() {
        if (looksLeft == 0) {
            return true;
        }
        looksLeft--;
        return false;
    }

    @Override
    public boolean isShut() {
        return isClosed();
    }

    @Override
    public boolean isOfReads() {
        return ofReads;
    }

    @Override
    public RespException refusal() {
        return GroupErrors.fenced(1, 2, 600, "min-sentinels-to-write");
    }
}
