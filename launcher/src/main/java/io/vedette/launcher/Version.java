package io.vedette.launcher;

/** What this program calls itself. */
final class Version {
    /** The version of Redis whose behaviour is the reference. */
    private static final String REFERENCE = "7.0.15";

    private Version() {}

    static String line() {
        String own = Version.class.getPackage().getImplementationVersion();
        return "Vedette " + (own == null ? "(unpacked)" : own) + ", compatible with Redis " + REFERENCE + ", on Java "
                + Runtime.version();
    }
}
