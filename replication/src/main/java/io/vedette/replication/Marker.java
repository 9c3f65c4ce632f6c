package io.vedette.replication;

import io.vedette.resp.Argv;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The first entry of a history that began with a promotion in a group: {@code PING "vedette:..."}, which a replica of any make passes
 * over. It says which ballot leads from here on, and who belongs to the group. It travels in the log, in snapshots, and in
 * append-only files. A value.
 *
 * @param group its name; empty in {@link #NONE} only
 * @param replid the id that the history has from here on
 * @param replicas how many members must confirm a write, beside the master; 0: none
 * @param members the server ids of all of them, the master's too; empty: not said
 */
public record Marker(String group, Ballot ballot, String replid, int replicas, List<String> members) {
    /** Of data that no group has brought forth. */
    public static final Marker NONE = new Marker("", Ballot.NONE, ReplicationHistory.NO_ID, 0, List.of());

    private static final String BEGIN = "vedette:";
    private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,3}");
    private static final int FIXED_WORDS = 5;

    /** Whether groups may be called so. */
    public static boolean isGroupName(String text) {
        return GROUP.matcher(text).matches();
    }

    /** Whether these can be the members of a group in which so many replicas confirm a write: ids, none twice, and enough. */
    public static boolean areMembers(int replicas, List<String> ids) {
        boolean wellFormed = ids.stream().allMatch(id -> ID.matcher(id).matches());
        boolean distinct = new HashSet<>(ids).size() == ids.size();
        return wellFormed && distinct && replicas >= 0 && (ids.isEmpty() ? replicas == 0 : replicas < ids.size());
    }

    /** What stands in an entry's argument, or in a snapshot's field; nothing if it is no marker. */
    public static Optional<Marker> parse(String text) {
        if (!text.startsWith(BEGIN)) {
            return Optional.empty();
        }
        String[] words = text.substring(BEGIN.length()).split(" ");
        if (words.length < FIXED_WORDS
                || !isGroupName(words[0])
                || !ID.matcher(words[3]).matches()
                || !COUNT.matcher(words[4]).matches()) {
            return Optional.empty();
        }
        List<String> members = new ArrayList<>(List.of(words).subList(FIXED_WORDS, words.length));
        int replicas = Integer.parseInt(words[4]);
        return areMembers(replicas, members)
                ? Ballot.parse(words[1], words[2])
                        .map(ballot -> new Marker(words[0], ballot, words[3], replicas, List.copyOf(members)))
                : Optional.empty();
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
        String fixed = BEGIN + group + " " + ballot + " " + replid + " " + replicas;
        return members.isEmpty() ? fixed : fixed + " " + String.join(" ", members);
    }

    /** Whether there is one. */
    public boolean isSet() {
        return !group.isEmpty();
    }
}
