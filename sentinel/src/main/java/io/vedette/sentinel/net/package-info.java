/**
 * The sentinel's shell: sockets, timers, file and scripts around the pure core, and the process's main.
 *
 * <p><b>The problem.</b> The core says what is to be done and when; something must do it without ever making it wait: not for a
 * disk, not for a name server, not for a stopped process at the other end of a socket.
 *
 * <p><b>The choice.</b> One event loop ({@link io.vedette.sentinel.net.SentinelVerticle}, {@code SentinelNode}). {@code CoreRunner} feeds the core one event at a
 * time and carries out its effects in order, holding back only what tells others of state that is not on disk yet.
 * {@code StateWriter} writes off the loop. {@code InstanceLinks} has for each data server a command link and one that is subscribed to the
 * hello channel, for each other sentinel a command link that all groups share. {@code ScriptQueue} runs the operator's scripts. Clients are
 * served by the session package that the server uses too; what only a sentinel has stands here.
 *
 * <p><b>Why the links are not vertx-redis-client's</b>, as was planned: that client (5.1.1) hands a connection over only after its own
 * PING was answered by +PONG. A server that says LOADING, BUSY, MISCONF or NOAUTH is then a failed connect, not a server that spoke, yet
 * LOADING is a sign of life to a sentinel, and BUSY must be followed by SCRIPT KILL; and a stopped process, which
 * accepts and stays silent, leaves an attempt that neither succeeds nor fails nor can be closed alone. A batch with one error in it hides
 * the other replies, and closing a connection means handing it back to a pool. So a link is Vert.x' {@code NetClient} with the
 * project's own codec, behind the small {@code Link} interface. vertx-redis-client stays where it is at home: clients that look for the master
 * through us; a test of ours is one.
 *
 * <p><b>Thousands of links.</b> None has a thread, a timer or, while it is silent, a buffer. What one turn of the loop has to say to a
 * peer is one packet; links are opened a few at a time ({@code Turnstile}), or their opening would be a stall.
 *
 * <p><b>Host names.</b> With {@code resolve-hostnames} alone, names of masters are replaced by their addresses when they are monitored. With
 * {@code announce-hostnames} too, names are addresses in their own right, compared as texts and looked up at each connect: a group must
 * then use them throughout (announce-ip, replica-announce-ip), as people do on Kubernetes.
 *
 * <p>Begin with {@code SentinelNode}, then {@code CoreRunner}. Owner loop; only the writing of state and the operator's scripts are beside it.
 */
package io.vedette.sentinel.net;
