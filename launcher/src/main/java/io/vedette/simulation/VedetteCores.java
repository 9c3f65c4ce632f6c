package io.vedette.simulation;

import io.vedette.config.OutputLimits;
import io.vedette.replication.Marker;
import io.vedette.replication.MasterCore;
import io.vedette.replication.MasterEffect;
import io.vedette.replication.MasterEvent;
import io.vedette.replication.MasterSettings;
import io.vedette.replication.ReplicaCore;
import io.vedette.replication.ReplicaEffect;
import io.vedette.replication.ReplicaEvent;
import io.vedette.replication.ReplicaPeer;
import io.vedette.replication.ReplicaSettings;
import io.vedette.replication.ReplicaStatus;
import io.vedette.replication.ReplicationHistory;
import io.vedette.replication.ReplicationLog;
import io.vedette.replication.ReplicationReport;
import io.vedette.replication.SnapshotTarget;
import io.vedette.resp.Argv;
import io.vedette.sentinel.core.Address;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replication by the real cores of ours, and a shell of the simulation around them: links that carry their bytes, snapshots that take
 * time, and in place of a keyspace the number of the last write and the branch that it was made on. So it is seen at each
 * write that a replica applies whether its data is still the beginning of its master's.
 */
sealed class VedetteCores implements Replicator, ReplicaLink.ReplicaEnd, ReplicaLink.MasterEnd permits MemberCores {
    private static final int DATABASES = 16;
    private static final int TIMEOUT_SECONDS = 5;
    private static final int BACKLOG_BYTES = 32 * 1024;
    private static final int LONGEST_WRITE_BYTES = 16 * 1024;
    /** The client number of a sentinel that orders a FAILOVER; links have greater ones. */
    private static final long SENTINEL = 0;

    private static final int SNAPSHOT_WORDS = 4;

    /** What was written to a file. */
    private record Saved(History history, long position) {}

    /** A snapshot that is being written. */
    private record Writing(MasterEffect.StartSnapshot order, byte[] content) {}

    final World world;
    final DataServer server;
    private final MasterSettings masterSettings;
    private final ReplicaSettings replicaSettings;

    History history;
    long position;
    private Optional<Saved> saved = Optional.empty();
    Optional<Address> master;

    ReplicationLog log;
    ReplicaCore replica;
    MasterCore replicas;
    /** As a replica. */
    private Optional<ReplicaLink> upstream = Optional.empty();

    private boolean paused;
    private final Deque<byte[]> unread = new ArrayDeque<>();
    private ByteArrayOutputStream loading = new ByteArrayOutputStream();
    /** As a master, by number. */
    private final Map<Long, ReplicaLink> clients = new LinkedHashMap<>();

    private Optional<Writing> writing = Optional.empty();
    /** Why the FAILOVER that was just ordered does not begin. */
    private Optional<String> refusal = Optional.empty();

