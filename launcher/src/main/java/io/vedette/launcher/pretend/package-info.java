/**
 * Data servers and sentinels that are only pretended: sockets that answer what a sentinel asks.
 *
 * <p><b>Problem.</b> A process can only be made ready for a failover by having lived through some (the class cache learns
 * from what a training run did), and a sentinel's cost with a thousand masters can only be measured over a thousand
 * masters. Neither has a thousand real servers at hand.
 *
 * <p><b>Choice.</b> A listening socket for each server, a virtual thread for each connection, and just enough memory to
 * play a failover: a role, a master, a list of replicas. Death is the end of all its sockets.
 *
 * <p><b>Refused.</b> Our own data server in the same process: a thousand of them would measure themselves.
 */
package io.vedette.launcher.pretend;
