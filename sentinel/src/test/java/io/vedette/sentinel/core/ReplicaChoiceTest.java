package io.vedette.sentinel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two replicas, 1 and 2, that differ in one thing at a time. */
class ReplicaChoiceTest {
    private static final Moment NOW = new Moment(100_000, 0);
    private static final long DOWN_AFTER = 1_000;

    private final Links links = new Links();
    private final Group group =
            new Group(MasterSettings.of("m", 2).withDownAfterMillis(DOWN_AFTER), node(6379), 0, 0, Optional.empty());

    @ParameterizedTest(name = "[{0}] against [{1}]: {2}")
    @CsvSource({
        // equal but for the run id, which is made of the port
        "'', '', 1",
        "offset=5, offset=6, 2",
        "offset=6, offset=5, 1",
        "priority=100, priority=99, 2",
        "priority=1 offset=0, priority=2 offset=9, 1",
        "priority=0, '', 2",
        "priority=0, priority=0, 0",
        "runid=none, '', 2",
        "runid=none, runid=none, 1",
        "link=down, '', 2",
        "link=down, link=down, 0",
        "s_down=yes, '', 2",
        "pong=5000, '', 1",
        "pong=5001, '', 2",
        "info=5000, '', 1",
        "info=5001, '', 2",
        "info=none, '', 2",
        "info=none, info=none, 0",
        // ten times down-after, from the one that kept its link longest
        "masterdown=10, '', 1",
        "masterdown=11, '', 2",
        "masterdown=11 priority=1, '', 2",
        "masterdown=500, masterdown=490, 1",
        "masterdown=501, masterdown=490, 2",
        // one that had no link since its start is of unknown age: no measure for others
        "masterdown=-1 offset=1, masterdown=500, 2",
        "masterdown=-1 offset=4, masterdown=500, 2",
        "loading=yes, '', 2",
        "loading=yes, loading=yes, 0",
        // never synced: no link ever, and no offset
        "masterdown=-1 offset=0 priority=1, '', 2",
        "masterdown=-1 offset=7, '', 1",
        "offset=0, priority=0, 1",
        // lost its link while it loaded a snapshot: it has nothing whole
        "masterdown=3 offset=1 priority=1, '', 2",
        "masterdown=3 offset=0, priority=0, 1",
        // waits for a snapshot, and has still all that it had
        "syncing=yes priority=1, '', 1",
        "syncing=yes offset=1 priority=1, '', 2",
        // failed to become master just now
        "failed=yes priority=1, '', 2",
        "failed=yes, priority=0, 1",
        // one that was promoted by a leader that died then is better than none, and worse than any other
        "role=master, '', 2",
        "role=master priority=1, '', 2",
        "role=master, priority=0, 1",
        "role=master priority=0, priority=0, 0",
        // and it has no link whose age could make another one's stale
        "role=master, masterdown=500, 2",
    })
    void underADeadMaster(String first, String second, int expected) {
        group.master().downSince(OptionalLong.of(NOW.monotonicMillis() - 100));
        assertChoice(first, second, expected);
    }

    @ParameterizedTest(name = "[{0}] against [{1}]: {2}")
    @CsvSource({
        "'', '', 1",
        "info=30000, '', 1",
        "info=30001, '', 2",
        "role=master, '', 2",
        "role=master, priority=0, 0",
        "pong=5001, '', 2",
        "priority=0, priority=0, 0",
    })
    void underALivingMaster(String first, String second, int expected) {
        assertChoice(first, second, expected);
    }

    @Test
    void withoutReplicasThereIsNone() {
        assertEquals(Optional.empty(), ReplicaChoice.best(group, NOW));
    }

    private void assertChoice(String first, String second, int expected) {
        replica(1, first);
        replica(2, second);
        int chosen = ReplicaChoice.best(group, NOW)
                .map(node -> node.address().port())
                .orElse(0);
        assertEquals(expected, chosen);
    }

    private DataNode node(int port) {
        return links.node(
                "m",
                new Address("h", port),
                port == 6379 ? InfoReport.Role.MASTER : InfoReport.Role.REPLICA,
                new Moment(0, 0));
    }

    private void replica(int port, String differences) {
        DataNode node = node(port);
        String runId = Integer.toString(port).repeat(40);
        String role = "slave";
        long pong = 0;
        long info = 0;
        boolean said = true;
        boolean up = true;
        StringBuilder text = new StringBuilder("slave_priority:100\nslave_repl_offset:5\nmaster_repl_offset:5\n");
        for (String difference : differences.isEmpty() ? new String[0] : differences.split(" ")) {
            String value = difference.substring(difference.indexOf('=') + 1);
            switch (difference.substring(0, difference.indexOf('='))) {
                case "offset" -> text.append("slave_repl_offset:").append(value).append('\n');
                case "priority" -> text.append("slave_priority:").append(value).append('\n');
                case "masterdown" ->
                    text.append("master_link_down_since_seconds:").append(value).append('\n');
                case "runid" -> runId = "";
                case "syncing" -> text.append("master_sync_in_progress:1\n");
                case "loading" -> text.append("loading:1\n");
                case "failed" -> node.promotionFailed(NOW);
                case "role" -> role = value;
                case "link" -> up = false;
                case "s_down" -> node.downSince(OptionalLong.of(NOW.monotonicMillis()));
                case "pong" -> pong = Long.parseLong(value);
                case "info" -> {
                    said = !value.equals("none");
                    info = said ? Long.parseLong(value) : 0;
                }
                default -> throw new IllegalArgumentException(difference);
            }
        }
        text.append("run_id:").append(runId).append("\nrole:slave\n");
        if (up) {
            node.link().cameUp(NOW.plusMillis(-60_000));
        }
        node.link().answered(true, true, NOW.plusMillis(-pong));
        if (said) {
            node.reported(InfoReport.parse(text.toString()), text.toString(), NOW.plusMillis(-info));
            // Only a replica tells its priority: whoever is a master now told it before.
            text.append("role:").append(role).append('\n');
            node.reported(InfoReport.parse(text.toString()), text.toString(), NOW.plusMillis(-info));
        }
        group.replicas().put(node.address(), node);
    }
}
