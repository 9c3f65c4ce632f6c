/**
 * The snapshot format of Redis (RDB), read in all its versions and written in version 10, the one of Redis 7.0.
 *
 * <p>Problem: four places need snapshots (files, full resynchronisation, append-only base files, check tools), and each has
 * its own source or sink of bytes and its own idea of what a key is.
 *
 * <p>Choice: the codec knows no keyspace. {@link io.vedette.rdb.RdbReader} pulls bytes from a one-method
 * {@link io.vedette.rdb.RdbInput} and tells a {@link io.vedette.rdb.RdbVisitor} what it finds; {@link io.vedette.rdb.RdbWriter}
 * pushes bytes into a one-method {@link io.vedette.rdb.RdbOutput}. The reader pulls because the format is a nest of
 * length-prefixed parts: a pull reader is straight code, and it runs on a background thread where waiting for the next
 * bytes of a socket is allowed. A push parser would be the same code turned inside out, for an event loop that must not do
 * this work anyway.
 *
 * <p>Strings of which only key and value are said are told several at once, as places in the reader's buffer
 * ({@link io.vedette.rdb.PlainStrings}), to a visitor that wants that: one that loads millions of them. For others nothing changes.
 *
 * <p>Refused: streams of the JDK as faces ({@code InputStream}) since half of their methods have no meaning here; decoding
 * collections into lists of objects in the reader. A value that is no plain string is handed over as the bytes that stand
 * in the file, with its {@link io.vedette.rdb.RdbType}, after its outline has been walked and found sound: whoever keeps
 * collections in the same packed form can copy them, and who has no such type can refuse it by name.
 *
 * <p>Everything that a damaged file can do ends in {@link io.vedette.rdb.RdbException}; memory taken for a value grows with
 * the bytes that were really there, never with the length that a file claims.
 *
 * <p>Begin with {@link io.vedette.rdb.RdbReader} and {@link io.vedette.rdb.RdbWriter}. Each belongs to the thread that reads or writes, which may wait for bytes.
 */
package io.vedette.rdb;
