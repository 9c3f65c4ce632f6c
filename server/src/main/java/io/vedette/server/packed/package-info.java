/**
 * The encodings in which small collections stand in RDB files, as functions on byte arrays: listpack and intset to read and to
 * write, ziplist and zipmap of older files to read.
 *
 * <p><b>Problem.</b> Millions of small collections must cost little memory, be saved without work, and look to clients and to other
 * servers as if Redis had made them, to the byte.
 *
 * <p><b>Choice.</b> The encoding itself is the value. An array is never changed once it was made: every change makes a new
 * one, copying what stays, and so a snapshot may go on reading the old one from another thread. Small means a few hundred
 * entries, so that a copy costs less than a lock would. Walking and comparing makes no garbage: an entry is its offset.
 *
 * <p><b>Refused.</b> Objects that wrap the array: one header for each value, and nothing gained. Trust: whatever came from outside
 * passes {@code isValid} once, and only then the other functions, which check nothing.
 *
 * <p>Begin with {@link io.vedette.server.packed.Listpack}; one entry of it is {@link io.vedette.server.packed.ListpackEntry}, which lists and streams use, too. No state, any
 * thread.
 */
package io.vedette.server.packed;
