package io.vedette.sentinel.net;

import io.vedette.session.Identity;
import java.util.function.Supplier;

/** Who a sentinel says it is. */
record SentinelIdentity(Supplier<byte[]> requirepass) implements Identity {
    @Override
    public Mode mode() {
        return Mode.SENTINEL;
    }

    @Override
    public Role role() {
        return Role.MASTER; // never told: HELLO of a sentinel names none
    }

    @Override
    public byte[] password() {
        return requirepass.get();
    }
}
