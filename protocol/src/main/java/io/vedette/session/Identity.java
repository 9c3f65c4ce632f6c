package io.vedette.session;

import io.vedette.acl.AclUsers;

/** Who this process says it is, and its users: what the commands about connections must know of their surroundings. */
public interface Identity {
    /** {@code redis}: clients look at it. */
    default String serverName() {
        return "redis";
    }

    /** Version of Redis that we are compatible with. */
    default String redisVersion() {
        return "7.0.15";
    }

    Mode mode();

    /** Asked anew for each HELLO. */
    Role role();

    /** Who may log in, and what they may do. */
    AclUsers users();

    enum Mode {
        STANDALONE,
        SENTINEL
    }

    enum Role {
        MASTER,
        REPLICA
    }
}
