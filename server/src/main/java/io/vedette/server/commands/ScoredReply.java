package io.vedette.server.commands;

import io.vedette.resp.ReplyWriter;
import io.vedette.server.values.SortedSetValue;

/**
 * A row of elements as a reply: members, or members with their scores, which RESP2 gets by turns and RESP3 in pairs. A map would lose
 * the order.
 */
record ScoredReply(ReplyWriter reply, boolean withScores) implements SortedSetValue.Sink {
    ScoredReply begin(long elements) {
        boolean byTurns = withScores && reply.protocol() == 2;
        reply.array(byTurns ? 2 * elements : elements);
        return this;
    }

    @Override
    public void element(byte[] member, double score) {
        if (withScores && reply.protocol() > 2) {
            reply.array(2);
        }
        reply.bulk(member);
        if (withScores) {
            reply.doubleValue(score);
        }
    }
}
