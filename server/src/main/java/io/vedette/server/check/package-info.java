/**
 * Looks at the server's files without a server: for tools.
 *
 * <p><b>Problem.</b> A tool must say of a file what the server would say at start, of a file larger than the memory.
 *
 * <p><b>Choice.</b> {@link io.vedette.server.check.SnapshotCheck} takes every value apart with the codecs of loading and gives it back at
 * once. It is the only part of the file side that other modules see.
 *
 * <p><b>Refused.</b> Opening the packages of loading and of the keyspace to tools: they are the inside of the server.
 *
 * <p>Begin with {@link io.vedette.server.check.SnapshotCheck}. Each check belongs to the thread that runs it.
 */
package io.vedette.server.check;
