/**
 * HyperLogLogs: counts of different elements in strings of at most 12 KB, byte for byte as Redis has them, since clients read, store and
 * merge these strings.
 *
 * <p><b>Problem.</b> After the same commands the string must be the same as Redis', also while it is sparse, where one content
 * has many encodings and the history decides which.
 *
 * <p><b>Choice.</b> {@link io.vedette.server.hyperloglog.HyperLogLog} works on a copy of the string; the sparse form is changed by the same
 * splits and joins in the same places. The estimate is Ertl's, summed in the same order.
 *
 * <p><b>Refused.</b> Going through registers and encoding them anew: shorter, and other bytes.
 *
 * <p>Begin with {@link io.vedette.server.hyperloglog.HyperLogLog}, which belongs to the command that made it.
 */
package io.vedette.server.hyperloglog;