    /** @param serverId by which it is known for all its lives; of no use outside of groups */
    VedetteCores(
            World world,
            DataServer server,
            Optional<Address> master,
            MasterSettings settings,
            Optional<String> serverId) {
        this.world = world;
        this.server = server;
        this.masterSettings = settings;
        this.replicaSettings = new ReplicaSettings(
                server.address().port(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                TIMEOUT_SECONDS,
                serverId,
                DATABASES);
        this.master = master;
        newCores();
        this.history = world.begun(log.history().id());
        world.agenda().in(0, this::begin);
    }

    /** Those of a process that begins. */
    final void newCores() {
        log = newLog();
        replica = new ReplicaCore(log, world::newId, () -> replicaSettings);
        replicas = new MasterCore(log, replica, world::newId, this::masterSettings);
    }

    MasterSettings masterSettings() {
        return masterSettings;
    }

    /** @param disklessDelaySeconds how long a master waits for further replicas; absent: snapshots go to a file */
    static MasterSettings settings(Optional<Integer> disklessDelaySeconds, int backlogTtlSeconds) {
        return new MasterSettings(
                disklessDelaySeconds.isPresent(),
                disklessDelaySeconds.orElse(0),
                0,
                TIMEOUT_SECONDS,
                1,
                backlogTtlSeconds,
                0,
                0,
                new OutputLimits.Limit(0, 0, 0));
    }

    private ReplicationLog newLog() {
        return new ReplicationLog(ReplicationHistory.of(world.newId()), BACKLOG_BYTES);
    }

    void begin() {
        master.ifPresent(of -> handle(new ReplicaEvent.StartFollowing(of.host(), of.port())));
    }

    // --- what is known of it ---

    @Override
    public Optional<Address> master() {
        return master;
    }

    @Override
    public boolean linkUp() {
        return replica.linkUp();
    }

    @Override
    public History history() {
        return history;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public boolean hasPlace() {
        return !replica.following() || replica.status(world.now()).positionKnown() && log.endOffset() > 1;
    }

    @Override
    public InfoText.Replication info(StringBuilder text) {
        ReplicaStatus status = replica.status(world.now());
        long offset = status.following() && !status.positionKnown() ? 1 : log.endOffset();
        text.append(new ReplicationReport(log, replica, replicas, masterSettings(), server.priority(), true, true)
                .text(world.now()));
        return new InfoText.Replication(
                master,
                status.linkUp() ? 0 : status.downSeconds(),
                offset,
                log.history().id());
    }

    // --- what goes on ---

    @Override
    public void write(int count) {
        for (int i = 0; i < count; i++) {
            position++;
            replicas.feed(0, Stream.command(history, position));
        }
        endOfTurn();
    }

    @Override
    public void step() {
        handle(new ReplicaEvent.Tick());
        handle(new MasterEvent.Tick());
        endOfTurn();
    }

    void endOfTurn() {
        if (!log.isOpen()) {
            return;
        }
        handle(new MasterEvent.TurnEnded());
        if (master.isEmpty()
                && !world.knows(log.history().id())) { // nobody followed for long: it has begun another one
            history = world.branch(log.history().id(), history, position, log.endOffset());
        }
        for (ReplicaPeer peer : replicas.streaming()) {
            if (peer.lagBytes() > 0) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                peer.cursor().read(LONGEST_WRITE_BYTES, bytes::write);
                Optional.ofNullable(clients.get(peer.id())).ifPresent(link -> link.reply(bytes.toByteArray()));
            }
        }
    }

    @Override
    public void promote() {
        if (master.isPresent()) {
            master = Optional.empty();
            handle(new ReplicaEvent.Promote("simulation"));
            history = world.branch(newName(), history, position, log.endOffset());
            endOfTurn();
        }
    }

    /** By which the others know its history now, should it be new. */
    private String newName() {
        return world.knows(log.history().id()) ? world.newId() : log.history().id();
    }

    @Override
    public void follow(Address newMaster) {
        if (!replica.follows(newMaster.host(), newMaster.port())) {
            master = Optional.of(newMaster);
            handle(new ReplicaEvent.Follow(newMaster.host(), newMaster.port(), "simulation"));
        }
    }

    @Override
    public void acknowledge() {
        handle(new ReplicaEvent.AcknowledgementAsked());
    }

    @Override
    public Optional<String> handOver(Address to, long timeoutMillis) {
        refusal = Optional.empty();
        handle(new MasterEvent.FailoverAsked(
                SENTINEL,
                Optional.of(new MasterEvent.FailoverAsked.Target(to.host(), to.port())),
                false,
                timeoutMillis));
        endOfTurn();
        return refusal;
    }

    @Override
    public void callOffHandOver() {
        handle(new MasterEvent.FailoverAbortAsked(SENTINEL));
        endOfTurn();
    }

    @Override
    public boolean isHandingOver() {
        return replicas.isFailingOver();
    }

    @Override
    public ReplicaLink.MasterEnd masterEnd() {
        return this;
    }

    @Override
    public void save() {
        saved = Optional.of(new Saved(history, position));
    }

    @Override
    public void die(Death death) {
        boolean silent = death == Death.POWER_LOST;
        upstream.ifPresent(silent ? ReplicaLink::vanish : ReplicaLink::close);
        upstream = Optional.empty();
        List.copyOf(clients.values()).forEach(silent ? ReplicaLink::perish : ReplicaLink::hangUp);
        clients.clear();
        writing = Optional.empty();
        unread.clear();
        paused = false;
    }

    @Override
    public void start(DataServer.Memory memory, Optional<Address> of) {
        master = of;
        Saved kept = switch (memory) {
            case ALL, DATA_ONLY -> new Saved(history, position);
            case SAVED -> saved.orElse(new Saved(history, 0));
            case NOTHING -> new Saved(history, 0);
            case FOREIGN -> {
                int writes = world.chance().between(1, 2_000);
                yield new Saved(world.alien(writes), writes);
            }
        };
        newCores();
        // Its own history it has forgotten: a master begins another one with the data that it has.
        String name = log.history().id();
        History now = kept.position() == 0
                ? world.begun(name)
                : of.isEmpty() ? world.forgotten(name, kept.history(), kept.position()) : kept.history();
        moveTo(now, kept.position());
        saved = saved.filter(file -> position > 0);
        begin();
    }

    /** Has other data from now on: what nobody else has is lost, and what was thought lost may be found in a file. */
    void moveTo(History newHistory, long newPosition) {
        History before = history;
        long until = position;
        world.writes().gained(newHistory, newPosition);
        history = newHistory;
        position = newPosition;
        world.writes().dropped(before, until);
    }

    // --- the replica's end of a link ---

    final void handle(ReplicaEvent event) {
        for (ReplicaEffect effect : replica.handle(event, world.now())) {
            run(effect);
        }
    }

    void run(ReplicaEffect effect) {
        switch (effect) {
            case ReplicaEffect.Connect connect -> connect(connect);
            case ReplicaEffect.Disconnect disconnect -> {
                link(disconnect.link()).ifPresent(ReplicaLink::close);
                upstream = upstream.filter(link -> link.number() != disconnect.link());
            }
            case ReplicaEffect.Send send -> link(send.link()).ifPresent(link -> link.send(send.bytes()));
            case ReplicaEffect.Pause pause -> paused = true;
            case ReplicaEffect.Resume resume -> {
                paused = false;
                world.agenda().in(0, () -> server.whenAwake(this::readOn));
            }
            case ReplicaEffect.BeginLoad load -> loading = new ByteArrayOutputStream();
            case ReplicaEffect.LoadBytes bytes -> loading.writeBytes(bytes.bytes());
            case ReplicaEffect.EndLoad end -> load(end.link(), loading.toString(StandardCharsets.US_ASCII));
            case ReplicaEffect.AbortLoad abort -> loading = new ByteArrayOutputStream();
            case ReplicaEffect.Apply apply -> apply.commands().forEach(command -> apply(command.argv()));
            case ReplicaEffect.ApplySets apply -> {
                for (int i = 0; i < apply.sets().count(); i++) {
                    apply(apply.sets().command(i));
                }
            }
            case ReplicaEffect.DisconnectReplicas disconnect -> handle(new MasterEvent.DisconnectAll());
            case ReplicaEffect.BecameReplica replica -> {}
            case ReplicaEffect.BecameMaster master -> {}
            case ReplicaEffect.Attached attached -> {}
            case ReplicaEffect.HandedOver done -> handle(new MasterEvent.HandedOver());
            case ReplicaEffect.HandoverFailed failed -> handle(new MasterEvent.HandoverFailed(failed.reason()));
            case ReplicaEffect.Note note -> server.note(note.text());
        }
    }

    final Optional<ReplicaLink> link(long number) {
        return upstream.filter(link -> link.number() == number);
    }

    private void connect(ReplicaEffect.Connect connect) {
        paused = false;
        unread.clear();
        ReplicaLink link = new ReplicaLink(
                world,
                this,
                server,
                world.server(new Address(connect.host(), connect.port())).orElseThrow(),
                connect.link());
        upstream = Optional.of(link);
        link.open();
    }

    @Override
    public void connected(ReplicaLink link) {
        handle(new ReplicaEvent.Connected(link.number()));
    }

    @Override
    public void connectFailed(ReplicaLink link) {
        handle(new ReplicaEvent.ConnectFailed(link.number(), "Connection refused"));
    }

    @Override
    public void received(ReplicaLink link, byte[] bytes) {
        if (paused || !unread.isEmpty()) {
            unread.add(bytes);
        } else {
            handle(new ReplicaEvent.Received(link.number(), bytes, bytes.length));
            endOfTurn();
        }
    }

    private void readOn() {
        while (!paused && !unread.isEmpty() && upstream.isPresent()) {
            byte[] bytes = unread.remove();
            handle(new ReplicaEvent.Received(upstream.get().number(), bytes, bytes.length));
        }
        endOfTurn();
    }

    @Override
    public void closed(ReplicaLink link) {
        handle(new ReplicaEvent.Closed(link.number(), "Connection reset"));
    }

    /** The content is a line: branch, position, database, and the last marker, if there was one. */
    private void load(long number, String content) {
        ReplicaCore life = replica;
        world.agenda()
                .in(
                        world.chance().between(1, 20),
                        () -> server.whenAwake(() -> {
                            if (life != replica || link(number).isEmpty()) {
                                return;
                            }
                            server.note("full resynchronisation from "
                                    + master.map(Address::host).orElse("nobody"));
                            world.server(master.orElseThrow())
                                    .ifPresent(from -> world.laws().forEach(law -> law.replaces(server, from)));
                            loaded(number, content.strip());
                            endOfTurn();
                        }));
    }

    /** The data is that of a master now. */
    void loaded(long number, String content) {
        String[] words = content.split(" ", SNAPSHOT_WORDS);
        moveTo(world.history(words[0]), Long.parseLong(words[1]));
        saved = Optional.empty();
        Marker marker = words.length < SNAPSHOT_WORDS
                ? Marker.NONE
                : Marker.parse(words[SNAPSHOT_WORDS - 1]).orElseThrow();
        handle(new ReplicaEvent.Loaded(number, Integer.parseInt(words[2]), marker));
    }

    private void apply(Argv argv) {
        world.require(argv.is(0, "set"), () -> server.name() + " applies what nobody wrote");
        History branch = world.history(argv.text(1));
        long number = argv.asLong(2);
        world.require(
                number == position + 1 && branch.holds(position, history, position),
                () -> server.name() + " has " + position + " writes of "
                        + history.id().substring(0, 8)
                        + " and applies the one of number " + number + " of "
                        + branch.id().substring(0, 8));
        gained(branch, number);
        history = branch;
        position = number;
    }

    void gained(History branch, long number) {
        world.writes().gained(branch, number);
    }

    // --- the master's end of links ---

    @Override
    public void accepted(ReplicaLink link) {
        clients.put(link.client(), link);
    }

    @Override
    public void left(ReplicaLink link) {
        if (clients.remove(link.client()) != null) {
            handle(new MasterEvent.Gone(link.client()));
        }
    }

    @Override
    public void signOfLife(ReplicaLink link) {
        handle(new MasterEvent.SignOfLife(link.client()));
    }

    @Override
    public void commanded(ReplicaLink link, Argv argv) {
        handle(new MasterEvent.SignOfLife(link.client()));
        if (server.isLoading()) {
            link.reply(text("-LOADING Redis is loading the dataset in memory\r\n"));
        } else if (argv.is(0, "ping")) {
            link.reply(text("+PONG\r\n"));
        } else if (argv.is(0, "replconf")) {
            handle(new MasterEvent.ReplconfReceived(link.client(), link.replicaAddress(), argv));
        } else if (isFailover(argv) && !mayLead(argv)) {
            link.reply(text("-ERR PSYNC FAILOVER can't be sent to a master, or one of another history.\r\n"));
        } else {
            if (isFailover(argv)) {
                server.note("becomes master, told by " + link.replicaAddress());
                promote();
            }
            handle(new MasterEvent.SyncReceived(link.client(), link.replicaAddress(), argv, false));
        }
        endOfTurn();
    }

    private static boolean isFailover(Argv argv) {
        return argv.is(0, "psync") && argv.size() > 3 && argv.is(3, "failover");
    }

    /** The master that goes, and asks this one to lead, has the history that is known here. */
    private boolean mayLead(Argv argv) {
        return master.isPresent()
                && !replicas.isFailingOver()
                && argv.text(1).equalsIgnoreCase(log.history().id());
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    final void handle(MasterEvent event) {
        for (MasterEffect effect : replicas.handle(event, world.now())) {
            run(effect);
        }
    }

    private void run(MasterEffect effect) {
        switch (effect) {
            case MasterEffect.Send send -> client(send.replica()).ifPresent(link -> link.reply(send.bytes()));
            case MasterEffect.Refuse refuse when refuse.replica() == SENTINEL -> refusal = Optional.of(refuse.line());
            case MasterEffect.Refuse refuse ->
                client(refuse.replica()).ifPresent(link -> link.reply(text("-" + refuse.line() + "\r\n")));
            case MasterEffect.Joined joined -> {}
            case MasterEffect.Close close -> hangUp(close.replica());
            case MasterEffect.CloseAfterWrites close -> hangUp(close.replica());
            case MasterEffect.StartSnapshot start -> write(start);
            case MasterEffect.AbandonSnapshot abandon -> writing = Optional.empty();
            case MasterEffect.SendFile file ->
                client(file.replica()).ifPresent(link -> {
                    writing.ifPresent(done -> link.reply(done.content()));
                    world.agenda()
                            .in(1, () -> server.whenAwake(() -> handle(new MasterEvent.FileSent(file.replica()))));
                });
            case MasterEffect.AcknowledgeUpstream acknowledge -> acknowledge();
            case MasterEffect.Block block -> throw new BrokenLaw("nobody waits here");
            case MasterEffect.AnswerWaitAof answer -> throw new BrokenLaw("nobody waits here");
            case MasterEffect.RefuseWait refusal -> throw new BrokenLaw("nobody waits here");
            case MasterEffect.AnswerWait answer -> throw new BrokenLaw("nobody waits here");
            case MasterEffect.HoldWrites hold -> {} // clients ask isHandingOver
            case MasterEffect.ReleaseWrites release -> {}
            case MasterEffect.HandOver handOver -> {
                master = Optional.of(new Address(handOver.host(), handOver.port()));
                handle(new ReplicaEvent.HandOver(handOver.host(), handOver.port()));
            }
            case MasterEffect.TakeBack back -> promote();
            case MasterEffect.Note note -> server.note(note.text());
        }
    }

    private Optional<ReplicaLink> client(long number) {
        return Optional.ofNullable(clients.get(number));
    }

    private void hangUp(long number) {
        Optional.ofNullable(clients.remove(number)).ifPresent(link -> {
            link.hangUp();
            handle(new MasterEvent.Gone(number));
        });
    }

    private void write(MasterEffect.StartSnapshot order) {
        String content = history.id() + " " + position + " "
                + order.replication().streamDatabase()
                + order.replication().marker().map(marker -> " " + marker).orElse("") + "\n";
        Writing begun = new Writing(order, text(content));
        writing = Optional.of(begun);
        world.agenda()
                .in(
                        world.fullSyncMillis(),
                        () -> server.whenAwake(() -> {
                            if (writing.filter(begun::equals).isPresent()) {
                                written(begun);
                                endOfTurn();
                            }
                        }));
    }

    private void written(Writing done) {
        if (done.order().target() == SnapshotTarget.FILE) {
            handle(new MasterEvent.SnapshotStored(done.content().length));
            return;
        }
        for (long number : done.order().replicas()) {
            client(number).ifPresent(link -> {
                link.reply(done.content());
                link.reply(text(done.order().mark()));
            });
        }
        handle(new MasterEvent.SnapshotStreamed());
    }
}
