/**
 * Clients that wait for something that another client does: for elements under a key, for entries of a stream, for acknowledgements.
 *
 * <p><b>Problem.</b> A command may find nothing to answer yet. Its client then waits, in a line with others, until a key has what it asked
 * for, its time is up, somebody releases it, the server becomes a replica, or it leaves; whatever comes first must end the wait
 * once and for all, and who came first is to be served first.
 *
 * <p><b>Choice.</b> {@link io.vedette.server.blocking.BlockedClients} knows how a wait ends, whatever it is for.
 * {@link io.vedette.server.blocking.Blocking} adds keys to it: a command hands over an {@link io.vedette.server.blocking.Attempt}, which is made
 * again, as a command of its own, when a key that it waits for was changed; if it finds nothing the client waits on. Which keys have changed is heard where WATCH
 * hears it, so no way of changing a key can be forgotten.
 *
 * <p><b>Refused.</b> Signals in each command that may make a key ready, as Redis has them: RENAME, RESTORE, COPY, SWAPDB and a full
 * resync would each have to remember. One mechanism per type: the lines, timers and endings are the same.
 *
 * <p>Begin with {@link io.vedette.server.blocking.BlockedClients}. Owner loop only.
 */
package io.vedette.server.blocking;
