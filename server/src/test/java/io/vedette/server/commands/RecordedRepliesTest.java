package io.vedette.server.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replies that a real Redis 7.0.15 gave, against ours, byte for byte; only order inside sets and scans is free. */
class RecordedRepliesTest {
    /** Commands that the files use and that come with other data types; a case that needs one is left out. */
    private static final Set<String> NOT_YET = Set.of("lastsave", "wait", "bzpopmin", "bzpopmax", "bzmpop");

    /** Words that no server knows. */
    private static final Set<String> NO_COMMANDS = Set.of("nosuch", "nosuchcmd");

    @ParameterizedTest
    @CsvSource({
        "string.json, 260",
        "generic.json, 120",
        "bitmap.json, 180",
        "zset.json, 599",
        "stream.json, 200",
        "geo.json, 118",
        "hyperloglog.json, 32",
        "hash.json, 169",
        "set.json, 196",
        "list.json, 200"
    })
    void repliesAreThoseOfRedis(String file, int atLeast) {
        List<String> faults = new ArrayList<>();
        Set<String> missing = new TreeSet<>();
        int run = 0;
        for (JsonObject recorded :
                RecordedCases.objects(RecordedCases.array(file)).toList()) {
            Bench bench = new Bench();
            Set<String> unknown = unknown(bench, recorded);
            missing.addAll(unknown);
            if (unknown.isEmpty()) {
                run++;
                check(bench, recorded, faults);
            }
        }
        assertEquals(List.of(), faults, faults.size() + " of " + run);
        missing.removeAll(NOT_YET);
        assertEquals(Set.of(), missing, "commands that nobody expected to be missing");
        assertTrue(run >= atLeast, "only " + run + " cases were run");
    }

    private static Set<String> unknown(Bench bench, JsonObject recorded) {
        Set<String> unknown = new TreeSet<>();
        Stream.of("setup", "cmds")
                .flatMap(part -> RecordedCases.requests(recorded.getJsonArray(part)).stream())
                .map(words -> words[0].toLowerCase(Locale.ROOT))
                .filter(name ->
                        !NO_COMMANDS.contains(name) && bench.table.named(name).isEmpty())
                .forEach(unknown::add);
        return unknown;
    }

    private static void check(Bench bench, JsonObject recorded, List<String> faults) {
        bench.reconnect(recorded.getInteger("resp"));
        RecordedCases.requests(recorded.getJsonArray("setup")).forEach(bench::ask);
        List<String[]> requests = RecordedCases.requests(recorded.getJsonArray("cmds"));
        JsonArray matches = recorded.getJsonArray("match", new JsonArray());
        for (int i = 0; i < requests.size(); i++) {
            String match = i < matches.size() ? matches.getString(i) : "exact";
            String expected = recorded.getJsonArray("replies").getString(i);
            String reply = bench.ask(requests.get(i));
            if (!ordered(expected, match).equals(ordered(reply, match))) {
                faults.add(recorded.getString("id") + " " + Arrays.toString(requests.get(i)) + ": expected " + expected
                        + " got " + reply);
            }
        }
    }

    /** The reply with its lines in order where the order means nothing. */
    private static String ordered(String reply, String match) {
        if (match.equals("exact")) {
            return reply;
        }
        String[] lines = reply.split("\r\n");
        Arrays.sort(lines);
        return String.join("\r\n", lines);
    }
}
