package io.vedette.sentinel.config;

import io.vedette.config.ConfigRefusal;
import io.vedette.sentinel.core.WriteQuorum;

/** {@code N R} of {@code write-quorum}, in the file and in SENTINEL SET. */
public final class WriteQuorumWords {
    private WriteQuorumWords() {}

    /** @throws ConfigRefusal they are no numbers, or out of bounds */
    public static WriteQuorum read(String confirming, String replicas) throws ConfigRefusal {
        int all = number(replicas, WriteQuorum.MOST_REPLICAS, "write-quorum must name 1 to 64 replicas.");
        int needed = number(confirming, all, "write-quorum must be 1 or more, and no more than there are replicas.");
        return new WriteQuorum(needed, all);
    }

    static String write(WriteQuorum quorum) {
        return quorum.confirming() + " " + quorum.replicas();
    }

    private static int number(String text, int max, String outside) throws ConfigRefusal {
        return (int) SentinelDraft.number(text, 1, max, outside);
    }
}
