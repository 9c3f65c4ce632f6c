package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.RespException;

/** Numbers in requests that have a lower bound and an error of their own. */
final class Counts {
    private Counts() {}

    /** @param error what the client gets for a word that is no number, or one that is too small */
    static long atLeast(Argv argv, int position, long least, RespException error) {
        long number;
        try {
            number = argv.asLong(position);
        } catch (RespException notANumber) {
            throw error;
        }
        if (number < least) {
            throw error;
        }
        return number;
    }
}
