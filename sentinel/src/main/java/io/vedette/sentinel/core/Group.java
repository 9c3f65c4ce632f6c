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
 * <p>Invariants: the master is in no list of replicas; {@code configEpoch} and {@code leaderEpoch} never fall.
 */
final class Group {
    private MasterSettings settings;
    private DataNode master;
    private final Map<Address, DataNode> replicas = new LinkedHashMap<>();
    private final Map<String, Peer> peers = new LinkedHashMap<>();
    private long configEpoch;
    private long leaderEpoch;
    private Optional<String> leader;
    /** True if the present configuration is the work of this sentinel. */
    private boolean ownConfiguration;

    private OptionalLong objectivelyDownSince = OptionalLong.empty();
    private OptionalLong strandedSince = OptionalLong.empty();
    private Optional<Ballot> fallen = Optional.empty();
    private Failover failover = new Failover.None();
    private Patience patience = Patience.NONE;
    private Optional<Handover.Closing> closing = Optional.empty();
    private final Chronicle chronicle;
    private final Lineage lineage = new Lineage();
    private final Reign reign = new Reign();
    private Maintenance maintenance;
    /** End of the maintenance by the monotonic clock; empty if there is none. */
    private OptionalLong pausedUntil = OptionalLong.empty();

    private final LookQueue.Place place = new LookQueue.Place();
    private final LastRecord lastRecord = new LastRecord();

    /**
     * What holds back the next election of our own.
     *
     * @param until no election before this time: another one leads, or our last attempt failed
     * @param failures attempts in a row that failed
     * @param missing what the last attempt lacked: when it is there, the time is cut short
     */
    record Patience(long until, int failures, Missing missing) {
        static final Patience NONE = new Patience(Long.MIN_VALUE, 0, Missing.NOTHING);

        enum Missing {
            NOTHING,
            CANDIDATE,
            VOTERS
        }
    }

    /** Whom we supported last, and when we last heard it; see {@link Backing}. */
    private Address supported;

    private long supportedAt = Long.MIN_VALUE / 2;
    private Optional<List<String>> toldOfFence = Optional.empty();

    Group(MasterSettings settings, DataNode master, long configEpoch, long leaderEpoch, Optional<String> leader) {
        this(settings, master, configEpoch, leaderEpoch, leader, DurableState.Annotations.NONE);
    }

    Group(
            MasterSettings settings,
            DataNode master,
            long configEpoch,
            long leaderEpoch,
            Optional<String> leader,
            DurableState.Annotations annotations) {
        this.settings = settings;
        this.master = master;
        this.supported = master.address();
        this.configEpoch = configEpoch;
        this.leaderEpoch = leaderEpoch;
        this.leader = leader;
        this.chronicle = new Chronicle(annotations.history());
        this.maintenance = annotations.maintenance();
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
        List<DataNode> nodes = new ArrayList<>(replicas.size() + 1);
        nodes.add(master);
        nodes.addAll(replicas.values());
        return nodes;
    }

    Optional<DataNode> node(Address address) {
        return master.address().equals(address) ? Optional.of(master) : Optional.ofNullable(replicas.get(address));
    }

    boolean isMaster(DataNode node) {
        return node == master;
    }

    // --- epochs and votes ---

    Quorum quorum() {
        return new Quorum(peers.size() + 1, settings.quorum());
    }

    long configEpoch() {
        return configEpoch;
    }

    void configEpoch(long value) {
        configEpoch = value;
    }

