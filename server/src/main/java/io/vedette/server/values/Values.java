package io.vedette.server.values;

import io.vedette.server.memory.LookUps;
import io.vedette.server.memory.RecordTable;
import io.vedette.server.memory.ScoreNodes;
import io.vedette.server.memory.SipHash;
import io.vedette.server.memory.Slabs;

/**
 * What collections are made with.
 *
 * @param slabs where large ones keep their elements
 * @param hash of elements; secret, since clients choose the elements
 * @param limits up to where a collection stays packed
 * @param lookUps of all tables inside of collections
 * @param scoreNodes of all orders of sorted sets
 */
public record Values(Slabs slabs, SipHash hash, EncodingLimits limits, LookUps lookUps, ScoreNodes scoreNodes) {
    public Values(Slabs slabs, SipHash hash, EncodingLimits limits) {
        this(slabs, hash, limits, new LookUps(), new ScoreNodes(slabs));
    }

    /** One for the inside of a collection. */
    RecordTable newTable() {
        return new RecordTable(slabs, hash, lookUps);
    }
}
