/**
 * The append-only file: every write on the disk, in the layout of Redis 7 (a manifest, a base, increments).
 *
 * <p><b>Problem.</b> A snapshot file loses what came after it. The commands themselves must be kept, in files that Redis
 * reads and from files that Redis wrote, and whatever moment a crash chooses, what is found afterwards must be everything
 * that was promised.
 *
 * <p><b>Choice.</b> One log, one snapshot: the file is one more reader of the replication log, with a cursor of its own, and
 * its base is the same frozen snapshot that a save writes.
 *
 * <ul>
 *   <li>Reading: {@link io.vedette.server.appendonly.Manifest} is the list of parts as a value,
 *       {@link io.vedette.server.appendonly.AppendOnlyFolder} the files, {@link io.vedette.server.appendonly.RecordReader}
 *       cuts one file into records and says exactly where and how one ends before its time, and
 *       {@link io.vedette.server.appendonly.Recovery} brings them all into the keyspace, in order, or says why not.
 *   <li>Writing: {@link io.vedette.server.appendonly.Increment} is the log on its way into a file. It keeps two places, what was
 *       written and what is on the disk, and the log keeps what lies between, so a disk that was full, or that lost what it had
 *       taken, costs nothing once it is well again.
 *   <li>Rewriting: at one moment between two commands the snapshot is frozen and the next increment begins; then a
 *       {@link io.vedette.server.appendonly.FirstPart} writes beside the loop. {@link io.vedette.server.appendonly.AppendOnly}
 *       has it done, {@link io.vedette.server.appendonly.RewriteSchedule} says when.
 * </ul>
 *
 * <p>Nobody is told of a write before the file has it; replies wait in {@link io.vedette.server.session.ReplyHold}. With
 * {@code appendfsync always} that is when a bringing-down that runs beside the loop has returned; what came meanwhile goes together
 * into the next one. Otherwise it is when the operating system has taken it, so that killing the process loses nothing: the loop
 * writes what a turn brought in one call, before the replies of that turn, as long as the disk gives no reason to expect a wait;
 * while one does, the write goes beside the loop and the replies wait for it. Who only read waits with {@code always}, too: what was
 * read may not be kept yet.
 *
 * <p>What was written and not brought down stays in the log. That is little where the disk is quick, since it is then brought down each few
 * megabytes, and lies in arrays that are used again ({@link io.vedette.replication.ReplicationLog#recordedUpTo}): new ones would live just
 * long enough to be copied by each collection.
 *
 * <p>The data is read beside the loop and run on it, a few hundred commands at a time, so that clients are told meanwhile that
 * the server loads.
 *
 * <p>A server that loads has just been started, so its methods are slow and the compiler is at work beside it: what counts is how little
 * there is to do for each command. Plain SETs, most of most files, therefore come many together, as places in one array, and become
 * records without an object of their own ({@link io.vedette.resp.StringRun}); what they do is still said in one place, beside SET.
 *
 * <p>In a group the files tell the place of the data in the history: the base as a snapshot does, and each piece that is written ends with a
 * line that Redis skips. Whose history it is says the marker, which is an entry like others. If records come behind the last such line (the
 * server was in no group when it wrote them, or another one did) the place is not known, and nothing is resumed or counted on it.
 *
 * <p><b>A torn piece.</b> A loss of power may leave any part of what was written and not brought down. If all members lose it at once,
 * each may end in half a piece, nobody knows its place, and the group stands still although everything that it promised is on its disks. So
 * where members confirm from their disks ({@code write-quorum-fsync}) a piece begins with a line too, which says how long it is, and a file that ends before its last
 * piece does is cut back to where that began. What is left ends with a place, and is all that this server may be counted for:
 * whatever it confirmed, and whatever it told a client as a master, it had brought down before, in pieces that were whole, and of a file that was brought down up to a
 * point a loss of power takes nothing before that point. What was cut off had been told to nobody. It is the tail that a Raft log truncates
 * when it starts.
 *
 * <p>Not so where members confirm from memory: there half a piece may hold what was confirmed, so it stays, for an operator, without a
 * place. Nor where something in the middle is not as it was written: that is no loss of power but damage, of what was perhaps
 * confirmed, and the server does not start. Whoever cuts that off ({@code check-aof --fix}) says so in the file
 * ({@code #VEDETTE:cut}), so that the server counts for nothing until it has followed; a cut by another tool goes unseen, as would a
 * file from a backup. Nor where no place was known before the piece: nothing would be won.
 *
 * <p><b>Refused.</b> Ending the process when the disk is full, as Redis does with {@code always}: reads can go on, and everything
 * is still there to be written when there is room. Forgetting the first write that did not fit, as Redis does otherwise, though it was answered with OK.
 * Leaving MULTI at the end of a file that was cut inside of a transaction: what is written behind it would be lost at the
 * next start. Passing over what cannot be understood: a record that lost a byte makes the next ones mean something
 * else. Checking less than the format has, as Redis does with the line end behind a value: it is the cheapest sign of
 * damage. Loading into the keyspace of a server that serves already.
 *
 * <p>Begin with {@link io.vedette.server.appendonly.AppendOnly}, then {@code Increment}: owner loop. What works beside it is one piece of work on one
 * file, and is told to the loop when it is done.
 */
package io.vedette.server.appendonly;
