package io.vedette.session;

import java.util.Optional;

/** Kinds of clients, as CLIENT LIST TYPE and CLIENT KILL TYPE name them. */
public enum ClientType {
    NORMAL,
    REPLICA,
    PUBSUB,
    /** The link to our own master. */
    MASTER;

    /** {@code slave} is the old word for {@code replica}; case does not matter. */
    public static Optional<ClientType> named(String word) {
        for (ClientType type : values()) {
            if (type.name().equalsIgnoreCase(word)) {
                return Optional.of(type);
            }
        }
        return word.equalsIgnoreCase("slave") ? Optional.of(REPLICA) : Optional.empty();
    }
}
