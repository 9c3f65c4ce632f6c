package io.vedette.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.resp.Argv;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MarkerTest {
    private static final String ID = "a".repeat(40);
    private static final String OTHER = "b".repeat(40);
    private static final Marker MARKER = new Marker("g-1", new Ballot(7, "c0ffee"), ID, 1, List.of(ID, OTHER));

    @Test
    void aMarkerIsReadAsItWasWritten() {
        assertEquals(Optional.of(MARKER), Marker.of(MARKER.command()));
        Marker alone = new Marker("g", new Ballot(1, "0"), ID, 0, List.of());
        assertEquals(Optional.of(alone), Marker.parse(alone.text()));
    }

    @Test
    void aMarkerMayNameTheNextMembersBesideThePresentOnes() {
        Marker both = MARKER.changingTo(new Electorate(2, List.of(OTHER, ID, "c".repeat(40))));
        assertEquals(Optional.of(both), Marker.of(both.command()));
        assertTrue(both.text().startsWith(MARKER.text() + " > 2 "), "what was written before is read as it was");
        assertEquals(2, both.electorates().size());
        assertTrue(both.names("c".repeat(40)));
        assertFalse(MARKER.names("c".repeat(40)));
        assertEquals(List.of(both.next().orElseThrow()), both.changed().electorates());
        assertEquals(MARKER.ballot(), both.changed().ballot());
        assertEquals(MARKER.replid(), both.changed().replid());
        for (String other : List.of(
                both.text() + " x",
                both.text() + " > 0",
                MARKER.text() + " > ",
                MARKER.text() + " > 2 " + ID,
                MARKER.text() + " >")) {
            assertEquals(Optional.empty(), Marker.parse(other), other);
        }
        List<String> many =
                IntStream.rangeClosed(1, 66).mapToObj("%040x"::formatted).toList();
        assertTrue(new Electorate(1, many.subList(0, 65)).isPossible());
        assertFalse(new Electorate(1, many).isPossible());
    }

    @Test
    void whatIsNoMarkerIsNone() {
        String text = MARKER.text();
        for (String other : List.of(
                "",
                "vedette:",
                "hello",
                text.replace("7 c0ffee", "07 c0ffee"),
                text.replace("7 c0ffee", "7 xyz"),
                text.replace("g-1", "g 1"),
                text.replace(" 1 ", " 2 "),
                text.replace(" " + OTHER, " " + ID),
                text + " x")) {
            assertEquals(Optional.empty(), Marker.parse(other), other);
        }
        assertEquals(Optional.empty(), Marker.of(Argv.of("ECHO", text)));
        assertEquals(Optional.empty(), Marker.of(Argv.of("PING")));
    }

    @Test
    void keysCompareByEpochFirst() {
        assertTrue(new LogKey(2, 1).compareTo(new LogKey(1, 999)) > 0);
        assertTrue(new LogKey(2, 1).compareTo(new LogKey(2, 2)) < 0);
        assertEquals(0, new LogKey(2, 2).compareTo(new LogKey(2, 2)));
    }

    @Test
    void aVowIsReadAsItWasWritten() {
        Vow vow = new Vow("g", new Ballot(7, "c0ffee"), new Ballot(6, "1"), true, true, true, true, true);
        for (Vow each : List.of(vow, Vow.NONE)) {
            Map<String, String> lines = new HashMap<>();
            each.lines().forEach((name, value) -> value.ifPresent(text -> lines.put(name, text)));
            assertEquals(Optional.of(each), Vow.parse(lines));
        }
        assertFalse(Vow.parse(Map.of("group", "g", "promised", "x 1")).isPresent(), "a promise that is not understood");
        assertFalse(Vow.parse(Map.of("group", "g g")).isPresent());
    }
}
