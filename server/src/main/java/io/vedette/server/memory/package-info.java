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
 * <p>Pages come from the C library as they are ({@link io.vedette.server.memory.SystemMemory}), not filled with zeros as the JDK's are: so a
 * page takes no more memory than was in use of it, and the loop never waits for megabytes of zeros. Each write to a piece of four kilobytes
 * that is new costs it less than a microsecond. And they go back without a word to the other threads: to close an arena that threads share, the
 * loop waits for all of them, up to 186 milliseconds where processors were busy, and a growing table gives a page back every second or so.
 *
 * <p>What a short command costs here is mostly waiting for memory. So the records of several commands are fetched side by side before
 * the first of them runs ({@link io.vedette.server.memory.FetchedKeys}), both lines of the processor's cache of those that
 * lie in two; and short parts are copied word by word, since a call of the system's copying makes the compiler look up anew what it
 * knew about a page.
 *
 * <p><b>Refused.</b> Huge pages, and larger limits for what the compiler puts into one piece: tried with SET, GET and LPUSH over
 * 100,000 keys, no difference in processor time beyond the noise. One reserved stretch of address space: needs system calls of each
 * platform. References of 64 bits:
 * four bytes more for each key. Slots of powers of two: a quarter of the memory wasted.
 *
 * <p>Begin with {@link io.vedette.server.memory.Slabs}, then {@link io.vedette.server.memory.RecordTable}. Written by the owner loop only; a snapshot's thread
 * reads what it froze.
 */
package io.vedette.server.memory;
