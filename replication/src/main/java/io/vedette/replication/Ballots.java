package io.vedette.replication;

import io.vedette.replication.BallotEffect.Attach;
import io.vedette.replication.BallotEffect.BeginHistory;
import io.vedette.replication.BallotEffect.Confirm;
import io.vedette.replication.BallotEffect.Detach;
import io.vedette.replication.BallotEffect.Note;
import io.vedette.replication.BallotEffect.Override;
import io.vedette.replication.BallotEffect.Refuse;
import io.vedette.replication.BallotEffect.Store;
import io.vedette.replication.BallotEffect.Tell;
import io.vedette.replication.BallotEvent.FollowAsked;
import io.vedette.replication.BallotEvent.OverrideAsked;
import io.vedette.replication.BallotEvent.PrepareAsked;
import io.vedette.replication.BallotEvent.PromoteAsked;
import io.vedette.resp.Errors;
import io.vedette.resp.GroupErrors;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A server's place in a group: what it has promised, whom it may follow, whether it may lead, and whether what it says of its data may
 * be counted. Pure; owned by the engine's thread.
 *
 * <pre>
 * outside --PREPARE, FOLLOW--> (in a group, for good)
 *
 *      /---------- PREPARE of a ballot that the promise permits ----------\
 *      v                                                                  |
 *   detached --PROMOTE of the ballot promised--> leading -----------------+
 *      |  ^                                                               |
 *      |  \--restart of one that is no replica by its configuration       |
 *      \--FOLLOW of a ballot that the promise permits--> following -------/
 *                                                     (likewise from leading)
 *   any --an operator's override--> foreign --PREPARE, FOLLOW--> as above, but not counted before a whole snapshot has come,
 *                                                                or before an operator founds the group anew with its data
 * </pre>
 *
 * Invariants: the promise never goes back, and knows one token in each epoch; an answer, a promotion, an acknowledgement goes out when
 * what it promises is on the disk, not before; a detached server follows nobody until it is told to by a ballot that its
 * promise permits, however long that takes; a server that led in a ballot follows nobody in that ballot and is not promoted in
 * it again; one that restarted is not promoted for what it said before.
 */
public final class Ballots {
    /** As INFO names it, in lower case. */
    public enum Standing {
        /** Of no group: as if there were no groups. */
        OUTSIDE,
        /** Follows, or tries to, who leads in a ballot that the promise permits. */
        FOLLOWING,
        /** Follows nobody, writes nothing, appends nothing. */
        DETACHED,
        LEADING,
        /** An operator has overridden the group. */
        FOREIGN
    }

    /**
     * The data as it is now.
     *
     * @param marker the last one that it holds
     * @param known whether it is a piece of a history at all
     * @param loading it is being read
     */
    public record Place(Marker marker, long offset, boolean known, boolean loading) {
        public LogKey key() {
            return new LogKey(marker.ballot().epoch(), offset);
        }
    }

    /** What waits for a store. */
    private sealed interface Step {
        record Answered(long client, Ballot ballot) implements Step {}

        record Promoted(PromoteAsked wish) implements Step {}

        record Followed(FollowAsked wish) implements Step {}

        record Overridden(OverrideAsked wish) implements Step {}

        record Emptied(long client) implements Step {}

        record Sworn(Ballot ballot) implements Step {}
    }

    private static final String FOREIGN = "foreign";
    private static final String AMNESIAC = "amnesiac";

    private record Waiting(long store, Step step) {}

    private final String runId;
    private final Supplier<Place> place;
    private final BooleanSupplier fromMemory;

    private Vow vow;
    /** The last one that was given to be stored; nothing after a failure: then the next one is stored in any case. */
    private Optional<Vow> given;

    private long stores;
    private long stored;
    /** The last store failed, and people were told. */
    private boolean troubled;

    private final Deque<Waiting> waiting = new ArrayDeque<>();

    private Standing standing;
    private boolean started;
    private boolean amnesiac;
    /** It began in a group in which it had led or followed, and found no data of which it knows the place. */
    private boolean lost;
    /** What was answered to the PREPARE of the present promise, in this life. */
    private Optional<LogKey> answered = Optional.empty();
    /** Of the master that is being followed; {@link Ballot#NONE}: none has been reached since the last FOLLOW or start. */
    private Ballot attached = Ballot.NONE;

    private long masterEnd;
    private boolean sworn;
    /** A whole snapshot has come since this server was told to follow. */
    private boolean renewed;

