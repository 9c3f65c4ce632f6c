package io.vedette.launcher.up;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vedette.launcher.client.Address;
import io.vedette.resp.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StatusLineTest {
    private static final Address MASTER = new Address("127.0.0.1", 6379);

    @Test
    void aSentinelInTroubleSaysWhyItDoesNothing() {
        Reply explained = explained(
                "state",
                "none",
                "now",
                "waits: 1 of 3 sentinels needed for a majority; another one leads, for 5230 ms");
        String reason = Watch.whatNow(explained);
        assertEquals("waits: 1 of 3 sentinels needed for a majority; another one leads", reason);
        assertEquals(
                "sees 127.0.0.1:6379 s_down,master, 2 replicas, 1 other sentinel, quorum 2; " + reason,
                LiveView.words(sentinel("s_down,master").doing(reason)));
    }

    @Test
    void onlyTheTimeStillToWaitIsLeftOutSoThatALineIsNewWhenItsReasonIs() {
        assertEquals(
                Watch.whatNow(explained("now", "another one leads, for 900 ms")),
                Watch.whatNow(explained("now", "another one leads, for 100 ms")));
    }

    @Test
    void aSentinelThatIsWellOrCannotTellGivesNoReason() {
        assertEquals(
                "sees 127.0.0.1:6379 well, 2 replicas, 1 other sentinel, quorum 2", LiveView.words(sentinel("master")));
        assertEquals("", Watch.whatNow(new Reply.Failure("ERR unknown subcommand 'EXPLAIN'. Try SENTINEL HELP.")));
    }

    private static Sight.Sentinel sentinel(String flags) {
        return new Sight.Sentinel(7, MASTER, flags, 2, 1, 2, "");
    }

    private static Reply explained(String... fieldsAndValues) {
        List<Reply> items = Stream.of(fieldsAndValues)
                .<Reply>map(text -> new Reply.Bulk(text.getBytes(StandardCharsets.UTF_8)))
                .toList();
        return new Reply.Array(items);
    }
}
