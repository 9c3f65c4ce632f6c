package io.vedette.simulation;

import io.vedette.sentinel.core.Effect;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.Request;

/**
 * Rules about one matter. A law is told all that happens and complains by {@link World#require}. It may remember what it
 * likes; what sentinels say of themselves is no evidence where the world knows better.
 */
interface Law {
    /** A process begins with what is on its disk. */
    default void begins(SentinelProcess sentinel) {}

    /** An event is about to reach the core. PINGs answered, hellos and wake-ups are not told: see {@link Contacts}. */
    default void hears(SentinelProcess sentinel, Event event) {}

    /** A state is on disk now. */
    default void stored(SentinelProcess sentinel) {}

    /** The core has decided this; what waits for the disk may never happen. PINGs, INFOs, attempts to connect and wake-ups are not told. */
    default void decides(SentinelProcess sentinel, Effect effect) {}

    /** This leaves the process now; the same are not told. */
    default void does(SentinelProcess sentinel, Effect effect) {}

    /** A server obeys an order that changes its role, or lets its clients' writes go; called before it does. */
    default void obeys(DataServer server, SentinelProcess by, Request order) {}

    /** A replica gives its data up for that of another server; called before it does. */
    default void replaces(DataServer server, DataServer from) {}

    /** A client was told by the server that its writes are done. */
    default void acknowledged(DataServer server) {}
}
