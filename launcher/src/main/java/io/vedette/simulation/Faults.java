package io.vedette.simulation;

import io.vedette.sentinel.core.MasterSettings;
import io.vedette.sentinel.core.Operation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Does harm by chance, and repairs all of it in the end. Owned by its world. */
final class Faults {
    static final int HOUR_MILLIS = 3_600_000;
    static final int LOOK_MILLIS = 10;

    private final World world;
    private final Chance chance;
    private long until;
    private final Optional<Registrar> registrar;
    private final Optional<MemberFaults> members;
    /** From here on no fault begins, and none ends by itself. */
    private boolean peace;

    Faults(World world) {
        this.world = world;
        this.chance = world.chance();
        this.registrar = world.shape().spares() > 0 ? Optional.of(new Registrar(world)) : Optional.empty();
        this.members = world.shape().durability().map(rules -> new MemberFaults(world, this, rules));
    }

    void begin(long lastMillis) {
        until = world.now() + lastMillis;
        registrar.ifPresent(Registrar::begin);
        members.ifPresent(MemberFaults::begin);
        switch (world.shape().trouble()) {
            case DYING_MASTERS -> mastersDieInTurn();
            case ALL -> {
                weather();
                mastersDie();
                harms(false);
            }
            case ALL_AND_OPERATORS -> {
                weather();
                mastersDie();
                harms(true);
            }
            case REBORN_MASTERS -> {
                // Redis waits for further replicas before it sends a snapshot: repl-diskless-sync-delay, 5 s.
                world.fullSyncMillis(3_000, 6_000);
                mastersAreReborn();
            }
            case HANDOVERS -> handovers();
        }
    }

    /** How the network and the disks are all the time. */
    private void weather() {
        world.network().slowestHopMillis(chance.between(2, chance.oneIn(4) ? 60 : 8));
        world.network().breaksOneIn(chance.oneIn(3) ? chance.between(50, 2_000) : 0);
        world.network().helloTroubleOneIn(chance.coin() ? chance.between(2, 20) : 0);
        world.fullSyncMillis(20, chance.between(50, 1_500));
        for (SentinelProcess sentinel : world.sentinels()) {
            sentinel.disk(chance.between(1, 20), chance.oneIn(4) ? chance.between(2, 50) : 0);
        }
    }

    void later(int millis, Runnable action) {
        world.agenda().in(millis, () -> {
            if (!peace) {
                action.run();
            }
        });
    }

    void note(String what) {
        world.journal().note(world.now(), "world", () -> what);
    }

    // --- masters that die ---

    private void mastersDie() {
        int downAfter = world.shape().downAfterMillis();
        later(chance.between(downAfter / 4, 2 * downAfter), () -> {
            DataServer victim = master();
            victim.end(death());
            later(chance.between(1, 3 * downAfter), () -> victim.restart(memory(), true));
            next(downAfter, this::mastersDie);
        });
    }

    /** The next one dies soon after the group has got over the last one's death. */
    private void mastersDieInTurn() {
        int downAfter = world.shape().downAfterMillis();
        if (settledMaster().isEmpty()) {
            next(LOOK_MILLIS, this::mastersDieInTurn);
            return;
        }
        later(chance.between(1, downAfter / 4), () -> {
            DataServer victim = master();
            victim.end(death());
            later(chance.between(downAfter / 2, 3 * downAfter), () -> victim.restart(memory(), true));
            next(LOOK_MILLIS, this::mastersDieInTurn);
        });
    }

    private Optional<DataServer> settledMaster() {
        for (DataServer server : world.servers()) {
            if (server.isMaster()
                    && server.answers()
                    && world.hasReplica(server)
                    && world.failovers().isNamedByAll(server.address())) {
                return Optional.of(server);
            }
        }
        return Optional.empty();
    }

    // --- masters that lose their data ---

    private void mastersAreReborn() {
        Optional<DataServer> found = settledMaster();
        if (found.isPresent()) {
            int downAfter = world.shape().downAfterMillis();
            later(chance.between(1, downAfter), () -> {
                found.get().kill();
                later(chance.between(1, downAfter / 2), () -> found.get().restart(DataServer.Memory.NOTHING, true));
                if (chance.oneIn(3)) {
                    successorIsReborn(found.get());
                }
            });
            next(3 * downAfter, this::mastersAreReborn);
        } else {
            next(LOOK_MILLIS, this::mastersAreReborn);
        }
    }

