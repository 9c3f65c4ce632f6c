package io.vedette.simulation;

import io.vedette.replication.Ballot;
import io.vedette.replication.Electorate;
import io.vedette.replication.LogKey;
import io.vedette.replication.Marker;
import io.vedette.replication.Vow;
import io.vedette.sentinel.core.Effect;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.Request;
import java.util.List;

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

    // --- groups with a write quorum ---

    /** A member takes a client's write, under a fence. */
    default void accepts(MemberCores member) {}

    /**
     * A client was told that its write is done, or how things are, by a server that stands there.
     *
     * @param lists who had to confirm it, by the data as they were when it was written
     * @param stated the place of the entry that says so
     */
    default void confirms(MemberCores member, History history, long position, List<Electorate> lists, LogKey stated) {}

    /** A member says that it has promised the ballot for which it was prepared. */
    default void promises(MemberCores member, Ballot ballot) {}

    /**
     * A member begins to lead.
     *
     * @param before the last marker in its data when it was told to
     * @param key what it held then
     */
    default void leads(MemberCores member, Marker marker, Marker before, LogKey key) {}

    /**
     * A member that leads states who belongs to the group.
     *
     * @param before the entry that says so till now
     * @param stated the place of that one
     */
    default void states(MemberCores member, Marker before, LogKey stated, Marker now) {}

    /** A member is about to follow who leads in this ballot. */
    default void attaches(MemberCores member, Ballot ballot) {}

    /** A member tells the master that it attached to in this ballot that it has something. */
    default void acknowledges(MemberCores member, Ballot ballot) {}

    /** This stands on the disk of a member now. */
    default void vows(MemberCores member, Vow before, Vow now) {}

    /** A member obeys an operator's word against the ballots, from now on. @param warning what people were told last */
    default void overrides(MemberCores member, String warning) {}

    /**
     * A member is about to found its group anew, by an operator's word: what others hold is given up.
     *
     * @param marker with which it is to lead
     * @param warning what people were told last
     */
    default void refounds(MemberCores member, Marker marker, String warning) {}

    /** A member has lost data: by its death, or since it made room for a master's. */
    default void forgets(MemberCores member) {}

    /** A master's data has taken the place of what a member had. */
    default void loads(MemberCores member, History before, long had) {}
}
