package io.vedette.launcher.bench.losses;

import io.vedette.launcher.client.Address;

/**
 * One append that a server has acknowledged. A value.
 *
 * @param number that was appended
 * @param position where it stands in the list, counted from 1, as the server said
 * @param nanos when the acknowledgement was there, {@link System#nanoTime}
 */
public record Append(long number, long position, Address server, long nanos) {}
