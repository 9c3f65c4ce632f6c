package io.vedette.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * One address of {@code bind}.
 *
 * @param written as in the directive, without the minus: what messages name
 * @param optional whether the machine may lack the address
 * @param host what the socket is bound to
 */
record BindAddress(String written, boolean optional, String host) {
    static final String ANY_IPV4 = "*";
    static final String ANY_IPV6 = "::*";
    static final String WILDCARD_IPV4 = "0.0.0.0";
    static final String WILDCARD_IPV6 = "::";

    /** The addresses in order. Any IPv4 and any IPv6 together are one socket, since a socket on {@code ::} takes both. */
    static List<BindAddress> of(List<String> written) {
        List<BindAddress> addresses = new ArrayList<>();
        boolean both = written.stream().anyMatch(one -> bare(one).equals(ANY_IPV4))
                && written.stream().anyMatch(one -> bare(one).equals(ANY_IPV6));
        for (String one : written) {
            String bare = bare(one);
            switch (bare) {
                case "" -> {}
                case ANY_IPV4 ->
                    addresses.add(new BindAddress(bare, one.startsWith("-"), both ? WILDCARD_IPV6 : WILDCARD_IPV4));
                case ANY_IPV6 -> {
                    if (!both) {
                        addresses.add(new BindAddress(bare, one.startsWith("-"), WILDCARD_IPV6));
                    }
                }
                default -> addresses.add(new BindAddress(bare, one.startsWith("-"), bare));
            }
        }
        return addresses;
    }

    /** Whether the socket takes IPv6 and IPv4 both; on a machine without IPv6 it is to be {@link #WILDCARD_IPV4} then. */
    boolean isDualStack() {
        return written.equals(ANY_IPV4) && host.equals(WILDCARD_IPV6);
    }

    private static String bare(String written) {
        return written.startsWith("-") ? written.substring(1) : written;
    }
}
