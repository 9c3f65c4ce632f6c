package io.vedette.launcher.client;

/** Where a server or sentinel listens. */
public record Address(String host, int port) {
    @Override
    public String toString() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}
