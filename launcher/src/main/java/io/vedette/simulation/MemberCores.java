package io.vedette.simulation;

import io.vedette.replication.Ballot;
import io.vedette.replication.BallotEffect;
import io.vedette.replication.BallotEvent;
import io.vedette.replication.BallotReport;
import io.vedette.replication.Ballots;
import io.vedette.replication.Electorate;
import io.vedette.replication.LogKey;
import io.vedette.replication.Marker;
import io.vedette.replication.MasterEvent;
import io.vedette.replication.MasterSettings;
import io.vedette.replication.ReplicaEffect;
import io.vedette.replication.ReplicaEvent;
import io.vedette.replication.Vow;
import io.vedette.replication.WriteQuorum;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Decree;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.LinkId;
import io.vedette.sentinel.core.Request;
import io.vedette.sentinel.core.Testimony;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * A server of ours that is, or will be, a member of a group with a write quorum: the real {@link Ballots} and the real count of
 * confirmations beside the real cores of replication, a disk that may be slow, full or torn, and clients whose replies are kept back
 * until the cores let them go.
 */
final class MemberCores extends VedetteCores implements MemberDisk.Owner {
    private static final String LOADING = "LOADING Redis is loading the dataset in memory";
    private static final int NO_EFFECT_ONE_IN = 6;
    private static final int NO_ROOM_ONE_IN = 5;

    /** The reply to a write, which tells of the data up to there. */
    private record Held(
            History history,
            long position,
            long offset,
            WriteQuorum.Rule rule,
            List<Electorate> lists,
            LogKey stated,
            long deadline) {}

    private final Shape.Durability rules;
    private final MemberDisk disk;
    private final MemberFence fence;
    private Ballots ballots = Ballots.none();
    private boolean detached;
    private final Map<Long, Asker> questions = new LinkedHashMap<>();
    /** Full resynchronisations for which the data has to go first, by their questions. */
    private final Map<Long, ReplicaEffect.EndLoad> rooms = new LinkedHashMap<>();

    private long asked;
    private boolean givenUp;
    /** What people were told last. */
    private String lastNote = "";
    /** Of its data it does not know where in a history they stand: the file was torn. */
    private boolean torn;

    private final Losses losses = new Losses();
    /** Of the master that it attached to last. */
    private Ballot attached = Ballot.NONE;
    /** As the master: where in the log stands who belongs to the group. */
    private LogKey stated = new LogKey(0, 0);

    private final Deque<Held> held = new ArrayDeque<>();

    MemberCores(
            World world, DataServer server, Optional<Address> master, MasterSettings settings, Shape.Durability rules) {
        super(world, server, master, settings, Optional.of(serverId(server)));
        this.rules = rules;
        this.fence = new MemberFence(world, rules.fence());
        this.disk = new MemberDisk(world, server, this, rules, content());
        enter();
    }

    private static String serverId(DataServer server) {
        return Integer.toHexString(server.place() + 1).repeat(40);
    }

    /** The cores of this life know what the disk says. */
    private void enter() {
        ballots = new Ballots(disk.vow(), server.runId(), this::place, () -> !rules.fsync());
        replica.obey(ballots);
        replicas.obey(ballots);
        replicas.quorum().ownName(serverId(server));
        fence.beginLife();
        if (rules.appends()) {
            log.record();
        }
        adoptQuorum();
    }

    @Override
    void begin() {
        happens(new BallotEvent.Started(master.isPresent(), replica.position().isPresent()));
        if (rules.appends()) {
            fsynced(0);
        }
        super.begin();
    }

    @Override
    MasterSettings masterSettings() {
        MasterSettings settings = super.masterSettings();
        return new MasterSettings(
                settings.disklessSync(),
                settings.disklessDelaySeconds(),
                settings.disklessMaxReplicas(),
                settings.timeoutSeconds(),
                settings.pingPeriodSeconds(),
                ballots.isSupervised() ? 0 : settings.backlogTtlSeconds(),
                settings.minReplicasToWrite(),
                settings.minReplicasMaxLagSeconds(),
                settings.outputLimit());
    }

