package io.vedette.simulation;

import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Request;

/** Whoever can be connected to. */
interface Endpoint {
    /** Its number in the network. */
    int place();

    Address address();

    /** How the journal names it. */
    String name();

    /** The process lives, so its kernel accepts connections. */
    boolean isAlive();

    void accepted(Connection client);

    void left(Connection client);

    /** A request arrives at the living process, which may be stopped. */
    void receive(Connection client, Request request);
}
