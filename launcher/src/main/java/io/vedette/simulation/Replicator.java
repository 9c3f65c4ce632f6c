package io.vedette.simulation;

import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.LinkId;
import io.vedette.sentinel.core.Request;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a data server does about replication, and the data that it has by it; its process around it is {@link DataServer}.
 * Both live in the same world and look alike to sentinels: Redis' behaviour as a model, and the real cores of ours.
 * Nothing here is called while the process is dead or stopped, but for looking at it.
 */
sealed interface Replicator permits RedisModel, VedetteCores {
    /** Absent on a master. */
    Optional<Address> master();

    boolean linkUp();

    /** Of which branch its data is: what the world knows, not what the server says. */
    History history();

    /** How many writes of that branch it has. */
    long position();

    /** It is a master, or knows of which history its data is and how far: its word alone shows that it has data. */
    boolean hasPlace();

    /** A client's write, acknowledged at once. */
    void write(int count);

    /** What goes on by itself in {@link DataServer#STEP_MILLIS}. */
    void step();

    void promote();

    void follow(Address newMaster);

    /** REPLCONF GETACK: the master is told now how far this replica is. */
    void acknowledge();

    /** FAILOVER TO; the answer is the error, if it is one. */
    Optional<String> handOver(Address to, long timeoutMillis);

    /** FAILOVER ABORT. */
    void callOffHandOver();

    /** A FAILOVER is under way: clients' writes wait, and nobody else gives it a role. */
    boolean isHandingOver();

    /** The error of a plain REPLICAOF, if it is one. */
    default Optional<String> refusesRole() {
        return isHandingOver() ? Optional.of("ERR REPLICAOF not allowed while failing over.") : Optional.empty();
    }

    /** SUPERVISE; the answer, if there is one to hear, may be behind a write to the disk. */
    default void supervise(Request.Supervise request, LinkId asker, Consumer<Optional<Event>> answer) {
        answer.accept(Optional.of(new Event.RequestFailed(asker, request, "ERR unknown command 'SUPERVISE'")));
    }

    /** A sentinel supports it as the master, and is answered +PONG next. */
    default void supported(Connection by, Request.Support ping) {}

    /** It asks who supports it. */
    default boolean isFenced() {
        return false;
    }

    /** The connection of a sentinel, or of somebody else, is gone, and all that came over it was dealt with. */
    default void supporterLeft(Connection by) {}

    /** Where replicas that speak the real protocol are connected. */
    ReplicaLink.MasterEnd masterEnd();

    /** What it has now would survive a crash that loses memory. */
    void save();

    /** The process is dead: its connections are gone. */
    void die(Death death);

    /** How a process ends. */
    enum Death {
        /** What the system was given stays. */
        KILLED,
        /** With the machine: only what was brought down to the disk stays. */
        POWER_LOST,
        /** SHUTDOWN: everything was saved. */
        STOPPED
    }

    /**
     * The process starts anew.
     *
     * @param of the master by its configuration file
     */
    void start(DataServer.Memory memory, Optional<Address> of);

    /** What was found at the start is loaded. */
    default void ready() {}

    /** What INFO says about replication; its lines are appended to {@code text}. */
    InfoText.Replication info(StringBuilder text);
}
