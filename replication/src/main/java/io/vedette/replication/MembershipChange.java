package io.vedette.replication;

import io.vedette.replication.BallotEvent.MembersAsked;
import io.vedette.resp.GroupErrors;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Who belongs to a group is changed by entries of its log, one change at a time, by joint consensus as in Raft: part of
 * {@link Ballots} of who leads. Pure.
 *
 * <pre>
 * begun --this reign's last marker is confirmed--> settled --asked--> both lists stated
 *   both lists stated --that is confirmed by both--> the next list alone stated --that is confirmed--> settled
 * </pre>
 *
 * A leader that begins with data that end between two lists states both in its own marker, and finishes what another one began.
 *
 * <p>Invariants: an entry that names the new list alone stands behind one that names both and that both have confirmed; a
 * change begins when all before it is confirmed in this reign. So who leads next, having promises enough of each list that the newest
 * data among them name, holds all that was confirmed by whichever lists: p of the old list share one with all that was
 * confirmed before and during the change, and p of the new one share one with what has confirmed the entry that named both.
 *
 * <p>Deviations from Raft: the new list must name the leader (hand over first: one who leads and does not belong to the group confirms with
 * one copy less), and who is new in it must be attached already, as a list of servers that nobody has seen would stop writes at
 * once. A change is never taken back: the list that it ends in can be changed again.
 */
final class MembershipChange {
    private final Supplier<Ballots.Place> place;
    private final Consumer<BallotEffect> effects;

    /** Where the log ended when the last marker of this reign stood in it; empty: that has not been looked at. */
    private OptionalLong statedAt = OptionalLong.empty();
    /** That one is confirmed. */
    private boolean settled;
    /** Who waits for the end of a change. */
    private OptionalLong client = OptionalLong.empty();

    MembershipChange(Supplier<Ballots.Place> place, Consumer<BallotEffect> effects) {
        this.place = place;
        this.effects = effects;
    }

    /** This server leads from now on. */
    void begin() {
        statedAt = OptionalLong.empty();
        settled = false;
    }

    /** This server leads no more: what becomes of a change is decided by the data of who leads next. */
    void end() {
        settled = false;
        client.ifPresent(waiting -> effects.accept(
                new BallotEffect.Refuse(waiting, GroupErrors.membersUnderway().line())));
        client = OptionalLong.empty();
    }

    /** On who leads. */
    void asked(MembersAsked wish) {
        Marker now = place.get().marker();
        boolean joins = now.next().orElse(now.present()).isSameAs(wish.next());
        if (joins && settled) {
            effects.accept(new BallotEffect.Confirm(wish.client()));
        } else if (joins && client.isEmpty()) {
            client = OptionalLong.of(wish.client()); // it is under way, and may have been begun by another leader
        } else {
            Optional<String> obstacle = settled ? obstacle(wish, now.present()) : Optional.of(UNSETTLED);
            if (obstacle.isPresent()) {
                effects.accept(new BallotEffect.Refuse(
                        wish.client(),
                        GroupErrors.membersNotChanged(obstacle.get()).line()));
            } else {
                client = OptionalLong.of(wish.client());
                state(now.changingTo(wish.next()));
            }
        }
    }

    private static final String UNSETTLED =
            "another change is under way, or what this server leads with is not confirmed yet";

    private static Optional<String> obstacle(MembersAsked wish, Electorate present) {
        Electorate next = wish.next();
        if (present.members().isEmpty()) {
            return Optional.of("the ballot that leads names no members");
        }
        if (!next.contains(wish.ownId())) {
            return Optional.of("this server, " + wish.ownId()
                    + ", leads and is not on the list: have another one lead first (SENTINEL FAILOVER)");
        }
        List<String> absent = next.members().stream()
                .filter(id -> !present.contains(id) && !wish.attached().contains(id))
                .toList();
        if (!absent.isEmpty()) {
            return Optional.of("not attached in this ballot: " + String.join(" ", absent));
        }
        long there = wish.attached().stream().filter(next::contains).count();
        return there < next.replicas()
                ? Optional.of("only " + there + " replicas of that list are attached, and " + next.replicas()
                        + " are to confirm each write")
                : Optional.empty();
    }

    private void state(Marker marker) {
        begin();
        effects.accept(new BallotEffect.ChangeMembers(marker));
    }

    /** On who leads: so much has been confirmed, by the rule in force. */
    void confirmed(WriteQuorum.Rule rule, long offset) {
        Marker now = place.get().marker();
        if (settled || !rule.isOf(now.electorates())) {
            return;
        }
        if (statedAt.isEmpty()) {
            statedAt = OptionalLong.of(place.get().offset());
            effects.accept(new BallotEffect.Await(statedAt.getAsLong()));
        } else if (offset >= statedAt.getAsLong() && now.next().isPresent()) {
            state(now.changed());
        } else if (offset >= statedAt.getAsLong()) {
            settled = true;
            client.ifPresent(waiting -> effects.accept(new BallotEffect.Confirm(waiting)));
            client = OptionalLong.empty();
        }
    }
}