    private void adoptQuorum() {
        if (ballots.isSupervised()) {
            replicas.quorum().adopt(log.marker().electorates(), rules.fsync(), rules.timeoutMillis());
        } else {
            replicas.quorum().adopt(rules.confirming(), List.of(), rules.fsync(), rules.timeoutMillis());
        }
    }

    // --- what is known of it ---

    DataServer server() {
        return server;
    }

    Ballots ballots() {
        return ballots;
    }

    String serverId() {
        return serverId(server);
    }

    MemberDisk disk() {
        return disk;
    }

    boolean leads() {
        return ballots.standing() == Ballots.Standing.LEADING;
    }

    /** Clients wait for answers to what it has done. */
    boolean owesAnswers() {
        return !held.isEmpty();
    }

    private boolean isForeign() {
        return ballots.standing() == Ballots.Standing.FOREIGN;
    }

    /** How many writes of the branch it has, and could prove to have: on its disk, where members confirm from there. */
    long proves(History branch) {
        Vow vow = disk.vow();
        MemberDisk.Content has = rules.fsync() ? disk.safe() : content();
        boolean nothing = vow.foreign() || (rules.fsync() ? vow.hollow() : torn);
        return nothing ? 0 : has.history().shared(has.position(), branch);
    }

    /** It has the write, or has had it before it lost its memory. */
    boolean hasHad(History of, long number) {
        return history.holds(position, of, number) || losses.include(of, number);
    }

    /** In this life it has found a master whom it may follow, and it may have confirmed what it has not any more. */
    boolean isToBeFilled() {
        return !attached.equals(Ballot.NONE) && losses.lacksAny(history, position);
    }

    /** How many writes of the branch it may have confirmed before it lost its memory. */
    long toldMost(History branch) {
        return losses.toldMost(branch);
    }

    String described() {
        return ballots.standing() + ", has promised " + ballots.vow().promised() + ", key " + key() + ", "
                + ballots.whyNotCounted().orElse("counted");
    }

    private Ballots.Place place() {
        return new Ballots.Place(log.marker(), log.endOffset(), replica.isPlaceKnown(), server.isLoading() || givenUp);
    }

    LogKey key() {
        return place().key();
    }

    /** The last one in its data. */
    Marker marker() {
        return log.marker();
    }

    /** How far its log goes: on its disk; or in its memory, and did before it lost that. Also how far it went when an operator overrode it. */
    List<MembershipLaw.Place> logs() {
        List<MembershipLaw.Place> logs = losses.places(!rules.fsync());
        logs.add(confirmed());
        return logs;
    }

    /** So far it may have confirmed by now. */
    private MembershipLaw.Place confirmed() {
        return rules.fsync() ? disk.safe().place() : new MembershipLaw.Place(marker().ballot(), log.endOffset());
    }

    /** The data as a file would have it that is written now. */
    private MemberDisk.Content content() {
        return new MemberDisk.Content(history, position, log.endOffset(), replica.position());
    }

    /** The append-only file says where its data stands in a group only. */
    private MemberDisk.Content appended() {
        MemberDisk.Content now = content();
        return ballots.isSupervised() ? now : now.untold();
    }

    @Override
    public InfoText.Replication info(StringBuilder text) {
        InfoText.line(text, "vedette_version", "simulated");
        InfoText.Replication replication = super.info(text);
        text.append(new BallotReport(ballots, place(), rules.fsync()).text());
        fence.tell(text, replica.following());
        return replication;
    }

    // --- clients ---

    @Override
    public void write(int count) {
        for (int i = 0; i < count && !ballots.isSilent() && !replica.following() && !fence.isClosed(); i++) {
            if (!isForeign()) {
                world.laws().forEach(law -> law.accepts(this));
            }
            WriteQuorum.Rule rule = replicas.quorum().rule();
            long offset = log.endOffset() + 1;
            if (!world.chance().oneIn(NO_EFFECT_ONE_IN)) {
                position++;
                replicas.feed(0, Stream.command(history, position));
                offset = log.endOffset();
            }
            held.add(new Held(
                    history,
                    position,
                    offset,
                    rule,
                    marker().electorates(),
                    stated,
                    world.now() + rule.timeoutMillis()));
            if (rule.demands()) {
                replicas.quorum().want(offset);
            }
        }
        endOfTurn();
    }

