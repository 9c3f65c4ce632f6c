package io.vedette.acl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The text of a file of users ({@code aclfile}), read as a whole or not at all; one character a byte. */
public final class AclText {
    private AclText() {}

    /**
     * Takes in a file: its users, and no others, are there afterwards; one that it does not name is gone, but for the default
     * user, who begins anew.
     *
     * @param name of the file, for complaints
     * @return what is wrong, in Redis' words; empty if the users were taken over
     */
    public static String load(String name, String text, AclUsers users) {
        Map<String, Rights> read = new LinkedHashMap<>();
        StringBuilder faults = new StringBuilder();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (!line.isBlank()) {
                read(name + ":" + number, number, line.strip(), users, read, faults);
            }
        }
        if (!faults.isEmpty()) {
            return faults + "WARNING: ACL errors detected, no change to the previously active ACL rules was performed";
        }
        read.putIfAbsent(AclUsers.DEFAULT, Rights.everything());
        List.copyOf(users.all()).stream()
                .map(User::name)
                .filter(known -> !read.containsKey(known))
                .forEach(users::remove);
        read.forEach(users::put);
        return "";
    }

    private static void read(
            String place, int number, String line, AclUsers users, Map<String, Rights> read, StringBuilder faults) {
        List<String> words = List.of(line.split(" "));
        if (!words.getFirst().equals("user") || words.size() < 2) {
            faults.append(place).append(" should start with user keyword followed by the username. ");
            return;
        }
        String user = words.get(1);
        if (read.containsKey(user)) {
            faults.append("WARNING: Duplicate user '" + user + "' found on line " + number + ". ");
            return;
        }
        try {
            read.put(user, users.applied(users.fresh(), AclWords.joined(words.subList(2, words.size()))));
        } catch (AclUsers.BadRule e) {
            faults.append(place + ": Error in applying operation '" + e.word() + "': " + e.getMessage() + ". ");
        } catch (AclRuleException e) {
            faults.append(place).append(": Unmatched parenthesis in selector definition.");
        }
    }

    /** The text that {@link #load} reads back. */
    public static String of(AclUsers users) {
        StringBuilder text = new StringBuilder();
        users.lines().forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }
}
