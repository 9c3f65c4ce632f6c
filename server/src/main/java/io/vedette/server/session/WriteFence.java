package io.vedette.server.session;

import io.vedette.resp.RespException;

/** Whether this server may write, by the sentinels that support it ({@code min-sentinels-to-write}). */
public interface WriteFence {
    /** One that is never closed. */
    WriteFence NONE = new WriteFence() {
        @Override
        public boolean isWatched() {
            return false;
        }

        @Override
        public boolean isClosed() {
            return false;
        }

        @Override
        public boolean isShut() {
            return false;
        }

        @Override
        public boolean isOfReads() {
            return false;
        }

        @Override
        public RespException refusal() {
            throw new IllegalStateException("nothing is refused here");
        }
    };

    /** Whether it may be that this master must not write: asked for each command, without a look at the clock. */
    boolean isWatched();

    /** Whether too few sentinels support this master, by the clocks as they are read for this answer. */
    boolean isClosed();

    /** Whether the answer to a write that was taken under watch may not go out any more, by the clocks as they are read now. */
    boolean isShut();

    /** Whether reads are refused too where it is closed. */
    boolean isOfReads();

    /** Why a command is refused. */
    RespException refusal();
}