    /** Lets those replies go that need not wait, and gives up on those that cannot be had. */
    private void settle() {
        WriteQuorum quorum = replicas.quorum();
        Iterator<Held> all = held.iterator();
        while (all.hasNext()) {
            Held each = all.next();
            if (quorum.isKept(each.rule(), each.offset()) && fence.isClosed()) {
                all.remove(); // FENCED, though it is done: the clocks are read anew for each answer
            } else if (quorum.isKept(each.rule(), each.offset())) {
                all.remove();
                if (!isForeign()) { // else it is not the group that acknowledges
                    world.laws()
                            .forEach(law ->
                                    law.confirms(this, each.history(), each.position(), each.lists(), each.stated()));
                }
            } else if (quorum.isBroken(each.rule()) || world.now() >= each.deadline()) {
                all.remove(); // NOQUORUM
            }
        }
    }

    @Override
    void endOfTurn() {
        super.endOfTurn();
        if (rules.appends()) {
            disk.append(appended());
        }
        settle();
    }

    @Override
    public void step() {
        handle(new ReplicaEvent.Tick());
        happens(new BallotEvent.Looked());
        WriteQuorum quorum = replicas.quorum();
        happens(new BallotEvent.Confirmed(quorum.rule(), quorum.confirmed(quorum.rule())));
        handle(new MasterEvent.Tick());
        endOfTurn();
    }

    // --- supervision ---

    @Override
    public void supported(Connection by, Request.Support ping) {
        if (!ballots.vow().inGroup() || ballots.vow().group().equals(ping.group())) {
            fence.supported(by, ping);
        }
    }

    @Override
    public boolean isFenced() {
        return rules.fence().isPresent();
    }

    @Override
    public void supporterLeft(Connection by) {
        fence.left(by);
    }

    /** Its wall clock is set. */
    void setWallClock(long offsetMillis) {
        fence.setWallClock(offsetMillis);
    }

    @Override
    public Optional<String> refusesRole() {
        if (server.isLoading()) {
            return Optional.of(LOADING);
        }
        return ballots.isSupervised()
                ? Optional.of("SUPERVISED by ballot " + ballots.vow().promised())
                : Optional.empty();
    }

    @Override
    public void supervise(Request.Supervise request, LinkId asker, Consumer<Optional<Event>> answer) {
        if (server.isLoading()) {
            answer.accept(Optional.of(new Event.RequestFailed(asker, request, LOADING)));
            return;
        }
        ask(
                new Asker.OfSentinel(request, asker, answer, this::testimony),
                question -> Dialect.asked(question, request.group(), request.decree(), world::newId));
    }

    private void ask(Asker asker, LongFunction<BallotEvent> event) {
        long question = ++asked;
        questions.put(question, asker);
        happens(event.apply(question));
        endOfTurn();
    }

    /** SUPERVISE MEMBERS, by an operator. @param answer hears the error, if it is one; nothing if this server dies before */
    void changeMembers(Electorate next, Consumer<Optional<String>> answer) {
        List<String> names = replicas.quorum().names();
        ask(
                new Asker.OfOperator(answer),
                question -> new BallotEvent.MembersAsked(question, World.GROUP, next, names, serverId()));
    }

    /** SUPERVISE OVERRIDE, by an operator. @param to whom it is to follow; nobody: it is to be a master */
    void override(Optional<Address> to) {
        ask(new Asker.OfOperator(any -> {}), question -> Dialect.overriding(question, World.GROUP, to));
    }

    private void overridden(Optional<Address> to) {
        if (to.isPresent()) {
            attach(to.get());
        } else {
            server.note("is a master outside of all ballots");
            handle(new ReplicaEvent.BranchOff("override"));
            master = Optional.empty();
            history = world.branch(log.history().id(), history, position, log.endOffset());
        }
        detached = false;
        adoptQuorum();
        fence.begin(0);
    }

    private void happens(BallotEvent event) {
        for (BallotEffect effect : ballots.handle(event)) {
            run(effect);
        }
    }

