package io.vedette.sentinel.config;

import java.net.InetAddress;
import java.util.regex.Pattern;

/** Tells numeric addresses from names, without asking any name server. */
public final class IpAddress {
    /** Four decimal parts, each present: {@code inet_pton} takes no short forms, and Redis asks it. */
    private static final Pattern VERSION_4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private IpAddress() {}

    public static boolean isNumeric(String host) {
        if (!VERSION_4.matcher(host).matches() && host.indexOf(':') < 0) {
            return false;
        }
        try {
            InetAddress.ofLiteral(host);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
