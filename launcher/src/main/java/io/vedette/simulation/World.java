package io.vedette.simulation;

import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Caution;
import io.vedette.sentinel.core.DurableState;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.Fencing;
import io.vedette.sentinel.core.MasterSettings;
import io.vedette.sentinel.core.Operation;
import io.vedette.sentinel.core.SentinelView;
import io.vedette.sentinel.core.WriteQuorum;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Sentinels, data servers and a network between them, in virtual time; all of it follows from the seed. Owned by the
 * thread that plays the seed.
 */
final class World {
    static final String GROUP = "mymaster";
    /** What a group begins with whose masters will lose their data. */
    static final int WRITES_TO_LOSE = 2_000;
    /** More than a play can need: something goes round in circles. */
    private static final long MOST_EVENTS = 5_000_000;

    private static final int ID_CHARACTERS = 40;

    private final Shape shape;
    private final Chance chance;
    private final Journal journal;
    private final Agenda agenda = new Agenda();
    private final Network network;
    private final List<DataServer> servers = new ArrayList<>();
    private final List<MemberCores> members = new ArrayList<>();
    private final List<SentinelProcess> sentinels = new ArrayList<>();
    private final Map<Address, Endpoint> endpoints = new HashMap<>();
    private final List<Law> laws;
    private final FailoverLaw failovers;
    private final Optional<AcknowledgedLaw> durable;
    private final Optional<MembershipLaw> membership;
    private final Writes writes = new Writes(servers);
    /** What the text of an INFO on its way says, by the identity of the text. */
    private final Map<String, InfoText> infos = new IdentityHashMap<>();

    private final StringBuilder text = new StringBuilder(700);

    private final Map<String, History> histories = new HashMap<>();
    private boolean forced;
    private long numbers;
    private int quickestFullSyncMillis = 20;
    private int slowestFullSyncMillis = 200;

    World(long seed, Function<Chance, Shape> shapes, Journal journal) {
        this.journal = journal;
        this.chance = new Chance(seed);
        this.shape = shapes.apply(chance);
        this.network = new Network(chance, places());
        this.failovers = new FailoverLaw(this);
        this.durable = shape.durability().map(rules -> new AcknowledgedLaw(this, rules));
        this.membership = shape.durability().map(rules -> new MembershipLaw(this, rules));
        this.laws = durable.isPresent() ? durableLaws() : usualLaws();
        buildServers();
        buildSentinels();
        journal.note(0, "world", shape::toString);
    }

    private List<Law> usualLaws() {
        return List.of(
                new VoteLaw(this),
                new EpochLaw(this),
                failovers,
                new ChoiceLaw(this),
                new RepointLaw(this),
                new TiltLaw(this),
                new RebirthLaw(this),
                new HandoverLaw(this));
    }

    private List<Law> durableLaws() {
        Shape.Durability rules = shape.durability().orElseThrow();
        List<Law> all = new ArrayList<>(List.of(
                new VoteLaw(this),
                new EpochLaw(this),
                failovers,
                new RepointLaw(this),
                new TiltLaw(this),
                membership.orElseThrow(),
                durable.orElseThrow(),
                new BallotLaw(this)));
        rules.fence().ifPresent(rule -> all.add(new FenceLaw(this)));
        return all;
    }

    private void buildServers() {
        History history = begun();
        Address master = serverAddress(0);
        for (int i = 0; i < shape.machines(); i++) {
            int priority = i > 1 && chance.oneIn(10) ? chance.between(0, 1) * 50 : 100;
            Optional<Address> follows = i == 0 ? Optional.empty() : Optional.of(master);
            DataServer server = new DataServer(
                    this, i, serverAddress(i), follows, priority, each -> replicator(each, follows, history));
            servers.add(server);
            endpoints.put(server.address(), server);
            if (server.replicator() instanceof MemberCores member) {
                members.add(member);
            }
            if (i >= shape.servers()) {
                agenda.in(0, () -> server.dismiss(Replicator.Death.STOPPED)); // for now
            }
        }
        // A master that comes back empty has something to lose, also by the INFO of ten seconds ago.
        if (members.isEmpty()) {
            writes.done(servers.getFirst(), shape.trouble() == Shape.Trouble.REBORN_MASTERS ? WRITES_TO_LOSE : 10);
        }
        agenda.in(1, this::serversLive);
    }

