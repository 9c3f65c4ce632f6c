package io.vedette.sentinel.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.DurableState;
import io.vedette.sentinel.core.Effect;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.LinkId;
import io.vedette.sentinel.core.MasterSettings;
import io.vedette.sentinel.core.Moment;
import io.vedette.sentinel.core.Operation;
import io.vedette.sentinel.core.Request;
import io.vedette.sentinel.core.SentinelCore;
import io.vedette.sentinel.core.SentinelSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The real core, a recorder in place of the world, and a disk that finishes when the test says so. */
class CoreRunnerTest {
    private static final Address MASTER = new Address("10.0.0.1", 6379);
    private static final LinkId LINK = new LinkId(LinkId.Kind.DATA, "one", MASTER);
    private static final String CANDIDATE = "9876543210987654321098765432109876543210";

    private final World world = new World();
    private final CoreRunner runner = new CoreRunner(
            new SentinelCore(
                    new SentinelSettings(new Address("", 26379)),
                    new DurableState(
                            "0123456789012345678901234567890123456789",
                            0,
                            List.of(DurableState.Group.fresh(MasterSettings.of("one", 2), MASTER))),
                    new Random(1),
                    world.now()),
            world);

    @Test
    void aVoteIsAnsweredWhenItIsOnDiskAndPingsDoNotWait() {
        List<Effect.AnswerVote> votes = new ArrayList<>();
        runner.submit(new Event.Started());
        runner.vote(MASTER, 1, CANDIDATE, vote -> votes.add(vote.orElseThrow()));
        assertEquals(List.of(), votes);
        Effect.Persist persist = world.persists.getLast();
        assertEquals(1, persist.state().groups().getFirst().leaderEpoch());

        runner.submit(new Event.LinkUp(LINK));
        assertTrue(world.sent.stream().anyMatch(request -> request instanceof Request.Ping));
        assertFalse(world.sent.stream().anyMatch(request -> request instanceof Request.PublishHello));

        runner.submit(new Event.Persisted(persist.number()));
        assertEquals(CANDIDATE, votes.getFirst().leader());
        assertEquals(1, votes.getFirst().leaderEpoch());
        assertTrue(world.sent.stream().anyMatch(request -> request instanceof Request.PublishHello));
    }

    @Test
    void aVoteThatCouldNotBeSavedIsNotTold() {
        List<Optional<Effect.AnswerVote>> votes = new ArrayList<>();
        runner.vote(MASTER, 1, CANDIDATE, votes::add);
        Effect.Persist failing = world.persists.getLast();
        runner.submit(new Event.PersistFailed(failing.number(), "No space left on device"));
        assertEquals(List.of(Optional.empty()), votes);

        // Nothing is told until a later attempt succeeds, and the vote of that epoch is still the same one.
        runner.vote(MASTER, 1, "another", votes::add);
        Effect.Persist again = world.persists.getLast();
        assertTrue(again.number() > failing.number());
        assertEquals(1, votes.size());
        runner.submit(new Event.Persisted(again.number()));
        assertEquals(CANDIDATE, votes.getLast().orElseThrow().leader());
    }

    @Test
    void afterAFailureHellosWaitForTheNextSuccess() {
        runner.vote(MASTER, 1, CANDIDATE, vote -> {});
        runner.submit(new Event.Persisted(world.persists.getLast().number()));
        runner.submit(new Event.LinkUp(LINK));
        world.sent.clear();
        runner.vote(MASTER, 2, CANDIDATE, vote -> {});
        runner.submit(new Event.PersistFailed(world.persists.getLast().number(), "No space left on device"));
        runner.submit(new Event.LinkDown(LINK, "reset"));
        runner.submit(new Event.LinkUp(LINK));
        assertFalse(world.sent.stream().anyMatch(request -> request instanceof Request.PublishHello));
        runner.submit(new Event.Persisted(world.persists.getLast().number()));
        assertTrue(world.sent.stream().anyMatch(request -> request instanceof Request.PublishHello));
    }

    @Test
    void anOperationIsAnsweredWhenItIsOnDisk() {
        List<Optional<Effect.Outcome>> outcomes = new ArrayList<>();
        runner.operate(new Operation.FlushConfig(), outcomes::add);
        assertEquals(List.of(), outcomes);
        runner.submit(new Event.Persisted(world.persists.getLast().number()));
        assertEquals(List.of(Optional.of(new Effect.Outcome.Done())), outcomes);
        runner.operate(new Operation.FlushConfig(), outcomes::add);
        runner.submit(new Event.PersistFailed(world.persists.getLast().number(), "Read-only file system"));
        assertEquals(Optional.empty(), outcomes.getLast());
    }

    @Test
    void theSuccessOfALaterWriteSetsFreeWhatWaitedForAnEarlierOne() {
        List<Optional<Effect.Outcome>> outcomes = new ArrayList<>();
        runner.operate(new Operation.FlushConfig(), outcomes::add);
        runner.operate(new Operation.FlushConfig(), outcomes::add);
        runner.submit(new Event.Persisted(world.persists.getLast().number()));
        assertEquals(2, outcomes.size());
    }

    @Test
    void anEventThatHappensInsideAnotherOneWaitsForItsTurn() {
        List<String> order = new ArrayList<>();
        world.onAnnounce = announce -> {
            order.add(announce.event());
            if (announce.event().equals("+monitor")) {
                runner.operate(new Operation.Remove("one"), outcome -> {});
            }
        };
        runner.submit(new Event.Started());
        assertEquals(List.of("+monitor", "-monitor"), order);
        assertTrue(
                world.connected.contains(LINK), "the first event's effects were carried out before the second came in");
    }

    private static final class World implements CoreRunner.Outside {
        private final List<Effect.Persist> persists = new ArrayList<>();
        private final List<Request> sent = new ArrayList<>();
        private final List<LinkId> connected = new ArrayList<>();
        private java.util.function.Consumer<Effect.Announce> onAnnounce = announce -> {};

        @Override
        public void connect(Effect.Connect effect) {
            connected.add(effect.link());
        }

        @Override
        public void disconnect(Effect.Disconnect effect) {}

        @Override
        public void send(Effect.Send effect) {
            sent.add(effect.request());
        }

        @Override
        public void persist(Effect.Persist effect) {
            persists.add(effect);
        }

        @Override
        public void announce(Effect.Announce effect) {
            onAnnounce.accept(effect);
        }

        @Override
        public void reconfigure(Effect.ReconfigureClients effect) {}

        @Override
        public void turnOver() {}

        @Override
        public void wakeAt(Effect.WakeAt effect) {}

        @Override
        public Moment now() {
            return new Moment(1_000, 1_000);
        }
    }
}
