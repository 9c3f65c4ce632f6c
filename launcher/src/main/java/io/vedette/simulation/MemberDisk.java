package io.vedette.simulation;

import io.vedette.rdb.RdbReplication;
import io.vedette.replication.Marker;
import io.vedette.replication.Vow;
import io.vedette.replication.WriteQuorum;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The disk of a member of a group: what it has promised, written beside its loop one after the other, and its data, as a snapshot
 * and, where the group has them, in an append-only file. Owned by its {@link MemberCores}.
 *
 * <p>A piece of the file is first in the hands of the system, which keeps it when the process is killed, and then on the disk, which
 * keeps it when the power fails. Of what was not brought down any part may be left: where members confirm from their disks what is less than a piece is cut
 * off, else it stays, and nobody knows the place of such data. A full resynchronisation replaces the file: until the new one is whole the old one counts.
 */
final class MemberDisk {
    /** Whose disk it is. */
    interface Owner {
        /** The file has the log on the disk up to there; see {@link WriteQuorum#NOTHING}. */
        void fsynced(long offset);

        /** This stands in the state file now. */
        void vowed(Vow before, Vow now);
    }

    /**
     * The data as a file has it.
     *
     * @param offset of the log, up to which it goes
     * @param told where in a history it stands, as the file says; nothing if it does not
     */
    record Content(History history, long position, long offset, Optional<RdbReplication> told) {
        Content untold() {
            return new Content(history, position, offset, Optional.empty());
        }

        MembershipLaw.Place place() {
            Marker marker =
                    told.flatMap(RdbReplication::marker).flatMap(Marker::parse).orElse(Marker.NONE);
            return new MembershipLaw.Place(marker.ballot(), offset);
        }

        boolean isAt(Content other) {
            return history == other.history
                    && position == other.position
                    && offset == other.offset
                    && told.equals(other.told);
        }
    }

    private record Keeping(Vow vow, Consumer<Optional<String>> done) {}

    private static final int CALM_DISK_MILLIS = 3;
    private static final int NEW_FILE_MILLIS = 60;
    private static final int TORN_ONE_IN = 4;
    private static final String FULL = "No space left on device";

    private final World world;
    private final DataServer server;
    private final Owner owner;
    private final boolean appends;
    /** A piece of the file that is not whole is cut off: nobody was told of it. */
    private final boolean cutsBack;
    /** Least time between two bringings-down of the file. */
    private final int fsyncMillis;

    private Vow vow = Vow.NONE;
    private final Deque<Keeping> keeping = new ArrayDeque<>();
    private int slowestMillis = CALM_DISK_MILLIS;
    private int failsOneIn;

    private Optional<Content> snapshot = Optional.empty();
    /** The append-only file: the first is on the disk, the others are in the hands of the system. */
    private Deque<Content> written = new ArrayDeque<>();
    /** The one that will take its place. */
    private Optional<Deque<Content>> next = Optional.empty();

    private boolean syncing;
    private boolean distrusted;
    /** What was begun in an earlier life, or for an earlier file, ends without effect. */
    private int life;

    private int files;

    MemberDisk(World world, DataServer server, Owner owner, Shape.Durability rules, Content first) {
        this.world = world;
        this.server = server;
        this.owner = owner;
        this.appends = rules.appends();
        this.cutsBack = rules.fsync();
        this.fsyncMillis = rules.fsyncMillis();
        written.add(first);
    }

    /** @param oneIn 0: none fails */
    void trouble(int slowest, int oneIn) {
        slowestMillis = slowest;
        failsOneIn = oneIn;
    }

    void heal() {
        trouble(CALM_DISK_MILLIS, 0);
    }

    private int delay() {
        return world.chance().between(1, slowestMillis);
    }

    private boolean fails() {
        return failsOneIn > 0 && world.chance().oneIn(failsOneIn);
    }

    private void later(int millis, Runnable action) {
        int begunIn = life;
        world.agenda().in(millis, () -> {
            if (begunIn == life) {
                server.whenAwake(() -> {
                    if (begunIn == life) {
                        action.run();
                    }
                });
            }
        });
    }

    // --- promises ---

