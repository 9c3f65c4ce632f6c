package io.vedette.launcher;

import io.vedette.session.Identity;

/** What this program calls itself. */
final class Version {
    private Version() {}

    static String line() {
        String own = Version.class.getPackage().getImplementationVersion();
        return "Vedette " + (own == null ? "(unpacked)" : own) + ", compatible with Redis " + Identity.REDIS_VERSION
                + ", on Java " + Runtime.version();
    }
}
