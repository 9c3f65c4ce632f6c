package io.vedette.replication;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a server must still know of its place in a group whatever happened to its data. It is on the disk before anybody is told of it.
 * A value.
 *
 * @param group to which it belongs; empty: to none
 * @param promised nothing lower is obeyed, and in this epoch no other token
 * @param led the last ballot in which it was promoted itself; {@link Ballot#NONE}: in none
 * @param overridden an operator has taken it out of the group's hands, and no ballot has come since
 * @param foreign its data may be of a history that no promotion began
 * @param hollow its data was given up for a snapshot that did not fit beside it, and is not whole yet
 * @param unclean it acknowledges, or leads, what is not on its disk, and has not stopped cleanly since
 * @param fresh it has promised and neither led nor followed in its group yet: nobody counts on its data
 */
public record Vow(
        String group,
        Ballot promised,
        Ballot led,
        boolean overridden,
        boolean foreign,
        boolean hollow,
        boolean unclean,
        boolean fresh) {
    /** Of a server that knows of no group. */
    public static final Vow NONE = new Vow("", Ballot.NONE, Ballot.NONE, false, false, false, false, false);

    private static final String GROUP = "group";
    private static final String PROMISED = "promised";
    private static final String LED = "led";
    private static final String OVERRIDDEN = "overridden";
    private static final String FOREIGN = "foreign";
    private static final String HOLLOW = "hollow";
    private static final String UNCLEAN = "unclean";
    private static final String FRESH = "fresh";
    private static final String YES = "yes";

    public boolean inGroup() {
        return !group.isEmpty();
    }

    Vow promising(String newGroup, Ballot ballot) {
        return new Vow(newGroup, ballot, led, false, foreign, hollow, unclean, fresh || !inGroup());
    }

    /** Follows who leads in its group. */
    Vow joining(boolean fromMemory) {
        return new Vow(group, promised, led, overridden, foreign, hollow, unclean || fromMemory, false);
    }

    Vow leading(boolean fromMemory) {
        return new Vow(group, promised, promised, false, foreign, hollow, unclean || fromMemory, false);
    }

    /** Outside of all ballots, and its data with it. */
    Vow overriding() {
        return new Vow(group, promised, led, true, true, hollow, unclean, false);
    }

    /** Its data is the group's again, and whole. */
    Vow whole() {
        return new Vow(group, promised, led, overridden, false, false, unclean, fresh);
    }

    Vow hollow(boolean now) {
        return new Vow(group, promised, led, overridden, foreign, now, unclean, fresh);
    }

    Vow unclean(boolean now) {
        return new Vow(group, promised, led, overridden, foreign, hollow, now, fresh);
    }

    /** Names and values, as they are written down; no value: the name is not to stand there. */
    public Map<String, Optional<String>> lines() {
        Map<String, Optional<String>> lines = new LinkedHashMap<>();
        lines.put(GROUP, inGroup() ? Optional.of(group) : Optional.empty());
        lines.put(PROMISED, line(promised));
        lines.put(LED, line(led));
        lines.put(OVERRIDDEN, line(overridden));
        lines.put(FOREIGN, line(foreign));
        lines.put(HOLLOW, line(hollow));
        lines.put(UNCLEAN, line(unclean));
        lines.put(FRESH, line(fresh));
        return lines;
    }

    private static Optional<String> line(Ballot ballot) {
        return ballot.equals(Ballot.NONE) ? Optional.empty() : Optional.of(ballot.toString());
    }

    private static Optional<String> line(boolean mark) {
        return mark ? Optional.of(YES) : Optional.empty();
    }

    /** What was written down; nothing if it cannot be understood, which is no reason to have promised nothing. */
    public static Optional<Vow> parse(Map<String, String> lines) {
        String group = lines.getOrDefault(GROUP, "");
        Optional<Ballot> promised = ballot(lines.getOrDefault(PROMISED, Ballot.NONE.toString()));
        Optional<Ballot> led = ballot(lines.getOrDefault(LED, Ballot.NONE.toString()));
        boolean whole = (group.isEmpty() || Marker.isGroupName(group)) && promised.isPresent() && led.isPresent();
        return whole
                ? Optional.of(new Vow(
                        group,
                        promised.get(),
                        led.get(),
                        lines.containsKey(OVERRIDDEN),
                        lines.containsKey(FOREIGN),
                        lines.containsKey(HOLLOW),
                        lines.containsKey(UNCLEAN),
                        lines.containsKey(FRESH)))
                : Optional.empty();
    }

    private static Optional<Ballot> ballot(String text) {
        String[] words = text.split(" ");
        return words.length == 2 ? Ballot.parse(words[0], words[1]) : Optional.empty();
    }
}
