package io.vedette.wire;

import java.util.List;

/**
 * Where and how to listen.
 *
 * @param addresses as the {@code bind} directive has them: names or numbers, {@code *} and {@code -::*} for any, a leading
 *     minus marks one whose absence is no fault; empty is {@code *}
 * @param port TCP port; 0 lets the system choose one (tests), the same for all addresses
 * @param backlog {@code tcp-backlog}
 * @param unixSocket path of a unix socket to listen on too; empty for none
 * @param queryBufferLimitBytes {@code client-query-buffer-limit}
 */
public record ListenSettings(
        List<String> addresses, int port, int backlog, String unixSocket, long queryBufferLimitBytes) {
    /** {@code tcp-backlog} of Redis 7.0. */
    public static final int DEFAULT_BACKLOG = 511;

    /** {@code client-query-buffer-limit} of Redis 7.0: 1 GB of bytes that are not yet a whole request. */
    public static final long DEFAULT_QUERY_BUFFER_LIMIT_BYTES = 1L << 30;

    public ListenSettings {
        addresses = List.copyOf(addresses);
    }

    /** On one address, the rest as Redis has it. */
    public static ListenSettings on(String address, int port) {
        return new ListenSettings(List.of(address), port, DEFAULT_BACKLOG, "", DEFAULT_QUERY_BUFFER_LIMIT_BYTES);
    }
}
