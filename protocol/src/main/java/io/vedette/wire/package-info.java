/**
 * The socket side of the RESP endpoint, on Vert.x: listens, cuts bytes into requests, writes replies. It knows no command and
 * no client state; those are behind {@link io.vedette.session.Endpoint}, which it calls on one event loop.
 *
 * <p>The hot path is one read, the requests in it, one write. Vert.x' {@code NetServer} accepts and closes, gives contexts and
 * native transport. Its stream of {@code Buffer}s was refused for the bytes themselves: it copies each read into memory of its
 * own before our parser copies again, and it can say that its queue is full but not how many bytes wait, which output limits and
 * CLIENT LIST need. So requests are taken from Netty's pipeline before they come to Vert.x ({@code Intake}), and replies go to the channel.
 * {@code NetSocketInternal.messageHandler}, made for codecs, was tried first: each read passes its lock twice and a queue.
 *
 * <p>With one request at a time per client, what counts is the way from the system to the parser and back. All sockets of a loop
 * read into one piece of memory and are written from another ({@code LoopMemory}; {@code DialedInput} is that for the stream of a
 * master); a reply that the system takes at once ({@code DirectOutput}) is no buffer of the pool and stands in no queue of the channel.
 * What it does not take goes the channel's way.
 *
 * <p>The end of a batch is the end of Netty's read loop: up to sixteen reads of a busy socket are answered with one write.
 *
 * <p>Where {@code io-threads} asks for it, sockets have loops of their own ({@code SocketReader}, {@code ThreadedTransport}): they read, cut
 * requests and write; whole batches go to the engine's loop, and its replies come back as tasks of the socket's loop. Vert.x deals out the
 * connections, since its servers on one address share them. A queue of our own between the loops was refused: a loop's own queue of
 * tasks has the order, and wakes it once for all that came meanwhile. So was one code for both ways: on a single loop a request
 * goes from the parser to its command without being put anywhere, and that is the case to be fast in.
 *
 * <p>What connections were made of lies in the old part of the heap when they have gone, and the serial collector looks there only when the
 * heap is full. {@code HeapCare} has it collected in a quiet moment, and once before the doors open. Refused: a collector that works beside the loop, since it costs memory
 * and barriers all the time.
 *
 * <p>Refused: short slices of the processor for the loops of servers (sched_setattr(2), Linux 6.12). One of a thousand batches at 20,000 writes a
 * second waited 1.0 to 1.4 ms for 2.3 to 3.5, but full synchronisations gained nothing, and in six failovers of each kind the first write was
 * accepted after 93 to 154 ms for 48 to 57. Long slices for all other threads besides made the loop's longest steps longer.
 *
 * <p>Begin with {@link io.vedette.wire.RespListener}, then {@code SocketTransport}. A socket belongs to its loop; the endpoint behind it to the loop that runs
 * commands, which is the same one unless there are {@code io-threads}.
 */
package io.vedette.wire;
