package io.vedette.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.config.OutputLimits;
import io.vedette.resp.Argv;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What members of a group say to each other before the stream begins, and what a stream says of ballots. */
class BallotHandshakeTest {
    private static final String GROUP = "g";
    private static final String ID = "a".repeat(40);
    private static final String OTHER = "b".repeat(40);
    private static final String REPLID = "c".repeat(40);
    private static final Ballot FIVE = new Ballot(5, "1");

    /** Both cores of one server and its ballots, whose disk takes everything at once. */
    private static final class Server {
        private final ReplicationLog log = new ReplicationLog(ReplicationHistory.of("d".repeat(40)), 1 << 20);
        private final ReplicaCore replica = new ReplicaCore(log, () -> "e".repeat(40), Server::settings);
        private final MasterCore master = new MasterCore(
                log,
                replica,
                () -> "f".repeat(40),
                () -> new MasterSettings(true, 0, 0, 60, 10, 0, 0, 10, OutputLimits.DEFAULT.replica()));
        private final Ballots ballots = new Ballots(
                Vow.NONE,
                "life",
                () -> new Ballots.Place(log.marker(), log.endOffset(), replica.isPlaceKnown(), false),
                () -> true);
        private final List<String> said = new ArrayList<>();

        Server() {
            replica.obey(ballots);
            master.obey(ballots);
            give(new BallotEvent.Started(false, false));
        }

        private static ReplicaSettings settings() {
            return new ReplicaSettings(
                    6380, Optional.empty(), Optional.empty(), Optional.empty(), 60, Optional.of(ID), 16);
        }

        void give(BallotEvent event) {
            for (BallotEffect effect : ballots.handle(event)) {
                switch (effect) {
                    case BallotEffect.Store(long number, Vow vow) -> give(new BallotEvent.Stored(number));
                    case BallotEffect.BeginHistory(Marker marker, boolean refounds) ->
                        replica(new ReplicaEvent.BeginHistory(marker));
                    case BallotEffect.Override override -> replica(new ReplicaEvent.BranchOff("override"));
                    case BallotEffect.Detach() -> replica(new ReplicaEvent.Detach());
                    case BallotEffect.Attach(String host, int port) ->
                        replica(new ReplicaEvent.Follow(host, port, "ballot"));
                    default -> {}
                }
            }
        }

        void replica(ReplicaEvent event) {
            for (ReplicaEffect effect : replica.handle(event, 0)) {
                switch (effect) {
                    case ReplicaEffect.Send(long link, byte[] bytes) ->
                        said.add(new String(bytes, StandardCharsets.US_ASCII));
                    case ReplicaEffect.Attached(Ballot ballot, long end) -> give(new BallotEvent.Attached(ballot, end));
                    default -> said.add(effect.getClass().getSimpleName());
                }
            }
        }

        List<MasterEffect> master(String... words) {
            return master.handle(new MasterEvent.ReplconfReceived(1, "10.0.0.9:1", Argv.of(words)), 0);
        }

        void got(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            replica(new ReplicaEvent.Received(1, bytes, bytes.length));
        }

        /** Follows, and is at the point where the master answers about its ballot. */
        Server greeting() {
            give(new BallotEvent.FollowAsked(1, GROUP, FIVE, "10.0.0.1", 6379));
            replica(new ReplicaEvent.Connected(1));
            got("+PONG\r\n+OK\r\n+OK\r\n+OK\r\n");
            return this;
        }

        Server leading(Ballot ballot) {
            give(new BallotEvent.PrepareAsked(1, GROUP, ballot));
            LogKey key = new LogKey(log.marker().ballot().epoch(), log.endOffset());
            give(new BallotEvent.PromoteAsked(1, GROUP, ballot, key, "life", REPLID, 1, List.of(ID, OTHER)));
            return this;
        }

        boolean saidPsync() {
            return said.stream().anyMatch(text -> text.contains("PSYNC"));
        }
    }

    private static String reply(List<MasterEffect> effects) {
        return switch (effects.getLast()) {
            case MasterEffect.Send(long to, byte[] bytes) -> new String(bytes, StandardCharsets.US_ASCII);
            case MasterEffect.Refuse(long to, String line) -> "-" + line;
            default -> effects.toString();
        };
    }

    @Test
    void aMemberSaysItsGroupAndPromiseAndAsksForNothingBeforeTheAnswer() {
        Server server = new Server().greeting();
        assertTrue(server.said.contains(
                "*5\r\n$8\r\nREPLCONF\r\n$14\r\nvedette-ballot\r\n$1\r\ng\r\n$1\r\n5\r\n$1\r\n1\r\n"));
        assertFalse(server.saidPsync());
        server.got("+OK 5 1 0\r\n");
        assertTrue(server.saidPsync());
    }

    @Test
    void aMemberLeavesWhoLeadsInALowerBallotOrInNone() {
        for (String answer :
                List.of("+OK 4 1 0", "+OK 5 2 0", "+OK", "-ERR Unrecognized REPLCONF option: vedette-ballot")) {
            Server server = new Server().greeting();
            server.got(answer + "\r\n");
            assertFalse(server.saidPsync(), answer);
            assertTrue(server.said.contains("Disconnect"), answer);
            assertEquals(FIVE, server.ballots.vow().promised());
        }
    }

    @Test
    void aLaterBallotOfTheMasterIsPromisedByFollowingIt() {
        Server server = new Server().greeting();
        server.got("+OK 7 9 0\r\n");
        assertEquals(new Ballot(7, "9"), server.ballots.vow().promised());
        assertTrue(server.saidPsync());
    }