    private List<BallotEffect> effects = new ArrayList<>();
    /** Who belongs to the group, as long as this server leads. */
    private final MembershipChange members;

    /**
     * @param restored what the disk says
     * @param runId of this life
     * @param fromMemory whether what this server confirms need not be on its disk ({@code write-quorum-fsync no})
     */
    public Ballots(Vow restored, String runId, Supplier<Place> place, BooleanSupplier fromMemory) {
        this.vow = restored;
        this.given = Optional.of(restored);
        this.runId = runId;
        this.place = place;
        this.fromMemory = fromMemory;
        this.members = new MembershipChange(place, effect -> effects.add(effect));
        this.amnesiac = restored.unclean();
        this.standing =
                !restored.inGroup() ? Standing.OUTSIDE : restored.overridden() ? Standing.FOREIGN : Standing.DETACHED;
    }

    /** Of a server that will never belong to a group. */
    public static Ballots none() {
        Place nothing = new Place(Marker.NONE, 0, false, false);
        return new Ballots(Vow.NONE, "", () -> nothing, () -> true);
    }

    public List<BallotEffect> handle(BallotEvent event) {
        effects = new ArrayList<>();
        switch (event) {
            case BallotEvent.Started(boolean follows, boolean placeKnown) -> started(follows, placeKnown);
            case BallotEvent.KeyAsked(long client, String group) -> {
                if (isOfGroup(client, group)) {
                    effects.add(new Tell(client));
                }
            }
            case PrepareAsked wish -> prepare(wish);
            case PromoteAsked wish -> promote(wish);
            case FollowAsked wish -> follow(wish);
            case OverrideAsked wish -> override(wish);
            case BallotEvent.MembersAsked wish -> changeMembers(wish);
            case BallotEvent.Confirmed(WriteQuorum.Rule rule, long offset) -> {
                if (standing == Standing.LEADING) {
                    members.confirmed(rule, offset);
                }
            }
            case BallotEvent.Attached(Ballot ballot, long end) -> attached(ballot, end);
            case BallotEvent.DataGoes(long client) -> {
                vow = vow.hollow(true);
                store(new Step.Emptied(client));
            }
            case BallotEvent.DataReplaced() -> dataReplaced();
            case BallotEvent.Looked() -> look();
            case BallotEvent.Stored(long number) -> {
                stored = Math.max(stored, number);
                troubled = false;
                goOn();
            }
            case BallotEvent.StoreFailed(long number, String reason) -> storeFailed(number, reason);
        }
        return effects;
    }

    // --- what is asked ---

    public Standing standing() {
        return standing;
    }

    /** What has been promised; perhaps it is still on its way to the disk. */
    public Vow vow() {
        return vow;
    }

    public boolean isSupervised() {
        return standing != Standing.OUTSIDE && standing != Standing.FOREIGN;
    }

    /** Whether this server must neither write nor append anything, whoever asks. */
    public boolean isSilent() {
        return standing == Standing.DETACHED;
    }

    /** Whether it started unclean and has not caught up since. */
    public boolean isAmnesiac() {
        return amnesiac;
    }

    /** Why what this server says of its data must not be counted; nothing: it may be. */
    public Optional<String> whyNotCounted() {
        Place now = place.get();
        if (now.loading() || !started) {
            return Optional.of("loading");
        }
        if (vow.hollow()) {
            return Optional.of("hollow");
        }
        if (vow.foreign()) {
            return Optional.of(FOREIGN);
        }
        if (lost || !now.known()) {
            return Optional.of("unsynced");
        }
        return amnesiac ? Optional.of(AMNESIAC) : Optional.empty();
    }

    /** Whether a master of that ballot may be followed. */
    public boolean mayAttach(Ballot ballot) {
        return standing == Standing.FOLLOWING
                && !ballot.equals(Ballot.NONE)
                && !ballot.equals(vow.led())
                && vow.promised().permits(ballot);
    }

    /**
     * Whether nothing but a whole snapshot of who leads will do: what an operator's word left behind may hold writes that are none of the
     * group's under a name and an offset that are, so no partial resynchronisation can tell. However it comes to follow: told by a ballot,
     * or after a restart, by its configuration, with the promise that it gave meanwhile.
     */
    public boolean needsSnapshot() {
        return isSupervised() && vow.foreign() && !renewed;
    }

    /** Whether a master may be told anything of how far this server is. */
    public boolean mayAcknowledge() {
        return !isSupervised() || standing == Standing.FOLLOWING && sworn;
    }

