package io.vedette.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.replication.WriteQuorum.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteQuorumTest {
    private static final long END = 1_000;

    private final WriteQuorum quorum = new WriteQuorum();

    private Rule adopt(int replicas, String... names) {
        quorum.adopt(replicas, List.of(names), false, 1_000);
        return quorum.rule();
    }

    @Test
    void withoutQuorumEverythingIsKept() {
        assertSame(Rule.NONE, quorum.rule());
        assertTrue(quorum.isKept(Rule.NONE, END));
    }

    @Test
    void theOffsetIsTheOneThatAsManyMembersAsAreWantedHave() {
        Rule two = adopt(2);
        quorum.joined(1, "a");
        quorum.joined(2, "b");
        quorum.joined(3, "c");
        quorum.acknowledged(1, 10, WriteQuorum.NOTHING, END);
        assertEquals(WriteQuorum.NOTHING, quorum.confirmed(two));
        quorum.acknowledged(2, 30, WriteQuorum.NOTHING, END);
        assertEquals(10, quorum.confirmed(two));
        quorum.acknowledged(3, 20, WriteQuorum.NOTHING, END);
        assertEquals(20, quorum.confirmed(two));
        assertTrue(quorum.isKept(two, 20));
        assertFalse(quorum.isKept(two, 21));
        assertEquals(1, quorum.confirmedBy(two, 21));
    }

    @Test
    void whileMembersAreChangedEachListMustHaveConfirmed() {
        quorum.ownName("a");
        Electorate old = new Electorate(1, List.of("a", "b"));
        Electorate next = new Electorate(2, List.of("a", "b", "c", "d"));
        quorum.adopt(List.of(old, next), false, 1_000);
        Rule both = quorum.rule();
        assertTrue(both.isOf(List.of(old, next)));
        assertFalse(both.isOf(List.of(next)));
        quorum.joined(1, "b");
        quorum.joined(2, "c");
        quorum.joined(3, "d");
        quorum.acknowledged(2, 30, WriteQuorum.NOTHING, END);
        quorum.acknowledged(3, 20, WriteQuorum.NOTHING, END);
        assertEquals(WriteQuorum.NOTHING, quorum.confirmed(both), "of the old list nobody has");
        quorum.acknowledged(1, 10, WriteQuorum.NOTHING, END);
        assertEquals(10, quorum.confirmed(both));
        quorum.acknowledged(1, 40, WriteQuorum.NOTHING, END);
        assertEquals(30, quorum.confirmed(both));
        quorum.left(2);
        assertEquals(20, quorum.confirmed(both));
        quorum.left(3);
        assertEquals(WriteQuorum.NOTHING, quorum.confirmed(both), "of the new list too few have");
        quorum.adopt(List.of(old), false, 1_000);
        assertEquals(40, quorum.confirmed(quorum.rule()));
        assertFalse(quorum.isKept(both, 1), "a rule never changes");
    }

    @Test
    void theCopyOfALeaderThatIsNotOnTheListIsNotCounted() {
        quorum.ownName("z");
        quorum.adopt(List.of(new Electorate(1, List.of("a", "b", "c"))), false, 1_000);
        Rule foreign = quorum.rule();
        quorum.joined(1, "a");
        quorum.joined(2, "b");
        quorum.acknowledged(1, 30, WriteQuorum.NOTHING, END);
        assertFalse(quorum.isKept(foreign, 1));
        quorum.acknowledged(2, 20, WriteQuorum.NOTHING, END);
        assertEquals(20, quorum.confirmed(foreign));
    }

    @Test
    void aListOfWhomNobodyConfirmsIsConfirmedByTheMasterAlone() {
        quorum.ownName("a");
        Electorate alone = new Electorate(0, List.of("a", "b"));
        quorum.adopt(List.of(alone), false, 1_000);
        assertFalse(quorum.rule().demands());
        assertTrue(quorum.rule().isOf(List.of(alone)));
        assertTrue(quorum.isKept(quorum.rule(), END));
        assertEquals(Long.MAX_VALUE, quorum.confirmed(quorum.rule()));
    }

    @Test
    void aGroupOfOneConfirmsFromItsOwnDisk() {
        quorum.ownName("a");
        quorum.adopt(List.of(new Electorate(0, List.of("a"))), true, 1_000);
        Rule alone = quorum.rule();
        assertTrue(alone.demands());
        quorum.want(END + 1);
        assertTrue(quorum.wantsEntry(END), "a write without effect waits for an entry, though nobody else is there");
        quorum.fsyncedHere(20);
        assertTrue(quorum.isKept(alone, 20));
        assertFalse(quorum.isKept(alone, 21));
    }

    @Test
    void aMemberConfirmsNothingBeforeItsFirstAcknowledgement() {
        Rule one = adopt(1);
        quorum.joined(1, "a");
        assertFalse(quorum.isKept(one, 0));
        assertEquals(0, quorum.confirmedBy(one, 0));
        quorum.acknowledged(1, 0, WriteQuorum.NOTHING, END);
        assertTrue(quorum.isKept(one, 0));
    }

    @Test
    void twoLinksOfOneMemberAreOneAndTheLaterOneSpeaks() {
        Rule two = adopt(2);
        Rule one = adopt(1);
        quorum.joined(1, "a");
        quorum.acknowledged(1, 50, WriteQuorum.NOTHING, END);
        quorum.joined(2, "a");
        quorum.acknowledged(1, 60, WriteQuorum.NOTHING, END);
        assertFalse(quorum.isKept(one, 1), "the life that the older link speaks of may be forgotten");
        quorum.acknowledged(2, 40, WriteQuorum.NOTHING, END);
        assertTrue(quorum.isKept(one, 40));
        assertFalse(quorum.isKept(two, 40));
        quorum.left(1);
        assertTrue(quorum.isKept(one, 40), "the older link took nobody with it");
        quorum.left(2);
        assertFalse(quorum.isKept(one, 40));
    }

    @Test
    void whoIsNotOnTheListIsNotCounted() {
        Rule listed = adopt(1, "a", "b");
        quorum.joined(1, "c");
        quorum.acknowledged(1, 50, WriteQuorum.NOTHING, END);
        assertFalse(quorum.isKept(listed, 1));
        quorum.joined(2, "b");
        quorum.acknowledged(2, 50, WriteQuorum.NOTHING, END);
        assertTrue(quorum.isKept(listed, 50));
    }

    @Test
    void whoComesWithOurOwnNameIsNoOther() {
        Rule one = adopt(1);
        quorum.ownName("me");
        quorum.joined(1, "me");
        quorum.acknowledged(1, 50, WriteQuorum.NOTHING, END);
        assertFalse(quorum.isKept(one, 1));
        assertEquals(List.of(), quorum.names());
    }

    @Test
    void nobodyHasMoreThanThereIs() {
        Rule one = adopt(1);
        quorum.joined(1, "a");
        quorum.acknowledged(1, END + 1, WriteQuorum.NOTHING, END);
        assertFalse(quorum.isKept(one, 0));
    }

    @Test
    void aRuleStaysWhatItWasWhateverIsAdoptedLater() {
        Rule before = adopt(2, "a", "b");
        quorum.joined(1, "a");
        quorum.joined(2, "c");
        quorum.acknowledged(1, 50, WriteQuorum.NOTHING, END);
        quorum.acknowledged(2, 50, WriteQuorum.NOTHING, END);
        Rule after = adopt(1);
        assertFalse(quorum.isKept(before, 50));
        assertTrue(quorum.isKept(after, 50));
        assertFalse(quorum.isKept(before, 50));
        assertSame(Rule.NONE, adopt(0));
        assertFalse(quorum.isKept(before, 50));
    }

    @Test
    void whatWasPromisedInOneReignIsNeverKeptInAnother() {
        Rule before = adopt(1);
        quorum.joined(1, "a");
        quorum.acknowledged(1, 50, WriteQuorum.NOTHING, END);
        quorum.roleChanged(false);
        assertTrue(quorum.isBroken(before));
        assertFalse(quorum.isKept(before, 10));
        assertSame(Rule.NONE, quorum.rule(), "a replica demands nothing");
        quorum.roleChanged(true);
        assertTrue(quorum.isBroken(before));
        assertFalse(quorum.isBroken(quorum.rule()));
        assertTrue(quorum.rule().demands(), "the settings are the same");
    }

    @Test
    void onTheDiskMeansOnAllTheseDisksAndOnOurs() {
        quorum.adopt(1, List.of(), true, 1_000);
        Rule fsynced = quorum.rule();
        quorum.joined(1, "a");
        quorum.acknowledged(1, 50, WriteQuorum.NOTHING, END);
        quorum.fsyncedHere(50);
        assertFalse(quorum.isKept(fsynced, 50), "applied is not enough");
        quorum.acknowledged(1, 50, 40, END);
        assertTrue(quorum.isKept(fsynced, 40));
        assertFalse(quorum.isKept(fsynced, 41));
        quorum.acknowledged(1, 50, 50, END);
        quorum.fsyncedHere(45);
        assertTrue(quorum.isKept(fsynced, 45));
        assertFalse(quorum.isKept(fsynced, 46));
        quorum.fsyncedHere(WriteQuorum.NOTHING);
        assertFalse(quorum.isKept(fsynced, 0), "our own disk is not trusted any more");
    }

    @Test
    void aQuestionIsAskedOnceForWhatIsWanted() {
        adopt(1);
        quorum.want(50);
        assertFalse(quorum.takeQuestion(), "there is nobody to ask");
        quorum.joined(1, "a");
        assertTrue(quorum.takeQuestion());
        assertFalse(quorum.takeQuestion());
        quorum.want(40);
        assertTrue(quorum.takeQuestion());
        quorum.joined(2, "b");
        assertTrue(quorum.takeQuestion(), "a newcomer has not been asked");
    }

    @Test
    void whatWaitsForMoreThanThereIsNeedsAnEntry() {
        adopt(1);
        quorum.want(51);
        assertFalse(quorum.wantsEntry(50), "nobody would read it");
        quorum.joined(1, "a");
        assertTrue(quorum.wantsEntry(50));
        assertFalse(quorum.wantsEntry(51));
    }
}
