/**
 * A client's session on the data server: what it queued and watches, what its commands send to the log, and when it is told.
 *
 * <p><b>Problem.</b> A reply may be untrue a moment later: the process dies before the file has the write, or the machine before a
 * replica has it. So replies must be able to wait, for the file, for replicas, or for both, without changing their order, holding up
 * other clients, or ever being sent as if nothing had happened.
 *
 * <p><b>Choice.</b> What a client was told in a turn is one piece; it waits as a whole and notes where in it the answers to writes
 * stand ({@link io.vedette.server.session.ReplyHold}). An answer is noted when it is whole, so the error of a command that had
 * changed something already is one too, and EXEC is one whatever is in it. It remembers the offset that must be kept, and the
 * rule that was in force when its command began: settings that change later change nothing for it. What can no longer be confirmed, or
 * was not in time, is replaced by an error in its place, and only that; messages in the same piece go out as they are.
 *
 * <p><b>Refused.</b> Blocking the client, as WAIT does: a pipeline would run one command a round trip. Holding what others read, as
 * {@code appendfsync always} does: with replicas far away every read would cost a round trip; it is said that reads may show what
 * is not confirmed. Undoing a write that was not confirmed: it is in the log, and replicas may have it.
 *
 * <p>Begin with {@link io.vedette.server.session.Propagator}, then {@link io.vedette.server.session.ReplyHold}. Owner loop only.
 */
package io.vedette.server.session;
