package io.vedette.server.persistence;

/**
 * One rule of the setting {@code save}: a snapshot is due when there were so many changes and the last one is older than that.
 *
 * @param seconds at least 1
 * @param changes at least 0
 */
public record SavePoint(long seconds, long changes) {}
