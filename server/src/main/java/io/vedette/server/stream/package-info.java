/**
 * What a stream is made of: entries in packed nodes, and the books of its consumer groups.
 *
 * <p><b>Problem.</b> A stream may hold millions of entries and of pending ones, is read by ranges of ids, grows at one end,
 * is cut at the other, and goes to files in packed nodes of some 4 KB, whose bytes Redis prescribes down to the tombstones.
 *
 * <p><b>Choice.</b> A node is that very listpack, one blob outside the heap. {@link io.vedette.server.stream.IdTable} is the only
 * index: sorted rows of numbers in chunks, used for the nodes (id of the first entry, handle), for the pending entries of a
 * group and for those of a consumer. A copy for a snapshot shares all chunks; the first write to one copies that one.
 *
 * <p><b>Refused.</b> A radix tree as Redis has: its depth serves keys of any length, ours have sixteen bytes. An object per
 * pending entry that group and consumer share: the group's row names its consumer by number, the consumer's has only the id.
 *
 * <p>Begin with {@link io.vedette.server.stream.Node}, then {@link io.vedette.server.stream.IdTable}. Owner loop; a snapshot's thread reads the
 * fork that it was given.
 */
package io.vedette.server.stream;
