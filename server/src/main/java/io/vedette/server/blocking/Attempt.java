package io.vedette.server.blocking;

import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RespException;
import io.vedette.session.Call;

/**
 * What a command wants of a key, to be tried now or later. The same object is asked again and again, by the same call but for its time, until
 * it succeeds or the wait ends; so it must leave no trace when it does not succeed.
 */
@FunctionalInterface
public interface Attempt {
    /**
     * Tries with one key. Runs like a command: what it changes is propagated, in the words that it says.
     *
     * @param key one of the keys that were given
     * @return true if the reply was written, false if there is nothing yet; then nothing was written or changed
     * @throws RespException the reply is this error, and the wait is over
     */
    boolean succeeds(Call call, byte[] key) throws RespException;

    /** Writes the reply of one whose time is up. */
    default void timedOut(ReplyWriter reply) {
        reply.nullArray();
    }

    /** Writes the reply of one who must not wait at all. */
    default void mustNotWait(ReplyWriter reply) {
        timedOut(reply);
    }
}