    private Replicator replicator(DataServer server, Optional<Address> master, History history) {
        return switch (shape.make()) {
            case REDIS -> new RedisModel(this, server, master, history, true);
            case OLD_REDIS -> new RedisModel(this, server, master, history, false);
            case VEDETTE -> ours(server, master);
            case DURABLE ->
                new MemberCores(
                        this,
                        server,
                        master,
                        VedetteCores.settings(shape.disklessDelaySeconds(), 60),
                        shape.durability().orElseThrow());
            case MIXED ->
                shape.isOurs(server.place())
                        ? ours(server, master)
                        : new RedisModel(this, server, master, shape.isOurs(0) ? begun() : history, true);
        };
    }

    private Replicator ours(DataServer server, Optional<Address> master) {
        return new VedetteCores(
                this, server, master, VedetteCores.settings(shape.disklessDelaySeconds(), 60), Optional.empty());
    }

    private void buildSentinels() {
        MasterSettings settings = MasterSettings.of(GROUP, shape.quorum())
                .withDownAfterMillis(shape.downAfterMillis())
                .withFailoverTimeoutMillis(shape.failoverTimeoutMillis())
                .withParallelSyncs(shape.parallelSyncs())
                .withCaution(Caution.NONE
                        .withWriteQuorum(shape.durability()
                                .map(rules -> new WriteQuorum(rules.confirming(), shape.servers() - 1)))
                        .withFencing(shape.durability()
                                .flatMap(Shape.Durability::fence)
                                .map(rule -> new Fencing(rule.sentinels(), rule.maxLagMillis(), shape.sentinels()))));
        for (int i = 0; i < shape.sentinels(); i++) {
            SentinelProcess sentinel =
                    new SentinelProcess(this, shape.machines() + i, sentinelAddress(i), firstState(i, settings));
            sentinels.add(sentinel);
            endpoints.put(sentinel.address(), sentinel);
            agenda.in(shape.make().firstSyncMillis() + chance.between(1, 50), sentinel::start);
        }
    }

    private DurableState firstState(int index, MasterSettings settings) {
        Address master = serverAddress(0);
        DurableState.Group fresh = DurableState.Group.fresh(settings, master);
        if (!shape.allKnown()) {
            return new DurableState(runId(index), 0, List.of(fresh));
        }
        DurableState.Group known = new DurableState.Group(
                settings,
                master,
                0,
                0,
                Optional.empty(),
                IntStream.range(1, shape.servers())
                        .mapToObj(World::serverAddress)
                        .toList(),
                IntStream.range(0, shape.sentinels())
                        .filter(i -> i != index)
                        .mapToObj(i -> new DurableState.Peer(sentinelAddress(i), runId(i)))
                        .toList());
        return new DurableState(runId(index), 0, List.of(known));
    }

    private static Address serverAddress(int index) {
        return new Address("10.0.0." + (1 + index), 6379);
    }

    private static Address sentinelAddress(int index) {
        return new Address("10.0.1." + (1 + index), 26379);
    }

    private static String runId(int index) {
        return Character.toString('a' + index).repeat(40);
    }

    // --- time, chance, rules ---

    long now() {
        return agenda.now();
    }

    Agenda agenda() {
        return agenda;
    }

    Chance chance() {
        return chance;
    }

    Journal journal() {
        return journal;
    }

    Network network() {
        return network;
    }

    Shape shape() {
        return shape;
    }

    List<Law> laws() {
        return laws;
    }

    FailoverLaw failovers() {
        return failovers;
    }

    Writes writes() {
        return writes;
    }

    void run(long until) {
        agenda.run(until);
        require(agenda.entered() < MOST_EVENTS, () -> "the group never rests");
    }

    void require(boolean holds, Supplier<String> complaint) {
        if (!holds) {
            throw new BrokenLaw(complaint.get());
        }
    }

    // --- who is there ---

    List<DataServer> servers() {
        return servers;
    }

