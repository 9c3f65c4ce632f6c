/**
 * How many acknowledged writes a group loses when machines and networks fail: ours, and real ones beside them.
 *
 * <p><b>Problem.</b> Whether a group keeps what it has acknowledged cannot be seen from its logs, nor by counting keys: an operator needs
 * the clients' own record of what they were told, held against what is there in the end.
 *
 * <p><b>Choice.</b> A client in each box appends numbers to a list of its own, each number once, wherever its sentinel says that the master
 * is. The server answers the number's place in the list, and that is a promise about all that came before. So a history can be judged
 * without searching: an acknowledged number must stand in the final list, once, at the place that was told ({@link
 * io.vedette.launcher.bench.losses.Verdict}). The scenarios are what people's networks and machines do; the same faults, of the same length,
 * hit both sides, each round in a group of its own.
 *
 * <p><b>Refused.</b> A general checker for linearizability: it searches, and reads are not promised here. Clients that try again: what
 * became of the first attempt would be unknown, and a duplicate no fault. Counting what a server says that it lost: it does not know.
 */
package io.vedette.launcher.bench.losses;