    /** What a master may be told to be here. @param fsynced see {@link WriteQuorum#NOTHING} */
    public long acknowledged(long applied, long fsynced) {
        if (!isSupervised()) {
            return applied;
        }
        if (isMarked()) {
            return 0; // enough to be known as alive, and nothing that counts
        }
        return fromMemory.getAsBoolean() && vow.unclean() ? applied : Math.max(0, fsynced);
    }

    /** What a clean stop may leave on the disk, everything having been saved. */
    public Vow afterCleanStop() {
        return amnesiac ? vow : vow.unclean(false);
    }

    private boolean isMarked() {
        return amnesiac || lost || vow.hollow() || vow.foreign();
    }

    // --- start ---

    private void started(boolean follows, boolean placeKnown) {
        started = true;
        if (isSupervised()) {
            lost = !placeKnown && !vow.fresh();
            standing = follows ? Standing.FOLLOWING : Standing.DETACHED;
            note("This server belongs to the group " + vow.group() + " and has promised ballot " + vow.promised()
                    + (standing == Standing.DETACHED ? ": it waits to be told what it is in it" : ""));
        }
        whyNotCounted()
                .filter(why -> vow.inGroup())
                .ifPresent(why -> note("What this server says of its data is not counted in its group: " + why));
    }

    // --- commands ---

    private boolean isOfGroup(long client, String group) {
        boolean same = !vow.inGroup() || vow.group().equals(group);
        if (!same) {
            refuse(
                    client,
                    GroupErrors.supervised(vow.group(), vow.promised().toString())
                            .line());
        }
        return same;
    }

    private boolean permits(long client, String group, Ballot ballot) {
        if (!started) {
            refuse(client, Errors.loading().line());
            return false;
        }
        if (!isOfGroup(client, group)) {
            return false;
        }
        if (!vow.promised().permits(ballot)) {
            promised(client, "has been promised");
            return false;
        }
        return true;
    }

    private void prepare(PrepareAsked wish) {
        if (!permits(wish.client(), wish.group(), wish.ballot())) {
            return;
        }
        if (wish.ballot().equals(vow.led()) || wish.ballot().equals(attached)) {
            promised(wish.client(), "is in force here already");
            return;
        }
        detach(wish.group(), wish.ballot());
        store(new Step.Answered(wish.client(), wish.ballot()));
    }

    private void changeMembers(BallotEvent.MembersAsked wish) {
        if (!isOfGroup(wish.client(), wish.group())) {
            return;
        }
        if (standing == Standing.LEADING) {
            members.asked(wish);
        } else {
            refuse(wish.client(), GroupErrors.leadsNot(wish.group()).line());
        }
    }

    private void detach(String group, Ballot ballot) {
        members.end();
        if (standing != Standing.DETACHED) {
            note("Detached for ballot " + ballot + " of the group " + group
                    + ": nothing is written or acknowledged here");
            effects.add(new Detach());
        }
        if (!ballot.equals(vow.promised())) {
            answered = Optional.empty();
        }
        standing = Standing.DETACHED;
        attached = Ballot.NONE;
        sworn = false;
        vow = vow.promising(group, ballot);
    }

    private void promote(PromoteAsked wish) {
        if (!permits(wish.client(), wish.group(), wish.ballot())) {
            return;
        }
        if (wish.ballot().equals(vow.led()) && standing == Standing.LEADING) {
            effects.add(new Confirm(wish.client())); // asked twice
            return;
        }
        Optional<String> obstacle = obstacle(wish);
        if (obstacle.isPresent()) {
            refuse(wish.client(), GroupErrors.notPrepared(obstacle.get()).line());
            return;
        }
        vow = vow.leading(fromMemory.getAsBoolean());
        if (wish.refounds()) {
            vow = vow.whole(); // what is here is the group's data from now on, by an operator's word
        }
        store(new Step.Promoted(wish));
    }

