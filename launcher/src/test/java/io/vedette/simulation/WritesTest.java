package io.vedette.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vedette.sentinel.core.Address;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is lost is what nobody has any more. */
final class WritesTest {
    private final World world = new World(1, Shape::of, Journal.none());
    private final History begun = History.begun("0");
    private final Address masterAddress = new Address("10.0.0.8", 6379);
    private final DataServer master = server("10.0.0.8", Optional.empty());
    private final DataServer replica = server("10.0.0.9", Optional.of(masterAddress));
    private final Writes writes = new Writes(List.of(master, replica));
    private final History history = master.history();

    private DataServer server(String host, Optional<Address> follows) {
        return new DataServer(
                world,
                0,
                new Address(host, 6379),
                follows,
                100,
                each -> new RedisModel(world, each, follows, begun, true));
    }

    @Test
    void whatAnotherServerHasIsNotLost() {
        writes.done(master, 10);
        writes.dropped(history, 10);
        assertEquals(0, writes.lost(), "the master itself has them");
    }

    @Test
    void whatLiesBeyondEverybodyIsLost() {
        writes.done(master, 10);
        writes.dropped(history, 13);
        assertEquals(3, writes.lost());
    }

    @Test
    void aBranchIsLostDownToItsFork() {
        writes.done(master, 10);
        writes.dropped(history.branch("1", 6, 240), 9);
        assertEquals(3, writes.lost(), "three on the branch, and its root is the master's");
    }

    @Test
    void aHistoryIsSharedUpToWhereItForked() {
        History branch = history.branch("1", 6, 240);
        assertEquals(6, branch.shared(20, history));
        assertEquals(4, branch.shared(4, history));
        assertEquals(20, branch.shared(20, branch));
        assertEquals(0, history.shared(20, branch));
    }
}
