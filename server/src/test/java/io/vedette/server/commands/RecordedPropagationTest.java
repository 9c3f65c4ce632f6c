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
import org.junit.jupiter.api.Test;

/** What a real master sent to its replica for each command, against what ours would send. */
class RecordedPropagationTest {
    /** The recording selected databases in its stream and put marks between its entries; both are not the commands'. */
    private static final String MARK = "__mark";

    /** Entries in which members are drawn by lot. */
    private static final Set<String> CHANCE =
            Set.of("spop count part (same member type)", "spop 4 of 6", "spop 2 of 20 (small remove path)");

    @Test
    void theLogGetsWhatRedisSends() {
        List<String> faults = new ArrayList<>();
        int run = 0;
        for (JsonObject entry : RecordedCases.objects(
                        RecordedCases.object("propagation.json").getJsonArray("entries"))
                .toList()) {
            Bench bench = new Bench();
            if (known(bench, entry)) {
                run++;
                check(bench, entry, faults);
            }
        }
        assertEquals(List.of(), faults, faults.size() + " of " + run);
        assertTrue(run > 70, "only " + run + " entries were run");
    }

    private static boolean known(Bench bench, JsonObject entry) {
        List<String[]> requests = new ArrayList<>(RecordedCases.requests(entry.getJsonArray("setup")));
        requests.addAll(RecordedCases.requests(entry.getJsonArray("cmds")));
        TreeSet<String> names = new TreeSet<>();
        requests.forEach(words -> names.add(words[0].toLowerCase(Locale.ROOT)));
        // With active expiry on, the recorded server had deleted the key before the command came.
        boolean active = names.contains("@sleep") && !entry.getString("name").startsWith("[no active expiry]");
        names.removeAll(List.of("@sleep"));
        names.remove("select");
        return !active
                && names.stream().allMatch(name -> bench.table.named(name).isPresent());
    }

    private static void check(Bench bench, JsonObject entry, List<String> faults) {
        for (String[] words : RecordedCases.requests(entry.getJsonArray("setup"))) {
            bench.ask(words);
        }
        bench.log.clear();
        for (String[] words : RecordedCases.requests(entry.getJsonArray("cmds"))) {
            if (words[0].equals("@sleep")) {
                bench.nowMillis += Math.round(Double.parseDouble(words[1]) * 1000);
            } else {
                bench.ask(words);
            }
        }
        List<String> expected = new ArrayList<>();
        JsonArray propagated = entry.getJsonArray("propagated");
        for (String[] words : RecordedCases.requests(propagated)) {
            expected.add(comparable(words));
        }
        expected.removeIf(line -> line.startsWith("SELECT"));
        List<String> sent = new ArrayList<>();
        bench.log.forEach(line -> sent.add(comparable(line.split(" ", -1))));
        if (entry.getString("name").contains("SCAN")) {
            expected.sort(null);
            sent.sort(null);
        }
        if (CHANCE.contains(entry.getString("name"))) {
            expected.replaceAll(RecordedPropagationTest::withoutMember);
            sent.replaceAll(RecordedPropagationTest::withoutMember);
        }
        if (!expected.equals(sent)) {
            faults.add(entry.getString("name") + ": expected " + expected + ", sent " + sent);
        }
    }

    private static String withoutMember(String line) {
        return line.startsWith("SREM") ? line.substring(0, line.lastIndexOf(' ')) : line;
    }

    /** Times of the recording are of another day: any absolute time near either "now" stands for itself. */
    private static String comparable(String[] words) {
        return String.join(
                " ",
                Arrays.stream(words)
                        .map(word -> word.matches("1[78]\\d{11}") ? "<time>" : word)
                        .filter(word -> !word.startsWith(MARK))
                        .toList());
    }
}