    private Optional<String> obstacle(PromoteAsked wish) {
        if (!wish.runId().equals(runId)) {
            return Optional.of("this server has restarted since");
        }
        if (!wish.ballot().equals(vow.promised()) || standing != Standing.DETACHED || answered.isEmpty()) {
            return Optional.of("this server has not answered PREPARE in that ballot, or has gone on since");
        }
        if (wish.ballot().equals(vow.led())) {
            return Optional.of("this server has been promoted in that ballot before");
        }
        Optional<Marker> own = wish.refounds() ? Optional.empty() : stated(wish);
        if (own.isPresent() && own.get().electorates().stream().noneMatch(wish.members()::isSameAs)) {
            return Optional.of("its data name other members, " + own.get().present()
                    + " to confirm: who belongs to a group is changed by SUPERVISE MEMBERS");
        }
        LogKey now = place.get().key();
        if (!wish.key().equals(answered.get()) || now.compareTo(wish.key()) < 0) {
            return Optional.of("this server holds " + now + " and said " + answered.get());
        }
        return whyNotCounted()
                .filter(why -> !why.equals(AMNESIAC) && !(wish.refounds() && why.equals(FOREIGN)))
                .map(why -> "its data is not to be built upon: " + why);
    }

    /** What the data here say of the members: who promotes does not change them, since what it knows of them may be old. */
    private Optional<Marker> stated(PromoteAsked wish) {
        return Optional.of(place.get().marker())
                .filter(marker -> marker.group().equals(wish.group())
                        && !marker.present().members().isEmpty());
    }

    private void follow(FollowAsked wish) {
        if (!permits(wish.client(), wish.group(), wish.ballot())) {
            return;
        }
        if (wish.ballot().equals(vow.led())) {
            promised(wish.client(), "is the one in which this server was promoted");
            return;
        }
        if (standing == Standing.FOLLOWING && wish.ballot().equals(vow.promised())) {
            store(new Step.Followed(wish)); // another address, perhaps
            return;
        }
        detach(wish.group(), wish.ballot());
        store(new Step.Followed(wish));
    }

    private void override(OverrideAsked wish) {
        if (!started) {
            refuse(wish.client(), Errors.loading().line());
        } else if (!vow.inGroup()) {
            refuse(wish.client(), GroupErrors.supervisedByNobody().line());
        } else if (isOfGroup(wish.client(), wish.group())) {
            members.end();
            if (standing != Standing.DETACHED) {
                effects.add(new Detach());
            }
            standing = Standing.DETACHED;
            attached = Ballot.NONE;
            sworn = false;
            answered = Optional.empty();
            vow = vow.overriding();
            store(new Step.Overridden(wish));
        }
    }

    // --- under a master ---

    private void attached(Ballot ballot, long end) {
        if (!mayAttach(ballot)) {
            return;
        }
        attached = ballot;
        masterEnd = end;
        sworn = false;
        vow = vow.promising(vow.group(), ballot).joining(fromMemory.getAsBoolean());
        store(new Step.Sworn(ballot));
    }

    private void dataReplaced() {
        renewed = true;
        if (!isSupervised() && vow.hollow()) {
            vow = vow.hollow(false);
            keep();
        }
        look();
    }

    /** Whether the marks can go: everything that may ever have been confirmed here is here. */
    private void look() {
        renewOath();
        if (standing != Standing.FOLLOWING || attached.equals(Ballot.NONE) || !isMarked()) {
            return;
        }
        Place now = place.get();
        // Its own old history may be longer than the master's: only in the master's the offsets mean the same.
        boolean caughtUp = now.known()
                && !now.loading()
                && now.marker().ballot().equals(attached)
                && now.offset() >= masterEnd
                && !needsSnapshot();
        if (caughtUp) {
            amnesiac = false;
            lost = false;
            vow = vow.whole();
            note("This server has caught up with its master: what it says is counted in the group");
            keep();
            effects.add(new BallotEffect.Acknowledge());
        }
    }

    /** A store has failed, or from now on what is confirmed here need not be on the disk. */
    private void renewOath() {
        boolean unmarked = fromMemory.getAsBoolean() && !vow.unclean();
        boolean swears = standing == Standing.FOLLOWING && !attached.equals(Ballot.NONE);
        if (swears && waiting.isEmpty() && (unmarked || !sworn)) {
            sworn = false;
            vow = vow.unclean(vow.unclean() || fromMemory.getAsBoolean());
            store(new Step.Sworn(attached));
        } else if (standing == Standing.LEADING && unmarked) {
            vow = vow.unclean(true);
            keep();
        }
    }

    // --- stores ---

    /** Stores what has changed; nobody waits. If it is lost, the mark stays where it was, which is on the safe side. */
    private void keep() {
        if (!given.equals(Optional.of(vow))) {
            effects.add(new Store(++stores, vow));
            given = Optional.of(vow);
        }
    }