    /** Who is promoted loses its data, too, while the leader sends it replicas. */
    private void successorIsReborn(DataServer former) {
        Optional<DataServer> successor = world.servers().stream()
                .filter(server -> server != former && server.isMaster() && server.answers())
                .findFirst();
        if (successor.isPresent()) {
            later(chance.between(1, 30), () -> {
                successor.get().kill();
                later(chance.between(1, 30), () -> successor.get().restart(DataServer.Memory.NOTHING, true));
            });
        } else {
            next(1, () -> successorIsReborn(former));
        }
    }

    // --- planned failovers ---

    private void handovers() {
        Optional<DataServer> found = settledMaster();
        if (found.isEmpty()) {
            next(LOOK_MILLIS, this::handovers);
            return;
        }
        DataServer master = found.get();
        SentinelProcess sentinel = chance.any(world.sentinels());
        DataServer target = chance.any(world.replicasOf(master));
        sentinel.order(new Operation.Failover(
                World.GROUP,
                chance.coin(),
                chance.coin() ? Optional.of(target.address()) : Optional.empty(),
                chance.coin() ? OptionalLong.of(chance.between(100, 3_000)) : OptionalLong.empty()));
        if (chance.coin()) {
            later(chance.between(0, 80), () -> disturb(chance.between(0, 5), master, target, sentinel));
        }
        next(chance.between(300, 2_000), this::handovers);
    }

    private void disturb(int kind, DataServer master, DataServer target, SentinelProcess sentinel) {
        int lasting = chance.between(50, 6_000);
        switch (kind) {
            case 0 -> {
                target.kill();
                later(lasting, () -> target.restart(memory(), true));
            }
            case 1 -> {
                target.freeze();
                later(lasting, target::thaw);
            }
            case 2 -> {
                master.kill();
                later(lasting, () -> master.restart(memory(), true));
            }
            case 3 -> {
                sentinel.stall();
                later(lasting, sentinel::resume);
            }
            case 4 -> {
                sentinel.crash();
                later(lasting, sentinel::start);
            }
            default -> {
                cut(master.place(), target.place(), lasting);
                cut(target.place(), master.place(), lasting);
            }
        }
    }

    void next(int millis, Runnable action) {
        if (world.now() < until) {
            later(millis, action);
        }
    }

    /** What a member of a group with a write quorum remembers after it is for its disk to say. */
    Replicator.Death death() {
        if (world.durable().isEmpty()) {
            return Replicator.Death.KILLED;
        }
        return switch (chance.between(0, 3)) {
            case 0 -> Replicator.Death.POWER_LOST;
            case 1 -> Replicator.Death.STOPPED;
            default -> Replicator.Death.KILLED;
        };
    }

    DataServer.Memory memory() {
        return switch (chance.between(0, 7)) {
            case 0 -> DataServer.Memory.NOTHING;
            case 1, 2 -> DataServer.Memory.SAVED;
            case 3 -> DataServer.Memory.DATA_ONLY;
            default -> DataServer.Memory.ALL;
        };
    }

    DataServer master() {
        List<DataServer> masters = world.servers().stream()
                .filter(server -> server.isAlive() && server.isMaster())
                .toList();
        return masters.isEmpty() ? chance.any(world.servers()) : chance.any(masters);
    }

    // --- all the rest ---

    private void harms(boolean operators) {
        later(chance.between(50, 2_500), () -> {
            harm(chance.between(0, operators ? 15 : 12));
            next(0, () -> harms(operators));
        });
    }

    private int duration() {
        return chance.oneIn(4) ? chance.between(1, 8_000) : chance.between(1, 2_500);
    }

