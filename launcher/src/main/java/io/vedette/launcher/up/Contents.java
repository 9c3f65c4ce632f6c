package io.vedette.launcher.up;

import io.vedette.launcher.client.RespConnection;
import io.vedette.resp.Reply;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/**
 * What one server holds of the load's keys.
 *
 * @param size all its keys (DBSIZE)
 * @param present bit n set: key n is there with its own value
 * @param foreignValues keys that are there with another value
 */
public record Contents(Member server, long size, BitSet present, int foreignValues) {
    private static final int BATCH_KEYS = 500;
    private static final int TIMEOUT_MILLIS = 10_000;

    /** Asks the server for the keys 0 to {@code attempts} - 1. */
    public static Contents of(Member server, int attempts) throws IOException {
        BitSet present = new BitSet(attempts);
        int foreign = 0;
        try (RespConnection connection = RespConnection.open(server.address().host(), server.port(), TIMEOUT_MILLIS)) {
            for (int from = 0; from < attempts; from += BATCH_KEYS) {
                int count = Math.min(BATCH_KEYS, attempts - from);
                String[] words = new String[count + 1];
                words[0] = "MGET";
                for (int i = 0; i < count; i++) {
                    words[i + 1] = WriteLoad.key(from + i);
                }
                List<Reply> values = connection.call(words).items();
                if (values.size() != count) {
                    throw new IOException(
                            server.name() + " answers " + values.size() + " values to " + count + " keys");
                }
                for (int i = 0; i < count; i++) {
                    if (values.get(i) instanceof Reply.Null) {
                        continue;
                    }
                    if (values.get(i).text().equals(WriteLoad.value(from + i))) {
                        present.set(from + i);
                    } else {
                        foreign++;
                    }
                }
            }
            if (!(connection.call("DBSIZE") instanceof Reply.Int(long size))) {
                throw new IOException(server.name() + " does not tell its size");
            }
            return new Contents(server, size, present, foreign);
        }
    }
}
