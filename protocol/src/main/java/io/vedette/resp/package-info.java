/**
 * The bytes of the Redis protocol: requests in, replies out, replies in; the words of errors; text and number rules that
 * hold for all commands. Knows nothing of commands, clients or sockets.
 *
 * <p>Parsers are pushed: bytes are fed as they come, and {@code advance} says whether a whole request or reply is there. So
 * the same parser serves a Vert.x loop, a blocking socket in a test and a file, and every split of the bytes gives the same
 * result. What came is copied into the parser's buffer once and each argument once more into an array of its own, because
 * an argument may live longer than the buffer (MULTI's queue, the keyspace); {@link io.vedette.resp.Argv} hides that, so
 * that slices can take its place where measurement asks for it.
 *
 * <p>Of what a stream or a file of commands holds most are plain SETs in a row: {@link io.vedette.resp.PlainSets} finds these in the bytes as they
 * came, without an object for each, and leaves everything else, also all that is wrong, to the parser.
 *
 * <p>Limits and texts are those of Redis 7.0.15, also where they surprise: the count of a request's arguments is bounded by
 * a 32-bit number only, since 7.0, so {@link io.vedette.resp.RequestParser#heldBytes} is what the wire must watch; doubles
 * have seventeen digits, not the shortest form; line ends within an error become spaces.
 *
 * <p>A heap that is full ends the process, and no client may bring that about. So whoever takes something large from it, for a request, a
 * reply or a value on its way, asks {@link io.vedette.resp.HeapRoom} first; what finds no room is an {@link OutOfMemoryError}, which the
 * dispatcher answers with {@code -OOM}, and a request that cannot be read ends its connection with that. Refused: to let the machine throw it
 * and go on, since then it comes from anywhere, also from the middle of a change.
 *
 * <p>Errors for clients are unchecked exceptions without a stack trace, made in {@link io.vedette.resp.Errors} alone.
 * Refused: results of a sum type for every command function (each of some hundred functions would carry the wrapping), and
 * texts beside the code that throws them (they drift apart).
 *
 * <p>Begin with {@link io.vedette.resp.RequestParser} and {@link io.vedette.resp.ReplyWriter}. Each belongs to one connection, and to the thread that
 * serves it. {@link io.vedette.resp.InfoFields} is how INFO tells what it tells.
 */
package io.vedette.resp;
