package io.vedette.session;

import io.vedette.resp.RespException;

/**
 * One rung of the ladder that a request climbs before its command runs. Gates are asked in the order in which the
 * {@link Dispatcher} got them, which is Redis' order; the first that does not let pass ends the climb.
 */
@FunctionalInterface
public interface Gate {
    /** @throws RespException the command is refused; the reply is this error */
    Verdict check(Call call) throws RespException;

    enum Verdict {
        PASS,
        /** Not now: the client keeps the words; the gate's owner sees to {@link Dispatcher#resume} later. */
        POSTPONE,
        /** The gate took the request and wrote its reply (MULTI queued it). */
        DONE
    }
}
