package io.vedette.sentinel.net;

import io.vedette.acl.AclUsers;
import io.vedette.session.Identity;

/** Who a sentinel says it is. */
record SentinelIdentity(AclUsers users) implements Identity {
    @Override
    public Mode mode() {
        return Mode.SENTINEL;
    }

    @Override
    public Role role() {
        return Role.MASTER; // never told: HELLO of a sentinel names none
    }
}
