package io.vedette.session;

import io.vedette.resp.ConnectionErrors;
import io.vedette.resp.HeapRoom;
import io.vedette.resp.RespException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Which connections are let in: not more than {@code maxclients} or than the heap has room for, and in protected mode without a password only those from
 * this machine.
 *
 * @param protectedMode asked anew each time, as {@code maxClients}
 */
public record Admission(IntSupplier maxClients, BooleanSupplier protectedMode) {
    /** Everybody: as for sentinels, whose protected mode is off, up to Redis' default of 10,000 clients. */
    public static Admission open() {
        return new Admission(() -> 10_000, () -> false);
    }

    /** The error for a connection that is turned away. */
    Optional<RespException> refusal(Transport transport, Identity identity, int clientsNow) {
        if (clientsNow >= maxClients.getAsInt() || !HeapRoom.has(HeapRoom.LARGE_BYTES)) {
            return Optional.of(ConnectionErrors.maxClients());
        }
        if (protectedMode.getAsBoolean()
                && identity.users().defaultUser().rights().open()
                && !isLocal(transport.remoteAddress())) {
            return Optional.of(ConnectionErrors.protectedMode());
        }
        return Optional.empty();
    }

    private static boolean isLocal(String address) {
        return address.startsWith("127.") || address.startsWith("[::1]") || address.startsWith("/");
    }
}