    private void store(Step step) {
        keep();
        waiting.add(new Waiting(stores, step));
        goOn();
    }

    private void goOn() {
        while (!waiting.isEmpty() && waiting.peek().store() <= stored) {
            done(waiting.remove().step());
        }
    }

    private void storeFailed(long number, String reason) {
        given = Optional.empty();
        if (!troubled) {
            note("What this server promises could not be brought to the disk: " + reason);
        }
        troubled = true;
        Deque<Waiting> left = new ArrayDeque<>();
        for (Waiting each : waiting) {
            if (each.store() > number) {
                left.add(each);
            } else if (!(each.step() instanceof Step.Sworn)) {
                refuse(clientOf(each.step()), GroupErrors.notStored(reason).line());
            }
        }
        waiting.clear();
        waiting.addAll(left);
    }

    private static long clientOf(Step step) {
        return switch (step) {
            case Step.Answered answer -> answer.client();
            case Step.Promoted promoted -> promoted.wish().client();
            case Step.Followed followed -> followed.wish().client();
            case Step.Overridden overridden -> overridden.wish().client();
            case Step.Emptied emptied -> emptied.client();
            case Step.Sworn sworn -> throw new IllegalStateException("nobody asked for " + sworn);
        };
    }

    private void done(Step step) {
        switch (step) {
            case Step.Answered(long client, Ballot ballot) -> {
                if (standsDetachedFor(client, ballot)) {
                    answered = Optional.of(place.get().key());
                    effects.add(new Tell(client));
                }
            }
            case Step.Promoted(PromoteAsked wish) -> {
                if (standsDetachedFor(wish.client(), wish.ballot())) {
                    standing = Standing.LEADING;
                    amnesiac = false; // what is here is what the group has from now on
                    if (wish.refounds()) {
                        note("An operator founds the group " + wish.group() + " anew, " + wish.members()
                                + " to confirm: what was acknowledged and is not here may be lost");
                    }
                    Optional<Marker> own = wish.refounds() ? Optional.empty() : stated(wish);
                    Electorate present = own.map(Marker::present).orElse(wish.members());
                    effects.add(new BeginHistory(new Marker(
                            wish.group(), wish.ballot(), wish.replid(), present, own.flatMap(Marker::next))));
                    members.begin();
                    effects.add(new Confirm(wish.client()));
                }
            }
            case Step.Followed(FollowAsked wish) -> followed(wish);
            case Step.Overridden(OverrideAsked wish) -> {
                if (standing == Standing.DETACHED && vow.overridden()) {
                    standing = Standing.FOREIGN;
                    note("An operator overrides the group " + vow.group()
                            + ": this server is foreign to it, and what was " + "acknowledged may be lost");
                    effects.add(new Confirm(wish.client()));
                    effects.add(new Override(wish.follows(), wish.host(), wish.port()));
                } else {
                    promised(wish.client(), "was promised meanwhile");
                }
            }
            case Step.Emptied(long client) -> effects.add(new BallotEffect.GiveUpData(client));
            case Step.Sworn(Ballot ballot) -> {
                if (standing == Standing.FOLLOWING && ballot.equals(attached)) {
                    sworn = true;
                    effects.add(new BallotEffect.Acknowledge());
                }
            }
        }
    }

    private boolean standsDetachedFor(long client, Ballot ballot) {
        boolean stands = standing == Standing.DETACHED && ballot.equals(vow.promised());
        if (!stands) {
            promised(client, "was promised meanwhile");
        }
        return stands;
    }

    private void followed(FollowAsked wish) {
        boolean stands = wish.ballot().equals(vow.promised())
                && !wish.ballot().equals(vow.led())
                && (standing == Standing.DETACHED || standing == Standing.FOLLOWING);
        if (!stands) {
            promised(wish.client(), "was promised meanwhile");
            return;
        }
        if (standing == Standing.DETACHED) {
            standing = Standing.FOLLOWING;
            answered = Optional.empty();
            renewed = false;
        }
        effects.add(new Confirm(wish.client())); // first, for who waits is sent off when a master becomes a replica
        effects.add(new Attach(wish.host(), wish.port()));
    }

    private void promised(long client, String why) {
        refuse(client, GroupErrors.promised(vow.promised().toString(), why).line());
    }

    private void refuse(long client, String line) {
        effects.add(new Refuse(client, line));
    }

    private void note(String text) {
        effects.add(new Note(NoteLevel.WARNING, text));
    }
}
