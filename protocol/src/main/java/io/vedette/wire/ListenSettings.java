package io.vedette.wire;

import io.vedette.resp.RequestParser;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Where and how to listen.
 *
 * @param addresses as the {@code bind} directive has them: names or numbers, {@code *} for any IPv4 and {@code ::*} for any
 *     IPv6 address; a leading minus marks one that may be missing on this machine. Empty: no TCP at all
 * @param port TCP port; 0 lets the system choose one, the same for all addresses; {@link #NO_PORT} for none
 * @param backlog {@code tcp-backlog}
 * @param keepaliveSeconds {@code tcp-keepalive}: idle time before the first probe; 0 for no probes. Asked for each connection
 * @param unixSocket path of a unix socket to listen on too; empty for none
 * @param queryBufferLimitBytes {@code client-query-buffer-limit}: bytes that wait for the rest of their request. Asked
 *     by the loops of the sockets, which may be several
 * @param longestBulkBytes {@code proto-max-bulk-len}: bytes of one argument of a request. Asked by the same
 */
public record ListenSettings(
        List<String> addresses,
        int port,
        int backlog,
        IntSupplier keepaliveSeconds,
        String unixSocket,
        LongSupplier queryBufferLimitBytes,
        LongSupplier longestBulkBytes) {
    /** No TCP without TLS. */
    public static final int NO_PORT = -1;

    /** {@code tcp-backlog} of Redis 7.0. */
    public static final int DEFAULT_BACKLOG = 511;

    /** {@code tcp-keepalive} of Redis 7.0. */
    public static final int DEFAULT_KEEPALIVE_SECONDS = 300;

    /** {@code client-query-buffer-limit} of Redis 7.0. */
    public static final long DEFAULT_QUERY_BUFFER_LIMIT_BYTES = 1L << 30;

    public ListenSettings {
        addresses = List.copyOf(addresses);
    }

    /** Nothing of which changes. */
    public ListenSettings(
            List<String> addresses,
            int port,
            int backlog,
            int keepaliveSeconds,
            String unixSocket,
            long queryBufferLimitBytes) {
        this(
                addresses,
                port,
                backlog,
                () -> keepaliveSeconds,
                unixSocket,
                () -> queryBufferLimitBytes,
                () -> RequestParser.MAX_BULK_BYTES);
    }

    /** On one address, the rest as Redis has it. */
    public static ListenSettings on(String address, int port) {
        return new ListenSettings(
                List.of(address),
                port,
                DEFAULT_BACKLOG,
                DEFAULT_KEEPALIVE_SECONDS,
                "",
                DEFAULT_QUERY_BUFFER_LIMIT_BYTES);
    }
}
