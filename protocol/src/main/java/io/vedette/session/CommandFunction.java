package io.vedette.session;

import io.vedette.resp.RespException;

/** What a command does. Runs on the owner loop, to its end; writes exactly one reply to {@link Call#reply} or throws. */
@FunctionalInterface
public interface CommandFunction {
    /** @throws RespException the error to answer; everything the function had written to the reply is taken back */
    void run(Call call) throws RespException;
}
