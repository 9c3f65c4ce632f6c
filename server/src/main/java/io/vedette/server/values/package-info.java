/**
 * What keys hold: strings, lists, sets, sorted sets, hashes, streams. They know memory and nothing else: not the keys they lie under, no
 * clients, no files.
 *
 * <p><b>Problem.</b> Most values are small and there are millions of them; some are huge. All must be read by a snapshot
 * while clients change them.
 *
 * <p><b>Choice.</b> A small collection is one array of bytes in the encoding of RDB files, changed by making a new array:
 * saving and loading are a copy. What Redis keeps as a table although it is small (a set of a few words, a hash with a long value) is such an
 * array, too, and OBJECT ENCODING tells what Redis tells: clients and files ask how a collection stands to the limits, and its memory is
 * ours. A large one is made of {@link
 * io.vedette.server.memory.RecordTable}s, {@link io.vedette.server.memory.ScoreNodes} and blobs, which share what is old with a snapshot by {@link
 * io.vedette.server.values.Collection#fork}.
 *
 * <p><b>Refused.</b> One object per element: the collector would walk them all. Values that never change, as short strings are: a
 * set of a million members, or a bitmap of ten megabytes, cannot be made anew for each bit.
 *
 * <p>Begin with {@link io.vedette.server.values.Value}, then {@link io.vedette.server.values.Shelved}. Owner loop; a snapshot's thread reads the
 * fork that it was given, and a thread that loads makes values that nobody else has yet.
 */
package io.vedette.server.values;
