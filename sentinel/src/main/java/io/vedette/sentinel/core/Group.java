package io.vedette.sentinel.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One supervised group: a master, its replicas, the other sentinels, and what this sentinel is doing about it. Owned by
 * {@link SentinelCore}; changed by it and by the classes that it steers.
 *
 * <p>Invariants: the master is in no list of replicas; {@code configEpoch} never falls; the address given to clients is the
 * promoted replica's from the moment at which it said that it is master.
 */
final class Group {
    private MasterSettings settings;
    private DataNode master;
    private final Map<Address, DataNode> replicas = new LinkedHashMap<>();
    private final Map<String, Peer> peers = new LinkedHashMap<>();
    private long configEpoch;
    private long leaderEpoch;
    private Optional<String> leader;
    private OptionalLong objectivelyDownSince = OptionalLong.empty();
    private Failover failover = new Failover.None();
    /** No election of our own before this time: another one leads, or our last attempt failed. */
    private long electNotBefore = Long.MIN_VALUE;

    private int failedAttempts;

    Group(MasterSettings settings, DataNode master, long configEpoch, long leaderEpoch, Optional<String> leader) {
        this.settings = settings;
        this.master = master;
        this.configEpoch = configEpoch;
        this.leaderEpoch = leaderEpoch;
        this.leader = leader;
    }

    String name() {
        return settings.name();
    }

    MasterSettings settings() {
        return settings;
    }

    void settings(MasterSettings value) {
        settings = value;
    }

    DataNode master() {
        return master;
    }

    Map<Address, DataNode> replicas() {
        return replicas;
    }

    Map<String, Peer> peers() {
        return peers;
    }

    /** Master first, then the replicas. */
    Collection<DataNode> nodes() {
        List<DataNode> nodes = new ArrayList<>(replicas.values());
        nodes.addFirst(master);
        return nodes;
    }

    Optional<DataNode> node(Address address) {
        return master.address().equals(address) ? Optional.of(master) : Optional.ofNullable(replicas.get(address));
    }

    /** The address that clients and hellos get. */
    Address current() {
        return failover instanceof Failover.Repointing repointing
                ? repointing.promoted().address()
                : master.address();
    }

    Quorum quorum() {
        return new Quorum(peers.size() + 1, settings.quorum());
    }

    long configEpoch() {
        return configEpoch;
    }

    void configEpoch(long value) {
        configEpoch = value;
    }

    long leaderEpoch() {
        return leaderEpoch;
    }

    Optional<String> leader() {
        return leader;
    }

    void voted(String candidate, long epoch) {
        leader = Optional.of(candidate);
        leaderEpoch = epoch;
    }

    OptionalLong objectivelyDownSince() {
        return objectivelyDownSince;
    }

    void objectivelyDownSince(OptionalLong since) {
        objectivelyDownSince = since;
    }

    boolean isObjectivelyDown() {
        return objectivelyDownSince.isPresent();
    }

    Failover failover() {
        return failover;
    }

    void failover(Failover value) {
        failover = value;
    }

    long electNotBefore() {
        return electNotBefore;
    }

    void electNotBefore(long time) {
        electNotBefore = time;
    }

    int failedAttempts() {
        return failedAttempts;
    }

    void attemptFailed() {
        failedAttempts++;
    }

    void attemptsForgotten() {
        failedAttempts = 0;
        electNotBefore = Long.MIN_VALUE;
    }

    /**
     * Makes {@code successor}, until now a replica or unknown, the master; the old master becomes a replica. Everything that
     * was thought about the old address is forgotten, what is known of the servers themselves stays.
     */
    void crown(DataNode successor, Moment now) {
        DataNode old = master;
        replicas.remove(successor.address());
        master = successor;
        successor.formerMaster(false);
        successor.expectRole(now);
        old.formerMaster(true);
        old.forgetInfo();
        replicas.put(old.address(), old);
        replicas.values().forEach(replica -> {
            replica.repoint(new Repoint.NotYet());
            replica.strayedSince(OptionalLong.empty());
            replica.wantInfo();
        });
        objectivelyDownSince = OptionalLong.empty();
        failover = new Failover.None();
        attemptsForgotten();
        peers.values().forEach(Peer::forgetOpinion);
        master.wantInfo();
    }

    /** {@code master NAME IP PORT}: how events name the group. */
    String text() {
        return "master " + name() + " " + spaced(master.address());
    }

    /** How events name a replica of the group. */
    String text(DataNode node) {
        if (node == master) {
            return text();
        }
        return "slave " + node.address() + " " + spaced(node.address()) + " @ " + name() + " "
                + spaced(master.address());
    }

    /** How events name a sentinel of the group. */
    String text(Peer peer) {
        return "sentinel " + peer.runId() + " " + spaced(peer.address()) + " @ " + name() + " "
                + spaced(master.address());
    }

    static String spaced(Address address) {
        return address.host() + " " + address.port();
    }
}
