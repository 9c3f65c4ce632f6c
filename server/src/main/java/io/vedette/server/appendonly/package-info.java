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
 * <p>The data is read beside the loop and run on it, a few hundred commands at a time, so that clients are told meanwhile that
 * the server loads.
 *
 * <p>In a group the files tell the place of the data in the history: the base as a snapshot does, and each piece that is written ends with a
 * line that Redis skips. Whose history it is says the marker, which is an entry like others. If records come behind the last such line (a
 * piece was torn, or the server was in no group when it wrote them) the place is not known, and nothing is resumed or counted on it.
 *
 * <p><b>Refused.</b> Ending the process when the disk is full, as Redis does with {@code always}: reads can go on, and everything
 * is still there to be written when there is room. Forgetting the first write that did not fit, as Redis does otherwise, though it was answered with OK.
 * Leaving MULTI at the end of a file that was cut inside of a transaction: what is written behind it would be lost at the
 * next start. Passing over what cannot be understood: a record that lost a byte makes the next ones mean something
 * else. Checking less than the format has, as Redis does with the line end behind a value: it is the cheapest sign of
 * damage. Loading into the keyspace of a server that serves already.
 */
package io.vedette.server.appendonly;
