/**
 * The engine: what a data server consists of, on one thread.
 *
 * <p><b>The problem.</b> Commands, replication, expiry, timers and sockets all want the same data at the same time.
 *
 * <p><b>The choice.</b> One event loop owns everything that {@link io.vedette.server.Engine} holds; nothing of it is
 * locked. What would hold the loop up (files, serialisation) goes through
 * {@link io.vedette.server.Scheduler#offLoop} and comes back as a call on the loop. The engine knows neither sockets nor
 * clocks: {@code server.net} brings both, tests bring their own.
 *
 * <p><b>End of a turn.</b> Replies are not sent by the commands that write them but once, when the loop has handled all
 * that was ready: first clients whose wait is over are served, then acknowledgements are asked for, then all output
 * goes out. So a batch of requests costs one write per client, and whatever must happen before a reply leaves has one place.
 *
 * <p><b>Refused.</b> A thread per connection, and locks per key: with either, the order of the replication log would have to
 * be made again from pieces, and a command would no longer be one step.
 *
 * <p><b>The packages.</b> Each knows only those on lines below its own, and whoever reads from below meets nothing that was not said before:
 * <pre>
 * net
 * commands  replication  check
 * server
 * appendonly  observing
 * persistence  tracking
 * session
 * blocking
 * keyspace
 * config
 * values
 * list  stream
 * memory  packed  disk  geo  hyperloglog
 * </pre>
 * Begin with {@link io.vedette.server.Engine}, {@link io.vedette.server.Turn}, and then {@code commands.StringCommands}, to see one
 * command do what it does; {@code net.ServerProcess} shows the whole in its place.
 */
package io.vedette.server;
