package io.vedette.sentinel.core;

/**
 * What a server of ours tells of its fence.
 *
 * @param state {@code off}, {@code open}, {@code closed}, or {@code follows} on a replica
 * @param sentinels that it demands
 * @param maxLagMillis within which
 * @param supporters that it counts
 */
record FenceReport(String state, int sentinels, long maxLagMillis, int supporters) {
    boolean isClosed() {
        return state.equals("closed");
    }
}
