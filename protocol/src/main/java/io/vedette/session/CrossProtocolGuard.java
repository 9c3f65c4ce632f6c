package io.vedette.session;

import io.vedette.resp.Argv;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Browsers can be made to send HTTP to a Redis port, with commands in the body. A first line {@code POST ...} or a
 * {@code Host:} header is no mistake of a Redis client, so the connection is closed before the body is read. Told to the
 * log at most once a minute, so that the attacker cannot fill the disk.
 */
final class CrossProtocolGuard {
    private static final Logger LOG = LoggerFactory.getLogger(CrossProtocolGuard.class);

    private static final long REPORT_EVERY_MILLIS = 60_000;

    private long reportFromMillis;

    static boolean isAttack(Argv argv) {
        return argv.is(0, "post") || argv.is(0, "host:");
    }

    void report(Client client, long nowMillis) {
        if (nowMillis < reportFromMillis) {
            return;
        }
        reportFromMillis = nowMillis + REPORT_EVERY_MILLIS;
        LOG.warn(
                "Possible SECURITY ATTACK detected. It looks like somebody is sending POST or Host: commands to Redis. This is likely due to an attacker attempting to use Cross Protocol Scripting to compromise your Redis instance. Connection from {} aborted.",
                client.transport().remoteAddress());
    }
}
