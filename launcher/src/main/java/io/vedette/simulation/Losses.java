package io.vedette.simulation;

import java.util.ArrayList;
import java.util.List;

/** What a member of a group had at its deaths and had not afterwards, and what it had when an operator overrode it. Owned by its {@link MemberCores}. */
final class Losses {
    /** @param told it may have confirmed that from memory: the mark that it does so was on its disk */
    private record Loss(MemberDisk.Content content, boolean told) {}

    private final List<Loss> all = new ArrayList<>();
    private final List<MembershipLaw.Place> given = new ArrayList<>();

    /** It died with {@code had}, and {@code found} is what is there now. */
    void add(MemberDisk.Content had, MemberDisk.Content found, boolean told) {
        if (!found.history().holds(found.position(), had.history(), had.position())) {
            all.add(new Loss(had, told));
        }
    }

    boolean include(History of, long number) {
        return all.stream().map(Loss::content).anyMatch(had -> had.history().holds(had.position(), of, number));
    }

    /** Whether the first writes of that history, so many, lack something that it may have confirmed. */
    boolean lacksAny(History now, long position) {
        return all.stream()
                .filter(Loss::told)
                .map(Loss::content)
                .anyMatch(had -> !now.holds(position, had.history(), had.position()));
    }

    /** How many writes of the branch it may have confirmed before it lost them. */
    long toldMost(History branch) {
        return all.stream()
                .filter(Loss::told)
                .map(Loss::content)
                .mapToLong(had -> had.history().shared(had.position(), branch))
                .max()
                .orElse(0);
    }

    /** It had so much of the group's log when it was taken out of the group's hands. */
    void give(MembershipLaw.Place had) {
        given.add(had);
    }

    /** @param memory whether what it had in its memory only counts */
    List<MembershipLaw.Place> places(boolean memory) {
        List<MembershipLaw.Place> places = new ArrayList<>(given);
        all.stream().filter(loss -> memory).map(loss -> loss.content().place()).forEach(places::add);
        return places;
    }
}
