package io.vedette.replication;

import java.util.Optional;

/**
 * What the replica side is told by the configuration; read anew at each use, so changes at run time count at once.
 *
 * @param announcedPort {@code replica-announce-port}, or the port that is listened on
 * @param announcedIp {@code replica-announce-ip}
 * @param masterUser {@code masteruser}
 * @param masterPassword {@code masterauth}
 * @param timeoutSeconds {@code repl-timeout}
 * @param serverId by what this server is known for all its lives; nothing if that could not be kept
 * @param databases how many there are here: {@code databases}
 */
public record ReplicaSettings(
        int announcedPort,
        Optional<String> announcedIp,
        Optional<String> masterUser,
        Optional<String> masterPassword,
        int timeoutSeconds,
        Optional<String> serverId,
        int databases) {}
