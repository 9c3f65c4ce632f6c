/**
 * Clients and what they may do: the connection state, the table of offered commands, the way of a request to its function,
 * publish and subscribe, and the commands about connections. Pure: no sockets, no clock of its own. Server and sentinel
 * share all of it, so each of these commands lives once.
 *
 * <p>The way of a request: {@link io.vedette.session.ClientEndpoint} (called by the wire) → {@link
 * io.vedette.session.Dispatcher}: look up, count words, authenticated?, gates in order, function, reply. What differs
 * between server and sentinel is the list of {@link io.vedette.session.Gate}s, the {@link
 * io.vedette.session.Dispatcher.Executor} around each function, the {@link io.vedette.session.Identity}, and which
 * commands are bound.
 *
 * <p>A request can stay undone in two ways. A gate may <em>postpone</em> it before it ran (CLIENT PAUSE, a failover that is
 * under way): the client keeps the words and {@link io.vedette.session.Dispatcher#resume} tries again from the top. A
 * function may <em>block</em> the client after it ran (WAIT): the client has a {@link io.vedette.session.Waiting}, and
 * whoever knows the answer writes it and unblocks. Both stop the connection's requests, so the order of replies holds
 * without any queue here.
 *
 * <p>Requests that came at once and name the same short command are a {@code Series}: the clock is read once for all of them, which
 * was a tenth of a GET. Each counts with their mean; whoever wants to hear of each command (a monitor, a slow log with a limit of less than
 * a millisecond), or a command that meets something large, ends that. Refused: a ticking thread in place of the clock, since it takes the
 * processor from the loop a thousand times a second.
 *
 * <p>The table of commands is here and not in {@code io.vedette.command}, because it binds functions, and functions know
 * clients: facts below, sessions above, no circle.
 *
 * <p>Refused: a handler chain with objects per request (the hot path makes one {@link io.vedette.session.Call} and nothing
 * else), text instead of bytes for names of clients and channels on that path, and asynchronous functions (one thread runs
 * a command to its end; the exceptions are the two above).
 *
 * <p>Begin with {@link io.vedette.session.Dispatcher}, then {@link io.vedette.session.Client}. All of it belongs to the one loop that runs commands.
 */
package io.vedette.session;