    /** Those of a group with a write quorum; none of another one. */
    List<MemberCores> members() {
        return members;
    }

    /** What was acknowledged in a group with a write quorum. */
    Optional<AcknowledgedLaw> durable() {
        return durable;
    }

    List<SentinelProcess> sentinels() {
        return sentinels;
    }

    int places() {
        return shape.machines() + shape.sentinels();
    }

    int majority() {
        return sentinels.size() / 2 + 1;
    }

    Optional<Endpoint> endpoint(Address address) {
        return Optional.ofNullable(endpoints.get(address));
    }

    Optional<DataServer> server(Address address) {
        return endpoint(address).filter(DataServer.class::isInstance).map(DataServer.class::cast);
    }

    List<DataServer> replicasOf(DataServer master) {
        List<DataServer> replicas = new ArrayList<>(servers.size());
        for (DataServer server : servers) {
            if (server != master && server.followsInSync(master.address())) {
                replicas.add(server);
            }
        }
        return replicas;
    }

    boolean hasReplica(DataServer master) {
        for (DataServer server : servers) {
            if (server != master && server.followsInSync(master.address())) {
                return true;
            }
        }
        return false;
    }

    // --- what the servers do by themselves ---

    private void serversLive() {
        for (DataServer server : servers) {
            server.live();
        }
        // After the replicas have read, so that each step's writes are at first the master's alone.
        for (DataServer server : servers) {
            if (server.isMaster() && server.takesWrites() && isBelieved(server)) {
                int count = chance.between(0, 3);
                if (durable.isPresent()) {
                    server.replicator().write(count);
                } else if (count > 0) {
                    laws.forEach(law -> law.acknowledged(server));
                    writes.done(server, count);
                }
            }
        }
        agenda.in(DataServer.STEP_MILLIS, this::serversLive);
    }

    /** Clients take it for the master: a sentinel says so, or has said so once. */
    private boolean isBelieved(DataServer server) {
        return failovers.isNamed(server.address()) || durable.isPresent() && chance.oneIn(4);
    }

    int fullSyncMillis() {
        return chance.between(quickestFullSyncMillis, slowestFullSyncMillis);
    }

    void fullSyncMillis(int quickest, int slowest) {
        quickestFullSyncMillis = quickest;
        slowestFullSyncMillis = slowest;
    }

    // --- names ---

    /** A number that nothing else has. */
    long newNumber() {
        return ++numbers;
    }

    /** A replication id. */
    String newId() {
        String number = Long.toHexString(newNumber()) + "f"; // which ends it: 1 and 1f are two
        return number + "0".repeat(ID_CHARACTERS - number.length());
    }

    /** A history that begins with no data. */
    History begun() {
        return begun(newId());
    }

    History begun(String id) {
        return known(History.begun(id));
    }

    private History known(History history) {
        histories.put(history.id(), history);
        return history;
    }

    /** It goes on from there under another name. */
    History branch(History history, long position, long offset) {
        return branch(newId(), history, position, offset);
    }

    History branch(String id, History history, long position, long offset) {
        return known(history.branch(id, position, offset));
    }

    /** The same, by a server that has forgotten whose history it was. */
    History forgotten(History history, long position) {
        return forgotten(newId(), history, position);
    }

    History forgotten(String id, History history, long position) {
        return known(history.forgotten(id, position));
    }

    /** There is a history of that name. */
    boolean knows(String id) {
        return histories.containsKey(id);
    }

    /** One that has nothing to do with the group. */
    History alien(long writes) {
        return known(History.alien(newId(), writes));
    }

    History history(String id) {
        return histories.get(id);
    }

    /** The text, remembered together with what it says. */
    String textOf(InfoText info) {
        infos.put(info.text(), info);
        return info.text();
    }

    /** To write an INFO in: the same one each time, so what it holds is to be taken out at once. */
    StringBuilder emptyText() {
        text.setLength(0);
        return text;
    }

    /** What an INFO says that has arrived now. */
    InfoText arrived(String text) {
        return infos.remove(text);
    }

