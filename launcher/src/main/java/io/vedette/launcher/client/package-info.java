/**
 * A client in two small classes: one connection, and the search for the present master.
 *
 * <p><b>Problem.</b> The tools of this module (the command line, the status display, the demonstration of a failover)
 * talk to servers and sentinels, ours and foreign ones, and must start fast and fail fast.
 *
 * <p><b>Choice.</b> A blocking socket under our own codec. The demonstration measures the time to the first accepted
 * write, so the client must do nothing that is not seen here: no pool, no retry, no cached topology.
 *
 * <p><b>Refused.</b> vertx-redis-client: an event loop, a pool and a topology cache are right for an application and
 * wrong for a measurement; it also costs more than the whole time that the command line may take to start.
 */
package io.vedette.launcher.client;
