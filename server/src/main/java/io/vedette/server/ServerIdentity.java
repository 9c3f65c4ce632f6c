package io.vedette.server;

import io.vedette.acl.AclUsers;
import io.vedette.session.Identity;

/** Who a data server says it is. */
record ServerIdentity(AclUsers users, io.vedette.server.session.Role replicationRole) implements Identity {
    @Override
    public Mode mode() {
        return Mode.STANDALONE;
    }

    @Override
    public Role role() {
        return replicationRole.isReplica() ? Role.REPLICA : Role.MASTER;
    }

    @Override
    public AclUsers users() {
        return users;
    }
}
