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

    /** The addresses in order. Any IPv4 and any IPv6 together are one socket, since a socket on {@code ::} takes both. */
    static List<BindAddress> of(List<String> written) {
        List<BindAddress> addresses = new ArrayList<>();
        boolean both = written.stream().anyMatch(one -> bare(one).equals(ANY_IPV4))
                && written.stream().anyMatch(one -> bare(one).equals(ANY_IPV6));
        for (String one : written) {
            String bare = bare(one);
            switch (bare) {
                case "" -> {}
                case ANY_IPV4 -> addresses.add(new BindAddress(bare, one.startsWith("-"), both ? "::" : "0.0.0.0"));
                case ANY_IPV6 -> {
                    if (!both) {
                        addresses.add(new BindAddress(bare, one.startsWith("-"), "::"));
                    }
                }
                default -> addresses.add(new BindAddress(bare, one.startsWith("-"), bare));
            }
        }
        return addresses;
    }

    /** Whether listening may go on without this address after such a failure. */
    boolean mayBeMissing(Throwable failure) {
        String reason = ListenException.reason(failure);
        return optional
                && (reason.contains("Cannot assign requested address")
                        || reason.contains("not supported")
                        || reason.contains("Protocol family unavailable"));
    }

    private static String bare(String written) {
        return written.startsWith("-") ? written.substring(1) : written;
    }
}