    Vow vow() {
        return vow;
    }

    void keep(Vow wanted, Consumer<Optional<String>> done) {
        keeping.add(new Keeping(wanted, done));
        if (keeping.size() == 1) {
            write();
        }
    }

    private void write() {
        Keeping first = keeping.element();
        later(delay(), () -> {
            boolean fails = fails();
            keeping.remove();
            if (!fails) {
                stands(first.vow());
            }
            if (!keeping.isEmpty()) {
                write();
            }
            first.done().accept(fails ? Optional.of(FULL) : Optional.empty());
        });
    }

    private void stands(Vow now) {
        Vow before = vow;
        Map<String, String> lines = new HashMap<>();
        now.lines().forEach((name, value) -> value.ifPresent(text -> lines.put(name, text)));
        vow = Vow.parse(lines).orElseThrow();
        owner.vowed(before, vow);
    }

    // --- data ---

    /** Something was not brought down, so nothing is trusted any more. */
    boolean isDistrusted() {
        return distrusted;
    }

    /** SAVE. */
    void save(Content now) {
        snapshot = Optional.of(now);
    }

    /** What would be found after a loss of power, at least. */
    Content safe() {
        return appends ? written.getFirst() : snapshot.orElse(written.getFirst());
    }

    /** What a process that starts finds. */
    Content found() {
        return written.getFirst();
    }

    /** More was done: it is written to the file, and brought down. */
    void append(Content now) {
        Deque<Content> file = next.orElse(written);
        if (!file.getLast().isAt(now)) {
            file.add(now);
            sync();
        }
    }

    private void sync() {
        if (syncing || distrusted || next.isPresent() || written.size() < 2) {
            return;
        }
        syncing = true;
        int file = files;
        Content target = written.getLast();
        later(fsyncMillis + delay(), () -> {
            if (file != files) {
                return;
            }
            syncing = false;
            if (fails()) {
                distrusted = true; // for good: what the disk did not take may be gone
                owner.fsynced(WriteQuorum.NOTHING);
                return;
            }
            while (written.getFirst() != target) {
                written.remove();
            }
            owner.fsynced(target.offset());
            sync();
        });
    }

    /** The data is another's: a new file is begun. */
    void replace(Content now) {
        snapshot = Optional.empty();
        if (!appends) {
            return;
        }
        files++;
        syncing = false;
        owner.fsynced(WriteQuorum.NOTHING);
        next = Optional.of(new ArrayDeque<>());
        next.get().add(now);
        int file = files;
        later(world.chance().between(1, NEW_FILE_MILLIS) + delay(), () -> {
            if (file == files) {
                written = next.orElseThrow();
                next = Optional.empty();
                if (!distrusted) {
                    owner.fsynced(written.getFirst().offset());
                }
                sync();
            }
        });
    }

    // --- the end of a life ---

    /** Whether all that there is can be saved at the end. */
    boolean canStop() {
        return !appends || next.isEmpty() && !distrusted;
    }

    /** The process has ended by itself, everything saved. */
    void stop(Content now, Vow last) {
        end();
        stands(last);
        snapshot = Optional.of(now);
        written.clear();
        written.add(now);
    }

    /** The process, or the machine, is dead. Returns what will be found. */
    Content crash(boolean powerLost) {
        if (!keeping.isEmpty() && world.chance().coin()) {
            stands(keeping.element().vow());
        }
        end();
        Content found = appends ? inFile(powerLost) : snapshot.orElse(nothing());
        written.clear();
        written.add(found);
        return found;
    }

    private Content inFile(boolean powerLost) {
        if (!powerLost) {
            return written.getLast();
        }
        int kept = world.chance().between(0, written.size() - 1);
        Content found = written.stream().skip(kept).findFirst().orElseThrow();
        boolean torn = kept > 0 && !cutsBack && world.chance().oneIn(TORN_ONE_IN);
        return torn ? found.untold() : found;
    }

    private Content nothing() {
        return new Content(world.begun(), 0, 0, Optional.empty());
    }

    private void end() {
        life++;
        files++;
        keeping.clear();
        next = Optional.empty();
        syncing = false;
        distrusted = false;
    }
}
