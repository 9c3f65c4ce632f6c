package io.vedette.server.values;

import io.vedette.server.memory.SipHash;
import io.vedette.server.memory.Slabs;

/**
 * What collections are made with.
 *
 * @param slabs where large ones keep their elements
 * @param hash of elements; secret, since clients choose the elements
 * @param limits up to where a collection stays packed
 */
public record Values(Slabs slabs, SipHash hash, EncodingLimits limits) {}