    private void run(BallotEffect effect) {
        switch (effect) {
            case BallotEffect.Store(long number, Vow vow) ->
                disk.keep(vow, failure -> {
                    happens(failure.<BallotEvent>map(reason -> new BallotEvent.StoreFailed(number, reason))
                            .orElseGet(() -> new BallotEvent.Stored(number)));
                    endOfTurn();
                });
            case BallotEffect.Confirm(long question) -> answer(question, Asker::confirmed);
            case BallotEffect.Tell(long question) -> answer(question, Asker::told);
            case BallotEffect.Refuse(long question, String line) -> refuse(question, line);
            case BallotEffect.Detach() -> detach();
            case BallotEffect.BeginHistory(Marker marker, boolean refounds) -> beginHistory(marker, refounds);
            case BallotEffect.ChangeMembers(Marker marker) -> {
                Marker before = marker();
                world.laws().forEach(law -> law.states(this, before, stated, marker));
                handle(new ReplicaEvent.ChangeMembers(marker));
                stated = key();
                adoptQuorum();
                server.note("states that to the group belong " + MembershipLaw.told(marker));
            }
            case BallotEffect.Await(long offset) -> replicas.quorum().want(offset);
            case BallotEffect.Attach(String host, int port) -> attach(new Address(host, port));
            case BallotEffect.Override(boolean follows, String host, int port) -> {
                world.laws().forEach(law -> law.overrides(this, lastNote));
                overridden(follows ? Optional.of(new Address(host, port)) : Optional.empty());
            }
            case BallotEffect.GiveUpData(long question) ->
                Optional.ofNullable(rooms.remove(question)).ifPresent(this::giveUpData);
            case BallotEffect.Acknowledge() -> handle(new ReplicaEvent.AcknowledgementAsked());
            case BallotEffect.Note note -> {
                lastNote = note.text();
                server.note(lastNote);
            }
        }
    }

    private void answer(long number, Consumer<Asker> words) {
        Optional.ofNullable(questions.remove(number)).ifPresent(words);
    }

    private void refuse(long question, String line) {
        ReplicaEffect.EndLoad load = rooms.remove(question);
        if (load != null) {
            handle(new ReplicaEvent.LoadFailed(load.link(), line));
        } else {
            server.note("refuses: " + line);
            answer(question, asker -> asker.refused(line));
        }
    }

    private Testimony testimony(Decree decree) {
        Testimony told = new Testimony(
                serverId(),
                server.runId(),
                Dialect.told(key()),
                Dialect.told(ballots.vow().promised()),
                ballots.whyNotCounted(),
                server.priority(),
                rules.fsync(),
                log.marker().electorates().stream().map(Dialect::told).toList());
        if (decree instanceof Decree.Prepare prepare) {
            server.note("has promised " + ballots.vow().promised() + ", holds " + key() + " ("
                    + told.whyNotCounted().orElse("counted") + ")");
            world.laws().forEach(law -> law.promises(this, Dialect.asked(prepare.ballot())));
        }
        return told;
    }

    private void detach() {
        detached = true;
        replicas.quorum().endReign("this server was asked to let go of its place");
        settle();
        handle(new ReplicaEvent.Detach());
        handle(new MasterEvent.DisconnectAll());
    }

    private void attach(Address to) {
        if (detached || !replica.follows(to.host(), to.port())) {
            server.note("follows " + to.host() + " in ballot " + ballots.vow().promised());
            master = Optional.of(to);
            handle(new ReplicaEvent.Follow(to.host(), to.port(), "ballot"));
        }
        detached = false;
    }

    private void beginHistory(Marker marker, boolean refounds) {
        LogKey key = key();
        Marker before = marker();
        if (refounds) {
            world.laws().forEach(law -> law.refounds(this, marker, lastNote));
        }
        handle(new ReplicaEvent.BeginHistory(marker));
        stated = key();
        fence.begin(marker.ballot().epoch());
        master = Optional.empty();
        adoptQuorum();
        detached = false;
        history = world.branch(marker.replid(), history, position, log.endOffset());
        server.note("leads in ballot " + marker.ballot() + " with " + position + " writes, key " + key);
        world.laws().forEach(law -> law.leads(this, marker, before, key));
    }

