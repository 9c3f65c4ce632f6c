/**
 * The replica's socket to its master, on Vert.x' NetClient: the shell of {@link io.vedette.replication.ReplicaCore}.
 *
 * <p>Problem: the core speaks of links by number and must not hear of one again that it has given up, whatever the socket
 * still does.
 *
 * <p>Choice: one object per connection that knows its number and whether it was given up; a table of the current ones.
 * Bytes are copied once, into one scratch array, and only lent to the listener.
 *
 * <p>Refused: vertx-redis-client here. The stream is no sequence of replies, a snapshot passes through it unframed, and
 * back pressure has to reach the socket.
 *
 * <p>Begin with {@link io.vedette.replication.link.SocketMasterConnections}. Owner loop only.
 */
package io.vedette.replication.link;
