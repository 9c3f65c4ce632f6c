package io.vedette.tests.oracle;

import io.vedette.tests.process.RespConnection;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One recorded request/reply case of a real server: commands that prepare, commands whose replies count, and the replies
 * of Redis 7.0.15 (or, under {@code also}, of newer servers).
 *
 * @param match how each reply compares: exact, or as a set, as pairs, as a SCAN answer
 */
record RecordedCase(
        String id,
        int protocol,
        List<String[]> setup,
        List<String[]> commands,
        List<List<String>> accepted,
        List<String> match,
        List<Integer> repliesPerCommand) {

    static RecordedCase of(JsonObject json) {
        List<String[]> commands = commands(json.getJsonArray("cmds"));
        List<List<String>> accepted = new ArrayList<>();
        accepted.add(texts(json.getJsonArray("replies")));
        JsonObject also = json.getJsonObject("also", new JsonObject());
        also.fieldNames().forEach(server -> accepted.add(texts(also.getJsonArray(server))));
        List<String> match = texts(json.getJsonArray("match", new JsonArray()));
        JsonArray counts = json.getJsonArray("nreplies", new JsonArray());
        List<Integer> repliesPerCommand = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            repliesPerCommand.add(i < counts.size() ? counts.getInteger(i) : 1);
        }
        return new RecordedCase(
                json.getString("id"),
                json.getInteger("resp"),
                commands(json.getJsonArray("setup", new JsonArray())),
                commands,
                accepted,
                match,
                repliesPerCommand);
    }

    /** Plays the case against the server on {@code port}; true if every reply is one that a real server gave. */
    boolean passesOn(int port) {
        List<String> got = play(port);
        return accepted.stream().anyMatch(wanted -> agree(wanted, got));
    }

    private List<String> play(int port) {
        List<String> got = new ArrayList<>();
        try (RespConnection connection = new RespConnection(port)) {
            connection.readTimeoutMillis(3_000);
            connection.sendLatin1("FLUSHALL");
            connection.readRaw();
            if (protocol == 3) {
                connection.sendLatin1("HELLO", "3");
                connection.readRaw();
            }
            for (String[] words : setup) {
                connection.sendLatin1(words);
                connection.readRaw();
            }
            for (int i = 0; i < commands.size(); i++) {
                connection.sendLatin1(commands.get(i));
                StringBuilder replies = new StringBuilder();
                for (int n = 0; n < repliesPerCommand.get(i); n++) {
                    replies.append(connection.readRaw());
                }
                got.add(replies.toString());
            }
        } catch (UncheckedIOException e) {
            got.add("<closed or silent>");
        }
        return got;
    }

    private boolean agree(List<String> wanted, List<String> got) {
        if (wanted.size() != got.size()) {
            return false;
        }
        for (int i = 0; i < wanted.size(); i++) {
            String rule = i < match.size() ? match.get(i) : "exact";
            if (!RawReply.canonical(wanted.get(i), rule).equals(RawReply.canonical(got.get(i), rule))) {
                return false;
            }
        }
        return true;
    }

    private static List<String[]> commands(JsonArray array) {
        List<String[]> commands = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            commands.add(texts(array.getJsonArray(i)).toArray(String[]::new));
        }
        return commands;
    }

    private static List<String> texts(JsonArray array) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            texts.add(array.getString(i));
        }
        return texts;
    }
}
