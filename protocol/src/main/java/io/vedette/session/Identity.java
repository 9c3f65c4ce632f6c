package io.vedette.session;

/** Who this process says it is, and its password: what the commands about connections must know of their surroundings. */
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

    /** The password of the default user, empty = none is needed ({@code requirepass}). Asked anew each time. */
    byte[] password();

    enum Mode {
        STANDALONE,
        SENTINEL
    }

    enum Role {
        MASTER,
        REPLICA
    }
}