    private void harm(int kind) {
        DataServer server = chance.any(world.servers());
        SentinelProcess sentinel = chance.any(world.sentinels());
        switch (kind) {
            case 0 -> {
                server.end(death());
                DataServer.Memory memory = chance.oneIn(6) ? DataServer.Memory.FOREIGN : memory();
                later(duration(), () -> server.restart(memory, !chance.oneIn(4)));
            }
            case 1 -> {
                DataServer frozen = chance.coin() ? master() : server;
                frozen.freeze();
                later(duration(), frozen::thaw);
            }
            case 2, 3 -> {
                sentinel.crash();
                later(chance.coin() ? 1 : duration(), sentinel::start);
            }
            case 4, 5 -> {
                sentinel.stall();
                later(duration(), sentinel::resume);
            }
            case 6, 7 -> split();
            case 8 -> oneWay();
            case 9 -> sentinel.setWallClock(chance.between(-48, 48) * (long) HOUR_MILLIS);
            case 10 -> {
                sentinel.disk(chance.coin() ? 1_500 : 20, chance.between(1, 4));
                later(duration(), sentinel::healDisk);
            }
            case 11 -> world.servers().forEach(DataServer::save);
            case 12 -> isolate(chance.coin() ? master() : sentinel);
            default -> operate(sentinel);
        }
    }

    /** Everybody is on one of two sides. */
    private void split() {
        int all = world.servers().size() + world.sentinels().size();
        boolean[] side = new boolean[all];
        for (int i = 0; i < all; i++) {
            side[i] = chance.coin();
        }
        int lasting = duration();
        note("the network splits for " + lasting + " ms, one side is " + side(side));
        for (int i = 0; i < all; i++) {
            for (int j = 0; j < all; j++) {
                if (side[i] != side[j]) {
                    cut(i, j, lasting);
                }
            }
        }
    }

    private String side(boolean[] side) {
        StringBuilder names = new StringBuilder();
        world.servers().stream()
                .filter(each -> side[each.place()])
                .forEach(each -> names.append(each.name()).append(' '));
        world.sentinels().stream()
                .filter(each -> side[each.place()])
                .forEach(each -> names.append(each.runId().charAt(0)).append(' '));
        return names.toString().strip();
    }

    private void oneWay() {
        int all = world.servers().size() + world.sentinels().size();
        int lasting = duration();
        int from = chance.between(0, all - 1);
        note("nothing gets from place " + from + " to some others for " + lasting + " ms");
        for (int to = 0; to < all; to++) {
            if (to != from && chance.coin()) {
                cut(from, to, lasting);
            }
        }
    }

    void isolate(Endpoint alone) {
        int lasting = duration();
        note(alone.name() + " is cut off for " + lasting + " ms");
        int all = world.servers().size() + world.sentinels().size();
        for (int other = 0; other < all; other++) {
            if (other != alone.place()) {
                cut(alone.place(), other, lasting);
                cut(other, alone.place(), lasting);
            }
        }
    }

    void cut(int from, int to, int lasting) {
        world.network().cut(from, to);
        later(lasting, () -> world.network().mend(from, to));
    }

    private void operate(SentinelProcess sentinel) {
        switch (chance.between(0, 4)) {
            case 0 -> sentinel.order(new Operation.FlushConfig());
            case 1 -> {
                MasterSettings settings = sentinel.diskGroup().settings();
                long timeout = settings.failoverTimeoutMillis() + 1;
                sentinel.order(new Operation.Change(
                        World.GROUP,
                        settings.withFailoverTimeoutMillis(timeout),
                        List.of("failover-timeout " + timeout)));
            }
            case 2 -> {
                // Two operators at once, each at a sentinel of his own.
                sentinel.order(new Operation.Failover(World.GROUP));
                chance.any(world.sentinels()).order(new Operation.Failover(World.GROUP));
            }
            default -> sentinel.order(new Operation.Failover(World.GROUP));
        }
    }

    // --- peace ---

    void end() {
        peace = true;
        registrar.ifPresent(Registrar::rest);
        note("peace: no fault begins any more, and all are repaired");
        world.network().heal();
        if (world.shape().trouble() != Shape.Trouble.REBORN_MASTERS) {
            world.fullSyncMillis(20, 200);
        }
        world.members().forEach(member -> {
            member.disk().heal();
            if (member.disk().isDistrusted()) {
                member.server().kill(); // it confirms nothing from its disk before it is restarted
            }
        });
        world.servers().forEach(server -> {
            server.thaw();
            server.restart(DataServer.Memory.SAVED, true);
        });
        world.sentinels().forEach(sentinel -> {
            sentinel.healDisk();
            sentinel.start();
            sentinel.resume();
        });
    }
}
