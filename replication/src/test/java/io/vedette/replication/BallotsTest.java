package io.vedette.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.replication.BallotEffect.Attach;
import io.vedette.replication.BallotEffect.BeginHistory;
import io.vedette.replication.BallotEffect.Confirm;
import io.vedette.replication.BallotEffect.Detach;
import io.vedette.replication.BallotEffect.Refuse;
import io.vedette.replication.BallotEffect.Store;
import io.vedette.replication.BallotEffect.Tell;
import io.vedette.replication.Ballots.Place;
import io.vedette.replication.Ballots.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BallotsTest {
    private static final String GROUP = "mymaster";
    private static final String ID = "a".repeat(40);
    private static final String OTHER = "b".repeat(40);
    private static final String REPLID = "c".repeat(40);
    private static final int SEEDS = 300;
    private static final int STEPS = 200;

    private static Ballot ballot(long epoch) {
        return new Ballot(epoch, "1");
    }

    private static Marker marker(Ballot ballot) {
        return new Marker(GROUP, ballot, REPLID, 1, List.of(ID, OTHER));
    }

    /** One server: its disk keeps what was stored, its data is a place. */
    private static final class Server {
        private final List<Store> underWay = new ArrayList<>();
        private final List<BallotEffect> seen = new ArrayList<>();
        private Vow disk = Vow.NONE;
        private boolean storesAtOnce = true;
        private boolean fromMemory = true;
        private Place place = new Place(Marker.NONE, 100, true, false);
        private int life;
        private Ballots ballots = new Ballots(disk, "life0", () -> place, () -> fromMemory);

        static Server begun(boolean follows) {
            Server server = new Server();
            server.give(new BallotEvent.Started(follows, true));
            return server;
        }

        void restart(boolean follows, boolean placeKnown) {
            underWay.clear();
            life++;
            ballots = new Ballots(disk, runId(), () -> place, () -> fromMemory);
            give(new BallotEvent.Started(follows, placeKnown));
        }

        String runId() {
            return "life" + life;
        }

        List<BallotEffect> give(BallotEvent event) {
            List<BallotEffect> got = new ArrayList<>(ballots.handle(event));
            for (BallotEffect effect : List.copyOf(got)) {
                if (effect instanceof Store store) {
                    underWay.add(store);
                } else if (effect instanceof BeginHistory(Marker began)) {
                    place = new Place(began, place.offset() + 50, true, false);
                }
            }
            seen.addAll(got);
            if (storesAtOnce) {
                got.addAll(storeAll());
            }
            return got;
        }

        List<BallotEffect> storeAll() {
            List<BallotEffect> got = new ArrayList<>();
            while (!underWay.isEmpty()) {
                Store store = underWay.removeFirst();
                disk = store.vow();
                got.addAll(give(new BallotEvent.Stored(store.number())));
            }
            return got;
        }

        List<BallotEffect> prepare(Ballot ballot) {
            return give(new BallotEvent.PrepareAsked(1, GROUP, ballot));
        }

        List<BallotEffect> promote(Ballot ballot, LogKey key, String runId) {
            return give(new BallotEvent.PromoteAsked(1, GROUP, ballot, key, runId, REPLID, 1, List.of(ID, OTHER)));
        }

        List<BallotEffect> lead(Ballot ballot, LogKey key, int replicas, List<String> ids, boolean refounds) {
            return give(new BallotEvent.PromoteAsked(
                    1, GROUP, ballot, key, runId(), REPLID, new Electorate(replicas, ids), refounds));
        }

        List<BallotEffect> follow(Ballot ballot) {
            return give(new BallotEvent.FollowAsked(1, GROUP, ballot, "10.0.0.1", 6379));
        }

        Server following(Ballot ballot) {
            follow(ballot);
            give(new BallotEvent.Attached(ballot, 100));
            place = new Place(marker(ballot), 150, true, false);
            give(new BallotEvent.Looked());
            return this;
        }
    }

    private static boolean has(List<BallotEffect> effects, Class<? extends BallotEffect> kind) {
        return effects.stream().anyMatch(kind::isInstance);
    }

    private static String refusal(List<BallotEffect> effects) {
        return effects.stream()
                .filter(Refuse.class::isInstance)
                .map(effect -> ((Refuse) effect).line())
                .findFirst()
                .orElse("not refused");
    }

    @Test
    void aServerOfNoGroupPromisesAndRefusesNothing() {
        Server server = Server.begun(true);
        assertEquals(Standing.OUTSIDE, server.ballots.standing());
        assertTrue(server.ballots.mayAcknowledge());
        assertFalse(server.ballots.isSilent());
        assertEquals(77, server.ballots.acknowledged(77, 5));
        assertTrue(has(server.give(new BallotEvent.KeyAsked(1, GROUP)), Tell.class));
        assertEquals(Vow.NONE, server.disk);
    }

    @Test
    void thePromiseIsOnTheDiskBeforeItIsAnswered() {
        Server server = Server.begun(true);
        server.storesAtOnce = false;
        List<BallotEffect> asked = server.prepare(ballot(5));
        assertTrue(has(asked, Detach.class), "it lets go at once");
        assertFalse(has(asked, Tell.class));
        assertTrue(has(server.storeAll(), Tell.class));
        assertEquals(ballot(5), server.disk.promised());
        assertEquals(GROUP, server.disk.group());
    }

    @Test
    void whatCannotBeStoredIsRefusedAndTriedAgainNextTime() {
        Server server = Server.begun(true);
        server.storesAtOnce = false;
        server.prepare(ballot(5));
        List<BallotEffect> failed = server.give(new BallotEvent.StoreFailed(1, "disk full"));
        assertTrue(refusal(failed).contains("disk full"));
        server.underWay.clear();
        server.prepare(ballot(5));
        assertTrue(has(server.storeAll(), Tell.class));
        assertEquals(ballot(5), server.disk.promised());
    }

    @Test
    void nothingLowerIsObeyedAndInOneEpochOneTokenOnly() {
        Server server = Server.begun(true);
        server.prepare(ballot(5));
        assertTrue(refusal(server.prepare(ballot(4))).startsWith("PROMISED 5 1 "));
        assertTrue(refusal(server.follow(ballot(4))).startsWith("PROMISED 5 1 "));
        assertTrue(refusal(server.prepare(new Ballot(5, "2"))).startsWith("PROMISED 5 1 "));
        assertTrue(refusal(server.follow(new Ballot(5, "2"))).startsWith("PROMISED 5 1 "));
        assertTrue(has(server.prepare(ballot(5)), Tell.class), "asked twice");
        assertTrue(has(server.prepare(new Ballot(6, "2")), Tell.class));
    }

    @Test
    void anotherGroupIsRefused() {
        Server server = Server.begun(true);
        server.prepare(ballot(5));
        assertTrue(refusal(server.give(new BallotEvent.PrepareAsked(1, "other", ballot(9))))
                .startsWith("SUPERVISED "));
        assertTrue(refusal(server.give(new BallotEvent.KeyAsked(1, "other"))).startsWith("SUPERVISED "));
    }

    @Test
    void aDetachedServerAcknowledgesWritesAndFollowsNothingUntilABallotSaysSo() {
        Server server = Server.begun(true).following(ballot(4));
        assertTrue(server.ballots.mayAcknowledge());
        server.prepare(ballot(5));
        assertTrue(server.ballots.isSilent());
        assertFalse(server.ballots.mayAcknowledge());
        assertFalse(server.ballots.mayAttach(ballot(4)));
        assertFalse(server.ballots.mayAttach(ballot(5)), "nobody has told it to follow");
        server.follow(ballot(5));
        assertFalse(server.ballots.mayAttach(ballot(4)), "no way back");
        assertFalse(server.ballots.mayAttach(new Ballot(5, "2")));
        assertTrue(server.ballots.mayAttach(ballot(5)));
        assertTrue(server.ballots.mayAttach(ballot(6)));
    }

    @Test
    void aRestartChangesNothingOfWhatWasPromised() {
        Server server = Server.begun(true);
        server.prepare(ballot(5));
        server.restart(true, true);
        assertEquals(Standing.FOLLOWING, server.ballots.standing(), "by its configuration, as far as ballots allow");
        assertFalse(server.ballots.mayAttach(ballot(4)));
        assertTrue(server.ballots.mayAttach(ballot(5)));
        server.restart(false, true);
        assertEquals(Standing.DETACHED, server.ballots.standing());
    }

    @Test
    void attachingIsAPromiseAndOnTheDiskBeforeTheFirstAcknowledgement() {
        Server server = Server.begun(true);
        server.follow(ballot(5));
        server.storesAtOnce = false;
        server.give(new BallotEvent.Attached(ballot(7), 90));
        assertFalse(server.ballots.mayAcknowledge());
        server.storeAll();
        assertTrue(server.ballots.mayAcknowledge());
        assertEquals(ballot(7), server.disk.promised());
        assertTrue(refusal(server.prepare(ballot(6))).startsWith("PROMISED 7 1 "));
        assertTrue(refusal(server.prepare(ballot(7))).startsWith("PROMISED 7 1 "), "late, and in force already");
    }

    @Test
    void aPromotionBeginsAHistoryOnceAndSaysSo() {
        Server server = Server.begun(true);
        server.prepare(ballot(5));
        server.storesAtOnce = false;
        List<BallotEffect> asked = server.promote(ballot(5), new LogKey(0, 100), server.runId());
        assertFalse(has(asked, BeginHistory.class), "that it leads from memory is to be on the disk first");
        List<BallotEffect> done = server.storeAll();
        assertTrue(done.contains(new BeginHistory(marker(ballot(5)))));
        assertTrue(has(done, Confirm.class));
        assertEquals(Standing.LEADING, server.ballots.standing());
        assertEquals(ballot(5), server.disk.led());
        List<BallotEffect> again = server.promote(ballot(5), new LogKey(0, 100), server.runId());
        assertTrue(has(again, Confirm.class));
        assertFalse(has(again, BeginHistory.class));
        assertTrue(refusal(server.follow(ballot(5))).startsWith("PROMISED "), "one ballot names one target");
        assertTrue(refusal(server.prepare(ballot(5))).startsWith("PROMISED "));
        assertTrue(has(server.follow(ballot(6)), Detach.class));
    }

    @Test
    void aPromotionIsRefusedWithoutAnAnswerOfThisLifeInThisBallot() {
        Server server = Server.begun(true);
        LogKey key = new LogKey(0, 100);
        assertTrue(refusal(server.promote(ballot(5), key, server.runId())).startsWith("NOTPREPARED "));
        server.prepare(ballot(5));
        assertTrue(refusal(server.promote(ballot(6), key, server.runId())).startsWith("NOTPREPARED "));
        assertTrue(refusal(server.promote(ballot(5), key, "life9")).contains("has restarted"));
        server.prepare(ballot(7));
        assertTrue(refusal(server.promote(ballot(5), key, server.runId())).startsWith("PROMISED 7 "));
        server.restart(false, true);
        assertTrue(refusal(server.promote(ballot(7), key, "life0")).contains("has restarted"));
        assertTrue(refusal(server.promote(ballot(7), key, server.runId())).startsWith("NOTPREPARED "));
    }

    @Test
    void aPromotionIsRefusedWithLessThanWasAnswered() {
        Server server = Server.begun(true);
        server.prepare(ballot(5));
        assertTrue(refusal(server.promote(ballot(5), new LogKey(0, 99), server.runId()))
                .contains("holds 0 100 and said 0 100"));
        server.place = new Place(Marker.NONE, 99, true, false);
        assertTrue(refusal(server.promote(ballot(5), new LogKey(0, 100), server.runId()))
                .contains("holds 0 99"));
        server.place = new Place(Marker.NONE, 100, true, false);
        assertTrue(has(server.promote(ballot(5), new LogKey(0, 100), server.runId()), BeginHistory.class));
    }

    @Test
    void whoFollowsInABallotIsNotPromotedInIt() {
        Server server = Server.begun(true);
        server.prepare(ballot(5));
        server.follow(ballot(5));
        assertTrue(refusal(server.promote(ballot(5), new LogKey(0, 100), server.runId()))
                .startsWith("NOTPREPARED "));
    }

    @Test
    void whoLedInABallotNeitherFollowsNorLeadsInItAfterARestart() {
        Server server = Server.begun(false);
        server.prepare(ballot(5));
        server.promote(ballot(5), new LogKey(0, 100), server.runId());
        server.restart(true, true);
        assertFalse(server.ballots.mayAttach(ballot(5)));
        assertTrue(refusal(server.follow(ballot(5))).startsWith("PROMISED "));
        assertTrue(refusal(server.prepare(ballot(5))).startsWith("PROMISED "));
        assertTrue(has(server.prepare(ballot(6)), Tell.class));
    }

    @Test
    void aLaterPromiseOvertakesAnAnswerThatWaits() {
        Server server = Server.begun(true);
        server.storesAtOnce = false;
        server.prepare(ballot(5));
        server.give(new BallotEvent.PrepareAsked(2, GROUP, ballot(6)));
        List<BallotEffect> done = server.storeAll();
        assertTrue(refusal(done).startsWith("PROMISED 6 1 "));
        assertEquals(
                List.of(new Tell(2)),
                done.stream().filter(Tell.class::isInstance).toList());
    }

    @Test
    void whoRestartsWithoutHavingStoppedCleanlyIsAmnesiacUntilItHasCaughtUp() {
        Server server = Server.begun(true).following(ballot(5));
        assertTrue(server.disk.unclean());
        assertEquals(Optional.empty(), server.ballots.whyNotCounted());
        server.restart(true, true);
        assertEquals(Optional.of("amnesiac"), server.ballots.whyNotCounted());
        server.give(new BallotEvent.Attached(ballot(5), 200));
        assertEquals(0, server.ballots.acknowledged(150, 150), "alive, and no more");
        server.give(new BallotEvent.Looked());
        assertTrue(server.ballots.isAmnesiac());
        server.place = new Place(marker(ballot(5)), 200, true, false);
        server.give(new BallotEvent.Looked());
        assertEquals(Optional.empty(), server.ballots.whyNotCounted());
        assertEquals(200, server.ballots.acknowledged(200, 150));
        server.disk = server.ballots.afterCleanStop();
        server.restart(true, true);
        assertEquals(Optional.empty(), server.ballots.whyNotCounted());
    }

    @Test
    void anOldHistoryThatIsLongerIsNotTheEndOfTheMastersLog() {
        Server server = Server.begun(true).following(ballot(5));
        server.restart(true, true);
        server.place = new Place(marker(ballot(5)), 999, true, false);
        server.give(new BallotEvent.Attached(ballot(6), 200));
        server.give(new BallotEvent.Looked());
        assertTrue(server.ballots.isAmnesiac(), "999 is of the history of 5");
    }

    @Test
    void withFsyncNothingIsConfirmedThatIsNotOnTheDiskAndNobodyIsAmnesiac() {
        Server server = Server.begun(true);
        server.fromMemory = false;
        server.following(ballot(5));
        assertEquals(120, server.ballots.acknowledged(150, 120));
        assertFalse(server.disk.unclean());
        server.restart(true, true);
        assertEquals(Optional.empty(), server.ballots.whyNotCounted());
        server.give(new BallotEvent.Attached(ballot(5), 100));
        server.fromMemory = true;
        assertEquals(120, server.ballots.acknowledged(150, 120), "not before the mark is on the disk");
        server.give(new BallotEvent.Looked());
        assertEquals(150, server.ballots.acknowledged(150, 120));
        assertTrue(server.disk.unclean());
    }

    @Test
    void aHollowServerSaysSoOnTheDiskFirstAndIsNotCountedUntilItHasCaughtUp() {
        Server server = Server.begun(true).following(ballot(5));
        server.storesAtOnce = false;
        assertFalse(has(server.give(new BallotEvent.DataGoes(9)), BallotEffect.GiveUpData.class));
        assertTrue(has(server.storeAll(), BallotEffect.GiveUpData.class));
        assertTrue(server.disk.hollow());
        server.storesAtOnce = true;
        server.restart(true, false);
        assertEquals(Optional.of("hollow"), server.ballots.whyNotCounted());
        server.prepare(ballot(6));
        assertTrue(refusal(server.promote(ballot(6), server.place.key(), server.runId()))
                .contains("hollow"));
        server.follow(ballot(6));
        server.give(new BallotEvent.Attached(ballot(6), 300));
        server.place = new Place(marker(ballot(6)), 300, true, false);
        server.give(new BallotEvent.DataReplaced());
        assertEquals(Optional.empty(), server.ballots.whyNotCounted());
        assertFalse(server.disk.hollow());
    }

    @Test
    void outsideOfGroupsAHollowServerIsWholeWithTheNextSnapshot() {
        Server server = Server.begun(true);
        server.give(new BallotEvent.DataGoes(9));
        assertTrue(server.disk.hollow());
        server.give(new BallotEvent.DataReplaced());
        assertEquals(Vow.NONE, server.disk);
    }

    @Test
    void whoDoesNotKnowThePlaceOfItsDataIsNotCounted() {
        Server server = Server.begun(true).following(ballot(5));
        assertEquals(Optional.empty(), server.ballots.whyNotCounted());
        server.restart(false, false);
        assertEquals(Optional.of("unsynced"), server.ballots.whyNotCounted());
    }

    /** Else a group whose configured master dies between the first promise and the first promotion has no master ever. */
    @Test
    void whoHasPromisedButNeitherLedNorFollowedHasNothingToForget() {
        Server server = Server.begun(false);
        server.prepare(ballot(5));
        server.restart(false, false);
        assertEquals(Optional.empty(), server.ballots.whyNotCounted());
        server.prepare(ballot(6));
        server.promote(ballot(6), server.place.key(), server.runId());
        assertEquals(Standing.LEADING, server.ballots.standing());
        server.restart(false, false);
        assertEquals(Optional.of("unsynced"), server.ballots.whyNotCounted());
    }

    @Test
    void anOverrideMakesForeignUntilAWholeSnapshotHasCome() {
        Server server = Server.begun(true).following(ballot(5));
        List<BallotEffect> done = server.give(new BallotEvent.OverrideAsked(1, GROUP, false, "", 0));
        assertTrue(has(done, Detach.class));
        assertTrue(has(done, BallotEffect.Override.class));
        assertEquals(Standing.FOREIGN, server.ballots.standing());
        server.restart(false, true);
        assertEquals(Standing.FOREIGN, server.ballots.standing());
        assertEquals(Optional.of("foreign"), server.ballots.whyNotCounted());
        server.place = new Place(marker(ballot(6)), 500, true, false);
        assertTrue(server.follow(ballot(6)).contains(new Attach("10.0.0.1", 6379)));
        assertTrue(server.ballots.needsSnapshot());
        server.give(new BallotEvent.Attached(ballot(6), 400));
        server.give(new BallotEvent.Looked());
        assertEquals(Optional.of("foreign"), server.ballots.whyNotCounted(), "what it has may be its own");
        server.give(new BallotEvent.DataReplaced());
        assertFalse(server.ballots.needsSnapshot());
        assertEquals(Optional.empty(), server.ballots.whyNotCounted());
        server.restart(false, true);
        assertEquals(Standing.DETACHED, server.ballots.standing());
    }

    /** The data name two members, and one is left: by PROMOTE it cannot lead alone, and where an operator says so it can. */
    @Test
    void anOperatorFoundsTheGroupAnewWithWhoIsLeft() {
        Server server = Server.begun(true).following(ballot(5));
        server.prepare(ballot(6));
        LogKey key = server.place.key();
        assertTrue(refusal(server.lead(ballot(6), key, 0, List.of(ID), false)).startsWith("NOTPREPARED its data name"));
        List<BallotEffect> done = server.lead(ballot(6), key, 0, List.of(ID), true);
        assertTrue(has(done, Confirm.class));
        assertEquals(new Electorate(0, List.of(ID)), server.place.marker().present());
        assertEquals(Standing.LEADING, server.ballots.standing());
    }

    @Test
    void anOperatorFoundsTheGroupAnewWithTheDataOfWhomHeHasOverridden() {
        Server server = Server.begun(true).following(ballot(5));
        server.give(new BallotEvent.OverrideAsked(1, GROUP, false, "", 0));
        server.prepare(ballot(6));
        LogKey key = server.place.key();
        assertTrue(refusal(server.lead(ballot(6), key, 1, List.of(ID, OTHER), false))
                .startsWith("NOTPREPARED its data is not to be built upon: foreign"));
        assertTrue(has(server.lead(ballot(6), key, 1, List.of(ID, OTHER), true), Confirm.class));
        assertEquals(Optional.empty(), server.ballots.whyNotCounted());
        assertFalse(server.disk.foreign());
        assertFalse(server.disk.overridden());
    }

    /** Not even an operator's word makes data of what is none. */
    @Test
    void nobodyFoundsAGroupAnewWithDataThatWentOrWithAnOldAnswer() {
        Server server = Server.begun(true).following(ballot(5));
        server.give(new BallotEvent.DataGoes(1));
        server.prepare(ballot(6));
        LogKey key = server.place.key();
        assertTrue(refusal(server.lead(ballot(6), key, 0, List.of(ID), true)).endsWith("hollow"));
        assertTrue(refusal(server.lead(ballot(4), key, 0, List.of(ID), true)).startsWith("PROMISED 6 1 "));
        server.restart(true, true);
        assertTrue(refusal(server.give(new BallotEvent.PromoteAsked(
                        1, GROUP, ballot(6), key, "life0", REPLID, new Electorate(0, List.of(ID)), true)))
                .startsWith("NOTPREPARED this server has restarted"));
    }

    @Test
    void whoWasOverriddenAndHasPromisedSinceNeedsASnapshotAlsoIfItsConfigurationSaysWhomToFollow() {
        Server server = Server.begun(true).following(ballot(5));
        server.give(new BallotEvent.OverrideAsked(1, GROUP, true, "10.0.0.1", 6379));
        assertFalse(server.ballots.needsSnapshot(), "that is the operator's affair");
        server.prepare(ballot(6));
        server.restart(true, true);
        assertEquals(Standing.FOLLOWING, server.ballots.standing());
        assertTrue(server.ballots.needsSnapshot());
        server.give(new BallotEvent.Attached(ballot(6), 0));
        server.give(new BallotEvent.Looked());
        assertEquals(Optional.of("foreign"), server.ballots.whyNotCounted());
    }

    @Test
    void nobodyIsOverriddenWhoBelongsToNoGroup() {
        Server server = Server.begun(true);
        assertTrue(refusal(server.give(new BallotEvent.OverrideAsked(1, GROUP, false, "", 0)))
                .startsWith("ERR "));
    }

    /** Anything in any order, stores that take their time or fail, restarts at any moment. */
    @Test
    void whateverHappensNothingIsToldThatTheDiskDoesNotHoldAndNothingIsTakenBack() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Server server = Server.begun(random.nextBoolean());
            server.storesAtOnce = false;
            Ballot told = Ballot.NONE;
            List<Ballot> led = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                Standing before = server.ballots.standing();
                List<BallotEffect> effects = act(server, random);
                String where = "seed " + seed + " step " + step;
                for (BallotEffect effect : effects) {
                    if (effect instanceof Tell || effect instanceof Confirm || effect instanceof BeginHistory) {
                        assertTrue(told.permits(server.disk.promised()), where);
                    }
                    if (effect instanceof BeginHistory(Marker began)) {
                        assertFalse(led.contains(began.ballot()), where + ": led twice");
                        assertEquals(began.ballot(), server.disk.led(), where);
                        assertEquals(Standing.DETACHED, before, where);
                        led.add(began.ballot());
                    }
                }
                if (server.ballots.isSupervised() && server.ballots.mayAcknowledge()) {
                    assertEquals(server.ballots.vow().promised(), server.disk.promised(), where);
                }
                if (server.ballots.standing() == Standing.LEADING) {
                    assertEquals(server.ballots.vow().led(), server.disk.led(), where);
                    assertEquals(
                            server.ballots.vow().led(), server.ballots.vow().promised(), where);
                }
                boolean backwards = told.epoch() > server.disk.promised().epoch()
                        || told.epoch() == server.disk.promised().epoch() && !told.equals(server.disk.promised());
                assertFalse(backwards, where + ": from " + told + " to " + server.disk.promised());
                told = server.disk.promised();
            }
        }
    }

    private static List<BallotEffect> act(Server server, Random random) {
        Ballot ballot = new Ballot(1 + random.nextInt(12), random.nextBoolean() ? "1" : "2");
        switch (random.nextInt(12)) {
            case 0, 1 -> {
                return server.prepare(ballot);
            }
            case 2, 3 -> {
                return server.promote(server.ballots.vow().promised(), server.place.key(), server.runId());
            }
            case 4 -> {
                return server.follow(ballot);
            }
            case 5 -> {
                return server.ballots.mayAttach(ballot)
                        ? server.give(new BallotEvent.Attached(ballot, server.place.offset()))
                        : List.of();
            }
            case 6 -> {
                server.restart(random.nextBoolean(), random.nextInt(4) > 0);
                return List.of();
            }
            case 7 -> {
                return server.give(new BallotEvent.Looked());
            }
            case 8 -> {
                if (server.underWay.isEmpty()) {
                    return List.of();
                }
                Store failed = server.underWay.removeFirst();
                return server.give(new BallotEvent.StoreFailed(failed.number(), "disk full"));
            }
            default -> {
                return server.storeAll();
            }
        }
    }
}