    /** A hello on its way from a server to a subscriber. */
    void deliverHello(Connection subscriber, Event.HelloHeard event) {
        if (!network.troublesHello()) {
            subscriber.reply(event);
            return;
        }
        switch (chance.between(0, 2)) {
            case 0 -> {} // lost
            case 1 -> {
                subscriber.reply(event);
                agenda.in(chance.between(1, 3_000), () -> subscriber.reply(event));
            }
            default -> agenda.in(chance.between(1, 3_000), () -> subscriber.reply(event));
        }
    }

    // --- agreement ---

    /** The master that all name, see up and follow, if there is one and nobody has anything left to do. */
    Optional<Address> agreedMaster() {
        if (servers.stream().noneMatch(this::isFollowedByAll)) {
            return Optional.empty(); // seen at a glance; what sentinels think takes longer to say
        }
        Optional<Address> named = Optional.empty();
        for (SentinelProcess sentinel : sentinels) {
            SentinelView.GroupView group = sentinel.view();
            boolean quiet = group.status().equals("ok")
                    && group.master().fields().stream()
                            .noneMatch(field -> field.name().equals("failover-state"));
            if (!quiet || named.filter(other -> !other.equals(group.address())).isPresent()) {
                return Optional.empty();
            }
            named = Optional.of(group.address());
        }
        return named.flatMap(this::server)
                .filter(this::isFollowedByAll)
                .filter(server -> !server.replicator().isHandingOver()) // by a word that may outlive who gave it
                .map(DataServer::address);
    }

    /** An operator gives up what the members hold who cannot be counted: SENTINEL FAILOVER FORCE. */
    void force() {
        forced = true;
        chance.any(sentinels).order(new Operation.Failover(GROUP, false, true, Optional.empty(), OptionalLong.empty()));
    }

    /** An operator has said so. */
    boolean isForced() {
        return forced;
    }

    /** Somebody whom the sentinels know has data that a group can be founded on. */
    boolean hasHeirs() {
        return members().stream()
                .anyMatch(member -> isKnown(member)
                        && member.server().answers()
                        && member.ballots()
                                .whyNotCounted()
                                .filter(why -> !why.equals("amnesiac") && !why.equals("foreign"))
                                .isEmpty());
    }

    /** The data of too few members can be built upon, and only who leads could change that. */
    boolean isHopeless() {
        return membership.isPresent() && !membership.get().enoughCount();
    }

    /** Some sentinel has it among its servers. */
    boolean isKnown(MemberCores member) {
        Address address = member.server().address();
        return sentinels.stream().anyMatch(sentinel -> sentinel.isRunning() && sentinel.knows(address));
    }

    /** There is one besides those that are named who is allowed to lead and has data that it could lead with. */
    boolean somebodyMayLead() {
        return membership.isPresent()
                ? membership.get().enoughCount()
                : servers.stream()
                        .filter(server -> !failovers.isNamed(server.address()))
                        .anyMatch(DataServer::mayLead);
    }

    /** All have its data too: a link to somebody who died silently may look well for a while. */
    private boolean isFollowedByAll(DataServer master) {
        boolean leads = !(master.replicator() instanceof MemberCores member) || member.leads();
        if (!master.isMaster() || !master.answers() || !leads) {
            return false;
        }
        for (DataServer server : servers) {
            boolean follows = server.followsInSync(master.address()) && server.history() == master.history();
            if (server != master && server.isInUse() && !follows) {
                return false;
            }
        }
        return true;
    }

    /** Why there is no agreement, in words. */
    String disagreement() {
        StringBuilder text = new StringBuilder();
        for (SentinelProcess sentinel : sentinels) {
            SentinelView.GroupView group = sentinel.view();
            text.append(sentinel.name())
                    .append(" names ")
                    .append(group.address().host());
            text.append(" (").append(group.status()).append("); ");
        }
        for (DataServer server : servers) {
            text.append(server.name()).append(server.isMaster() ? " is master" : " is replica");
            if (server.replicator() instanceof MemberCores member) {
                text.append(" (").append(member.described()).append(')');
            }
            text.append(
                    server.isMaster() || servers.stream().anyMatch(of -> server.followsInSync(of.address()))
                            ? "; "
                            : " without link; ");
        }
        return text.toString();
    }
}
