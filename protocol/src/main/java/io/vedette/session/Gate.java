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

    /**
     * True if every command of this client that reads or writes keys would pass, until another command, or something outside of the
     * batch, changes that. Asked once for a batch of requests: such commands climb only the gates that do not stand open. A gate that
     * looks at the clock, or at what the commands before have done, stands open only where it has nothing to look at.
     */
    default boolean standsOpen(Client client) {
        return false;
    }

    enum Verdict {
        PASS,
        /** Not now: the client keeps the words; the gate's owner sees to {@link Dispatcher#resume} later. */
        POSTPONE,
        /** The gate took the request and wrote its reply (MULTI queued it). */
        DONE
    }
}
