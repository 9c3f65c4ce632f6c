/**
 * Memory for the data, outside the Java heap.
 *
 * <p><b>Problem.</b> A collector that walks the data stops the world for as long as the data is large, and a stopped server
 * looks like a dead one to those who watch it. Objects also cost more than what they hold: header, padding, references.
 *
 * <p><b>Choice.</b> {@link io.vedette.server.memory.Slabs} keeps blobs of bytes in pages of equal slots, named by 32-bit
 * handles; {@link io.vedette.server.memory.RecordTable} is a hash table whose slots are a hash and a handle. The collector
 * sees a few thousand pages and some arrays of numbers. Snapshots need no copy: blobs and segments that are older than an
 * open snapshot are not changed, a write makes new ones.
 *
 * <p><b>Refused.</b> One reserved stretch of address space: needs system calls of each platform. References of 64 bits:
 * four bytes more for each key. Slots of powers of two: a quarter of the memory wasted.
 */
package io.vedette.server.memory;