    @Test
    void onlyWhoLeadsTheGroupAnswersWithItsBallot() {
        Server outside = new Server();
        assertTrue(reply(outside.master("REPLCONF", "vedette-ballot", GROUP, "5", "1"))
                .startsWith("-SUPERVISED "));
        Server leader = new Server().leading(FIVE);
        long end = leader.log.endOffset();
        assertEquals("+OK 5 1 " + end + "\r\n", reply(leader.master("REPLCONF", "vedette-ballot", GROUP, "4", "1")));
        assertTrue(reply(leader.master("REPLCONF", "vedette-ballot", "other", "4", "1"))
                .startsWith("-SUPERVISED "));
        assertTrue(reply(leader.master("REPLCONF", "vedette-ballot", GROUP, "x", "1"))
                .startsWith("-SUPERVISED "));
    }

    @Test
    void whoDidNotExchangeBallotsOrPromisedALaterOneIsNotCounted() {
        for (String promised : List.of("none", "6", "5")) {
            Server leader = new Server().leading(FIVE);
            leader.master(
                    "REPLCONF", "listening-port", "6381", "capa", "psync2", "capa", "eof", "vedette-server-id", OTHER);
            if (!promised.equals("none")) {
                leader.master("REPLCONF", "vedette-ballot", GROUP, promised, "1");
            }
            long next = leader.log.endOffset() + 1;
            leader.master.handle(
                    new MasterEvent.SyncReceived(1, "10.0.0.9:1", Argv.of("PSYNC", REPLID, Long.toString(next)), false),
                    0);
            List<String> counted = promised.equals("5") ? List.of(OTHER) : List.of();
            assertEquals(counted, leader.master.quorum().names(), promised);
        }
    }

    @Test
    void aPromotionsFirstEntryIsItsMarkerAndADetachedMasterAppendsNothing() {
        Server server = new Server().leading(FIVE);
        assertEquals(FIVE, server.log.marker().ballot());
        assertEquals(REPLID, server.log.history().id());
        long end = server.log.endOffset();
        assertEquals(
                ("*2\r\n$4\r\nPING\r\n$" + server.log.marker().text().length() + "\r\n"
                                + server.log.marker().text() + "\r\n")
                        .length(),
                end);
        server.master.feed(0, Argv.of("SET", "k", "1"));
        assertTrue(server.log.endOffset() > end);
        server.give(new BallotEvent.PrepareAsked(1, GROUP, new Ballot(6, "1")));
        end = server.log.endOffset();
        server.master.feed(0, Argv.of("PUBLISH", "c", "m"));
        server.master.handle(new MasterEvent.AcknowledgementsWanted(), 0);
        server.master.handle(new MasterEvent.TurnEnded(), 0);
        server.master.handle(new MasterEvent.Tick(), 20_000);
        assertEquals(end, server.log.endOffset());
        assertTrue(reply(server.master.handle(
                        new MasterEvent.SyncReceived(2, "10.0.0.9:2", Argv.of("PSYNC", "?", "-1"), false), 0))
                .startsWith("-NOMASTERLINK "));
    }

    @Test
    void whoIsOverriddenGoesOnUnderAnotherNameThoughItLed() {
        Server server = new Server().leading(FIVE);
        long end = server.log.endOffset();
        server.give(new BallotEvent.OverrideAsked(1, GROUP, false, "", 0));
        assertEquals("e".repeat(40), server.log.history().id());
        assertEquals(REPLID, server.log.history().previousId());
        assertEquals(end, server.log.endOffset());
        server.master.feed(0, Argv.of("SET", "k", "1"));
        assertTrue(server.log.endOffset() > end);
    }

    @Test
    void whoWasOverriddenAsksForAWholeSnapshotThoughItKnowsItsPlace() {
        Server server = new Server().leading(FIVE);
        server.give(new BallotEvent.OverrideAsked(1, GROUP, false, "", 0));
        server.master.feed(0, Argv.of("SET", "k", "1"));
        server.give(new BallotEvent.FollowAsked(1, GROUP, new Ballot(6, "1"), "10.0.0.1", 6379));
        assertTrue(server.replica.isPlaceKnown());
        server.replica(new ReplicaEvent.Connected(1));
        server.got("+PONG\r\n+OK\r\n+OK\r\n+OK\r\n+OK 6 1 0\r\n");
        assertTrue(server.said.contains("*3\r\n$5\r\nPSYNC\r\n$1\r\n?\r\n$2\r\n-1\r\n"), server.said::toString);
    }

    @Test
    void theMarkerOfAStreamCountsWhenItIsInTheLogAndNotBefore() {
        Server server = new Server().greeting();
        server.got("+OK 5 1 0\r\n");
        server.got("+FULLRESYNC " + REPLID + " 100\r\n$1\r\nx");
        server.replica(new ReplicaEvent.Loaded(1, 0, Marker.NONE));
        assertEquals(0, server.log.marker().ballot().epoch(), "a new id is no new epoch");
        Marker marker = new Marker(GROUP, FIVE, REPLID, 1, List.of(ID, OTHER));
        String entry = "*2\r\n$4\r\nPING\r\n$" + marker.text().length() + "\r\n" + marker.text() + "\r\n";
        server.got(entry.substring(0, 40));
        assertEquals(0, server.log.marker().ballot().epoch());
        server.got(entry.substring(40));
        assertEquals(marker, server.log.marker());
        assertEquals(100 + entry.length(), server.log.endOffset());
    }
}
