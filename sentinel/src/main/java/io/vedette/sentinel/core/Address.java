package io.vedette.sentinel.core;

/** Where an instance listens; {@code host} is an IP address, or a host name where these are allowed. */
public record Address(String host, int port) implements Comparable<Address> {
    /** {@code host:port}, IPv6 in brackets: also the name of a replica. */
    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    /** These two are asked several times for each word on a link: what a record makes of itself is slower. */
    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Address that && port == that.port && host.equals(that.host);
    }

    @Override
    public int hashCode() {
        return 31 * host.hashCode() + port;
    }

    @Override
    public int compareTo(Address other) {
        int byHost = host.compareTo(other.host);
        return byHost != 0 ? byHost : Integer.compare(port, other.port);
    }
}
