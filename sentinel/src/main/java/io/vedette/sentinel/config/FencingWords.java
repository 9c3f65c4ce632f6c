package io.vedette.sentinel.config;

import io.vedette.config.ConfigRefusal;
import io.vedette.sentinel.core.Fencing;

/** {@link Fencing} as an operator writes it: {@code K L S}. */
public final class FencingWords {
    private FencingWords() {}

    /**
     * @param quorum of the group
     * @throws ConfigRefusal they are no numbers, out of bounds, or too few supporters are demanded to keep two masters apart
     */
    public static Fencing read(String sentinels, String maxLagMillis, String stated, int quorum) throws ConfigRefusal {
        int of = (int) SentinelDraft.number(stated, 1, Fencing.MOST_SENTINELS, "fencing must name 1 to 100 sentinels.");
        long lag = SentinelDraft.number(
                maxLagMillis,
                Fencing.LEAST_LAG_MILLIS,
                Fencing.MOST_LAG_MILLIS,
                "the lag of fencing must be 10 ms to an hour.");
        int least = Math.max(1, Fencing.leastSentinels(of, quorum));
        int supporters = (int) SentinelDraft.number(
                sentinels,
                least,
                of,
                "fencing must demand " + least + " to " + of + " of the " + of
                        + " sentinels: with fewer a master would write beside its successor.");
        return new Fencing(supporters, lag, of);
    }

    static String write(Fencing fencing) {
        return fencing.sentinels() + " " + fencing.maxLagMillis() + " " + fencing.stated();
    }
}