    // --- under a master ---

    @Override
    void run(ReplicaEffect effect) {
        switch (effect) {
            case ReplicaEffect.Attached(Ballot ballot, long end) -> {
                world.laws().forEach(law -> law.attaches(this, ballot));
                attached = ballot;
                happens(new BallotEvent.Attached(ballot, end));
            }
            case ReplicaEffect.BecameReplica became -> {
                sendOff();
                roleChanged(false);
            }
            case ReplicaEffect.BecameMaster became -> roleChanged(true);
            case ReplicaEffect.Send send -> {
                if (ballots.isSupervised() && Dialect.acknowledges(send.bytes())) {
                    world.laws().forEach(law -> law.acknowledges(this, attached));
                }
                super.run(send);
            }
            case ReplicaEffect.EndLoad end -> {
                if (position > 0 && world.chance().oneIn(NO_ROOM_ONE_IN)) {
                    long question = ++asked;
                    rooms.put(question, end);
                    happens(new BallotEvent.DataGoes(question));
                } else {
                    super.run(end);
                }
            }
            default -> super.run(effect);
        }
    }

    private void roleChanged(boolean leads) {
        replicas.quorum().roleChanged(leads);
        fence.begin(ballots.isSupervised() ? marker().ballot().epoch() : 0);
        settle();
    }

    /** Who waits for an answer is told that this server is something else now. */
    private void sendOff() {
        List.copyOf(questions.keySet())
                .forEach(
                        question -> refuse(
                                question,
                                "UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)"));
    }

    private void giveUpData(ReplicaEffect.EndLoad load) {
        if (link(load.link()).isPresent()) {
            server.note("gives its data up to make room for the master's");
            moveTo(world.begun(), 0);
            givenUp = true;
            handle(new ReplicaEvent.DataGivenUp(load.link()));
            disk.replace(appended());
            world.laws().forEach(law -> law.forgets(this));
        }
        super.run(load);
    }

    @Override
    void loaded(long number, String content) {
        History before = history;
        long had = position;
        super.loaded(number, content);
        givenUp = false;
        torn = false;
        happens(new BallotEvent.DataReplaced());
        disk.replace(appended());
        world.laws().forEach(law -> law.loads(this, before, had));
    }

    @Override
    void gained(History branch, long number) {}

    @Override
    void moveTo(History newHistory, long newPosition) {
        history = newHistory;
        position = newPosition;
    }

    // --- disk, death and life ---

    @Override
    public void fsynced(long offset) {
        handle(new MasterEvent.FsyncedHere(offset));
        handle(new ReplicaEvent.Fsynced(offset));
        settle();
    }

    @Override
    public void vowed(Vow before, Vow now) {
        if (now.foreign() && !before.foreign()) {
            losses.give(confirmed());
        }
        world.laws().forEach(law -> law.vows(this, before, now));
    }

    @Override
    public void save() {
        disk.save(content());
    }

    @Override
    public void die(Death death) {
        if (death == Death.STOPPED && disk.canStop() && !givenUp && !server.isLoading()) {
            disk.stop(content(), ballots.afterCleanStop());
        } else {
            MemberDisk.Content had = content();
            MemberDisk.Content found = disk.crash(death == Death.POWER_LOST);
            losses.add(had, found, disk.vow().unclean());
            torn = ballots.isSupervised() && found.told().isEmpty();
            moveTo(found.history(), found.position());
            world.laws().forEach(law -> law.forgets(this));
        }
        questions.clear();
        rooms.clear();
        held.clear();
        super.die(death);
    }

    @Override
    public void start(DataServer.Memory memory, Optional<Address> of) {
        master = of;
        detached = false;
        givenUp = false;
        attached = Ballot.NONE;
        newCores();
        enter();
        MemberDisk.Content found = disk.found();
        boolean keepsHistory = of.isPresent() || ballots.isSupervised();
        if (!keepsHistory) {
            history = world.branch(world.newId(), history, position, -1);
        }
        found.told().ifPresent(place -> handle(new ReplicaEvent.Recovered(place, keepsHistory)));
    }

    @Override
    public void ready() {
        begin();
    }
}
