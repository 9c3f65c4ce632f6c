package io.vedette.tests.workload;

import io.vedette.resp.Reply;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the data of two servers differs, of the keys that {@link RandomCommands} knows, in databases 0 and 1. */
public final class DataDifference {
    private static final int SHOWN = 300;
    /** Expiries are told relative to the moment of the command, which two servers get one after the other. */
    private static final long EXPIRY_TOLERANCE_MILLIS = 60_000;

    private static final Pattern EXPIRY = Pattern.compile("(?s)expires at ([0-9]+) (.*)");

    /** Greater numbers are times. */
    private static final long MOST_NUMBER = 1_000_000_000_000L;

    /** One question about a key to one server. */
    @FunctionalInterface
    private interface Question {
        String answer(RespConnection connection, String key);
    }

    private DataDifference() {}

    /** Keys whose values are not the same. */
    public static List<String> ofKeys(Node node, Node other) {
        return between(values(node), values(other));
    }

    /** Keys of which {@link #books} tells different things. */
    public static List<String> ofBooks(Node node, Node other) {
        return between(books(node), books(other));
    }

    /** What differs in what was told of two servers. */
    public static List<String> between(Map<String, String> told, Map<String, String> other) {
        return told.keySet().stream()
                .filter(key -> !isSame(told.get(key), other.get(key)))
                .map(key -> key + ": " + shown(told.get(key)) + ", but there " + shown(other.get(key)))
                .toList();
    }

    private static boolean isSame(String told, String other) {
        Matcher expiry = EXPIRY.matcher(told);
        Matcher otherExpiry = EXPIRY.matcher(other);
        return expiry.matches() && otherExpiry.matches()
                ? Math.abs(Long.parseLong(expiry.group(1)) - Long.parseLong(otherExpiry.group(1)))
                                < EXPIRY_TOLERANCE_MILLIS
                        && expiry.group(2).equals(otherExpiry.group(2))
                : told.equals(other);
    }

    private static Map<String, String> values(Node node) {
        return answers(
                node,
                (connection, key) -> connection.text("TYPE", key) + " " + connection.text("DEBUG", "DIGEST-VALUE", key)
                        + " " + summary(connection, key));
    }

    /**
     * What the digest does not know of: the moment of expiry, and what a stream has beside its entries. Not how many entries a group has
     * read, nor what follows from that: the real server does not say so in the commands that it writes.
     */
    public static Map<String, String> books(Node node) {
        return answers(
                node,
                (connection, key) -> expiry(connection, key) + (key.startsWith("x") ? stream(connection, key) : ""));
    }

    private static String expiry(RespConnection connection, String key) {
        long at = Long.parseLong(connection.text("PEXPIRETIME", key));
        return at > 0 ? "expires at " + at + " " : "";
    }

    private static String stream(RespConnection connection, String key) {
        StringBuilder text = new StringBuilder();
        append(connection.call("XINFO", "STREAM", key, "FULL", "COUNT", "0"), text);
        return text.toString()
                .replaceAll("(radix-tree-keys|radix-tree-nodes|entries-read|lag) [0-9]* ", "")
                .replaceAll("(?s)entries \\[.*?] groups", "groups");
    }

    private static Map<String, String> answers(Node node, Question question) {
        Map<String, String> answers = new LinkedHashMap<>();
        try (RespConnection connection = node.connect()) {
            for (String database : List.of("0", "1")) {
                connection.text("SELECT", database);
                for (String key : RandomCommands.keys()) {
                    answers.put(database + "/" + key, question.answer(connection, key));
                }
            }
        }
        return answers;
    }

    private static String shown(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    }

    private static String summary(RespConnection connection, String key) {
        return switch (connection.text("TYPE", key)) {
            case "list" -> connection.text("LLEN", key) + " elements " + connection.text("LRANGE", key, "0", "5");
            case "set" -> connection.text("SCARD", key) + " members";
            case "hash" -> connection.text("HLEN", key) + " fields";
            case "zset" ->
                connection.text("ZCARD", key) + " members " + connection.text("ZRANGE", key, "0", "5", "WITHSCORES");
            case "stream" ->
                connection.text("XLEN", key) + " entries " + connection.text("XRANGE", key, "-", "+", "COUNT", "3");
            case "string" -> connection.text("GET", key);
            default -> "";
        };
    }

    private static void append(Reply reply, StringBuilder text) {
        if (reply instanceof Reply.Int(long value)) {
            text.append(value > MOST_NUMBER ? "T" : Long.toString(value)).append(' ');
        } else if (reply.items().isEmpty()) {
            text.append(reply.text()).append(' ');
        } else {
            text.append('[');
            reply.items().forEach(item -> append(item, text));
            text.append("] ");
        }
    }
}
