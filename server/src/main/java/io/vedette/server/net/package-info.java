/**
 * The shell of the data server: sockets, clock, timers, files, signals, and the main. Everything else of the server is
 * handed what it needs from here.
 *
 * <p><b>The first promotion.</b> A replica may become master once in its life, and then everybody waits for it; in a young virtual
 * machine that meant linking and compiling just then, some 100 ms on two processors. Classes that were loaded in training help
 * with half of it: what a pattern switch or a view of memory becomes is made anew in each process. So {@code Rehearsal}, or {@code BallotRehearsal} for a member of a group, plays it once
 * beside the loop, with an engine of its own, when the streams are calm: the compilers' work for it would take one of two processors from a replica that
 * catches up, or from clients that write all they can. Refused: doing it at every start (a master needs none), and fewer optimisations, as
 * sentinels have them (a server has work for the second compiler).
 *
 * <p><b>The first copy.</b> The same holds for the first full resynchronisation, and for the stream by which a replica catches up: of the
 * processor time that a replica took for its first million keys half was the compilers', who share two processors with the
 * parser. So a server that has no replicas and little to do plays both sides of a copy until they are compiled: about a second
 * of one processor, once, after which the first copy takes a replica about half of the processor time. A replica plays it with a little only, since it
 * has just been the copy. Refused: putting the log's blocks into the old generation at once, so that the collector need not move them: its part
 * of a catch-up became twice as large.
 *
 * <p>Begin with {@code ServerProcess}. The main thread makes it, then all is the owner loop's; a rehearsal has a thread and an engine of its own.
 */
package io.vedette.server.net;
