package io.vedette.session;

import io.vedette.acl.AclUsers;

/** Who this process says it is, and its users: what the commands about connections must know of their surroundings. */
public interface Identity {
    /** The version of Redis that we are compatible with, and say that we are: to clients, in files, in replication streams. */
    String REDIS_VERSION = "7.0.15";

    /** {@code redis}: clients look at it. */
    default String serverName() {
        return "redis";
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
