package io.vedette.replication;

import io.vedette.resp.Argv;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The first entry of a history that began with a promotion in a group: {@code PING "vedette:..."}, which a replica of any make passes
 * over. It says which ballot leads from here on, and who belongs to the group. Another one of the same ballot and id changes who belongs
 * to it (see {@link MembershipChange}); the last one in a server's data is what the server knows. It travels in the log, in
 * snapshots, and in append-only files. A value.
 *
 * <p>As text: {@code vedette:GROUP EPOCH TOKEN REPLID N ID ...}, and while the members are being changed the next list behind it,
 * {@code > N ID ...}.
 *
 * @param group its name; empty in {@link #NONE} only
 * @param replid the id that the history has from here on
 * @param present who confirms writes
 * @param next who will, while that is being changed: until then both must have confirmed
 */
public record Marker(String group, Ballot ballot, String replid, Electorate present, Optional<Electorate> next) {
    /** Of data that no group has brought forth. */
    public static final Marker NONE =
            new Marker("", Ballot.NONE, ReplicationHistory.NO_ID, Electorate.NONE, Optional.empty());

    private static final String BEGIN = "vedette:";
    private static final String NEXT = " > ";
    private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,3}");
    private static final int FIXED_WORDS = 5;
    private static final int LIST_FROM = 4;

    /** One list only: nothing is being changed. */
    public Marker(String group, Ballot ballot, String replid, int replicas, List<String> members) {
        this(group, ballot, replid, new Electorate(replicas, members), Optional.empty());
    }

    /** Whether groups may be called so. */
    public static boolean isGroupName(String text) {
        return GROUP.matcher(text).matches();
    }

    /** What stands in an entry's argument, or in a snapshot's field; nothing if it is no marker. */
    public static Optional<Marker> parse(String text) {
        if (!text.startsWith(BEGIN)) {
            return Optional.empty();
        }
        String[] lists = text.substring(BEGIN.length()).split(NEXT, -1);
        List<String> words = List.of(lists[0].split(" "));
        if (lists.length > 2
                || words.size() < FIXED_WORDS
                || !isGroupName(words.get(0))
                || !ID.matcher(words.get(3)).matches()) {
            return Optional.empty();
        }
        Optional<Ballot> ballot = Ballot.parse(words.get(1), words.get(2));
        Optional<Electorate> present = electorate(words.subList(LIST_FROM, words.size()));
        Optional<Electorate> next = lists.length == 1 ? Optional.empty() : electorate(List.of(lists[1].split(" ")));
        boolean whole = ballot.isPresent() && present.isPresent() && next.isPresent() == (lists.length == 2);
        return whole
                ? Optional.of(new Marker(words.get(0), ballot.get(), words.get(3), present.get(), next))
                : Optional.empty();
    }

    private static Optional<Electorate> electorate(List<String> words) {
        return Optional.of(words)
                .filter(list -> COUNT.matcher(list.getFirst()).matches())
                .map(list -> new Electorate(Integer.parseInt(list.getFirst()), list.subList(1, list.size())))
                .filter(Electorate::isPossible);
    }

    /** The marker that this command of a stream is, if it is one. */
    public static Optional<Marker> of(Argv command) {
        return command.size() == 2 && command.is(0, "ping") ? parse(command.text(1)) : Optional.empty();
    }

    /** The entry of the log. */
    public Argv command() {
        return Argv.of("PING", text());
    }

    public String text() {
        String fixed = BEGIN + group + " " + ballot + " " + replid + " " + words(present);
        return next.map(list -> fixed + NEXT + words(list)).orElse(fixed);
    }

    private static String words(Electorate list) {
        List<String> words = new ArrayList<>();
        words.add(Integer.toString(list.replicas()));
        words.addAll(list.members());
        return String.join(" ", words);
    }

    /** Whether there is one. */
    public boolean isSet() {
        return !group.isEmpty();
    }

    /** The present list, and the next one if there is one: a write needs each of them, and so does a promotion. */
    public List<Electorate> electorates() {
        return next.map(list -> List.of(present, list)).orElseGet(() -> List.of(present));
    }

    /** Whether this server is in one of the lists. */
    public boolean names(String serverId) {
        return electorates().stream().anyMatch(list -> list.contains(serverId));
    }

    /** The same history, from here on with the next list beside the present one. */
    Marker changingTo(Electorate list) {
        return new Marker(group, ballot, replid, present, Optional.of(list));
    }

    /** The same history, from here on with the next list alone. */
    Marker changed() {
        return new Marker(group, ballot, replid, next.orElse(present), Optional.empty());
    }
}