    boolean isOwnConfiguration() {
        return ownConfiguration;
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

    // --- down, and what is done about it ---

    OptionalLong objectivelyDownSince() {
        return objectivelyDownSince;
    }

    void objectivelyDownSince(OptionalLong since) {
        objectivelyDownSince = since;
    }

    boolean isObjectivelyDown() {
        return objectivelyDownSince.isPresent();
    }

    /** Since when {@link Synod#isStranded}. */
    OptionalLong strandedSince() {
        return strandedSince;
    }

    void strandedSince(OptionalLong since) {
        strandedSince = since;
    }

    /** The ballot in which the master led until it restarted: it never leads in that again. */
    Optional<Ballot> fallen() {
        return fallen;
    }

    void fallen(Optional<Ballot> ballot) {
        fallen = ballot;
    }

    Failover failover() {
        return failover;
    }

    void failover(Failover value) {
        failover = value;
    }

    Patience patience() {
        return patience;
    }

    void patience(Patience value) {
        patience = value;
    }

    Chronicle chronicle() {
        return chronicle;
    }

    /** What a handover has still to do. */
    Optional<Handover.Closing> closing() {
        return closing;
    }

    void closing(Optional<Handover.Closing> value) {
        closing = value;
    }

    /** Whom we supported last as the master; see {@link Backing}. */
    Address supported() {
        return supported;
    }

    /** When we last heard it: no contact that it may count is later. */
    long supportedAt() {
        return supportedAt;
    }

    void supported(Address server, Moment now) {
        supported = server;
        supportedAt = now.monotonicMillis();
    }

    /** True if people were told something else of the fence last; they are told this now. */
    boolean toldOfFence(List<String> shortcomings) {
        boolean news = !toldOfFence.equals(Optional.of(shortcomings));
        toldOfFence = Optional.of(List.copyOf(shortcomings));
        return news;
    }

    Lineage lineage() {
        return lineage;
    }

    Reign reign() {
        return reign;
    }

    /** What only sentinels of our kind keep. */
    DurableState.Annotations annotations() {
        return new DurableState.Annotations(chronicle.past(), maintenance);
    }

    // --- maintenance ---

    Maintenance maintenance() {
        return maintenance;
    }

    void maintenance(Maintenance value, Moment now) {
        maintenance = value;
        long left = value.leftMillis(now);
        pausedUntil = left == 0
                ? OptionalLong.empty()
                : OptionalLong.of(left == Maintenance.ENDLESS ? Long.MAX_VALUE : now.monotonicMillis() + left);
    }

    OptionalLong pausedUntil() {
        return pausedUntil;
    }

    void maintenanceOver() {
        pausedUntil = OptionalLong.empty();
    }

    /** True if the operator wants no automatic failover now. */
    boolean isPaused(Moment now) {
        return pausedUntil.isPresent() && now.monotonicMillis() < pausedUntil.getAsLong();
    }

    /** What is to be stored of it now. */
    DurableState.Group lastRecord() {
        return lastRecord.of(this);
    }

    LookQueue.Place place() {
        return place;
    }

    /**
     * Makes {@code successor}, until now a replica or unknown, the master; the old master becomes a replica. What was thought
     * about the group because of the old master is forgotten; what is known of the servers themselves stays.
     *
     * @param own true if this sentinel led the failover
     */
    void crown(DataNode successor, boolean own, Moment now) {
        DataNode old = master;
        lineage.succeed(successor);
        replicas.remove(successor.address());
        replicas.values().forEach(replica -> replica.takeRole(InfoReport.Role.REPLICA, now));
        replicas.put(old.address(), old);
        master = successor;
        ownConfiguration = own;
        successor.takeRole(InfoReport.Role.MASTER, now);
        successor.formerMaster(false);
        if (!own) {
            successor.vouchedFor(now);
        }
        successor.rebootedSince(OptionalLong.empty());
        old.takeRole(InfoReport.Role.REPLICA, now);
        old.formerMaster(true);
        old.rebootedSince(OptionalLong.empty());
        reign.begin(now);
        forgetTrouble();
    }

    /** Its master leads on, in a new epoch. */
    void remains(Moment now) {
        for (DataNode replica : replicas.values()) {
            replica.takeRole(InfoReport.Role.REPLICA, now);
            replica.forgetInfo(); // by its promise it let go of the master that it named
        }
        reign.begin(now);
        forgetTrouble();
    }

    /** One of its servers is at another address now. */
    void move(DataNode node, Address to, Link over) {
        if (!isMaster(node)) {
            replicas.remove(node.address());
            replicas.put(to, node);
        }
        node.moved(to, over);
    }

    /** Forgets that the master was down, what peers said about it, and every failover. */
    void forgetTrouble() {
        objectivelyDownSince = OptionalLong.empty();
        strandedSince = OptionalLong.empty();
        fallen = Optional.empty();
        failover = new Failover.None();
        patience = Patience.NONE;
        peers.values().forEach(Peer::forgetOpinion);
    }

    /** True if nobody is down, nothing is under way and nothing is left to be done. */
    boolean isQuiet() {
        return !failover.isUnderWay()
                && !master.isDown()
                && !isObjectivelyDown()
                && strandedSince.isEmpty()
                && closing.isEmpty();
    }

    // --- names in events ---

    /** {@code master NAME IP PORT}: how events name the group. */
    String text() {
        return "master " + name() + " " + spaced(master.address());
    }

    /** How events name a data server of the group. */
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
