package io.vedette.launcher.bench.losses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.launcher.client.Address;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Address A = new Address("10.231.7.1", 6379);
    private static final Address B = new Address("10.231.7.2", 6379);
    private static final long MILLI = 1_000_000;

    private static Ledger ledger(String list, Append... appends) {
        Ledger ledger = new Ledger(list);
        for (Append append : appends) {
            ledger.acknowledged(append);
        }
        return ledger;
    }

    private static Append append(long number, long position, Address server, long millis) {
        return new Append(number, position, server, millis * MILLI);
    }

    private static Verdict judge(long endMillis, Map<String, List<Long>> kept, Ledger... ledgers) {
        return Verdict.of(List.of(ledgers), kept, 0, endMillis * MILLI);
    }

    /** Acknowledged by {@code server} every ten milliseconds from the first to the last of these. */
    private static Ledger reign(String list, Address server, long fromMillis, long toMillis) {
        Ledger ledger = new Ledger(list);
        for (long at = fromMillis; at <= toMillis; at += 10) {
            ledger.acknowledged(append(at, 1, server, at));
        }
        return ledger;
    }

    private static long twoMasters(Ledger... ledgers) {
        return judge(0, Map.of(), ledgers).twoMastersMillis();
    }

    @Test
    void whatIsThereInItsPlaceIsSafe() {
        Ledger ledger = ledger("a", append(1, 1, A, 1), append(3, 3, A, 3));
        ledger.failed("NOQUORUM"); // the 2, which survived

        Verdict verdict = judge(3, Map.of("a", List.of(1L, 2L, 3L)), ledger);

        assertEquals(new Verdict(2, 0, 0, 0, 0, 2, Map.of("NOQUORUM", 1)), verdict);
        assertTrue(verdict.isSafe());
    }

    @Test
    void acknowledgedNumbersThatAreNowhereAreLost() {
        Verdict verdict = judge(
                9,
                Map.of("a", List.of(1L), "b", List.of()),
                ledger("a", append(1, 1, A, 1), append(2, 2, A, 2)),
                ledger("b", append(1, 1, A, 1)),
                ledger("c", append(1, 1, A, 1)));

        assertEquals(3, verdict.lost());
        assertEquals(75.0, verdict.lostPercent());
        assertFalse(verdict.isSafe());
    }

    @Test
    void whatStandsTwiceIsDuplicatedAndWhatCameAfterItMisplaced() {
        Verdict verdict =
                judge(9, Map.of("a", List.of(1L, 1L, 2L)), ledger("a", append(1, 1, A, 1), append(2, 2, A, 2)));

        assertEquals(0, verdict.lost());
        assertEquals(1, verdict.duplicated());
        assertEquals(1, verdict.misplaced());
        assertFalse(verdict.isSafe());
    }

    @Test
    void aHoleThatSomethingElseFilledIsMisplaced() {
        // The 1 was acknowledged by one master and is gone; its successor gave the 2 the same place.
        Verdict verdict = judge(9, Map.of("a", List.of(2L)), ledger("a", append(1, 1, A, 1), append(2, 2, A, 2)));

        assertEquals(1, verdict.lost());
        assertEquals(1, verdict.misplaced());
    }

    @Test
    void oneMasterAfterTheOtherIsNoTwo() {
        assertEquals(0, twoMasters(reign("a", A, 0, 1_000), reign("b", B, 1_010, 2_000)));
        // and back again, after a time that no change of masters undercuts
        assertEquals(0, twoMasters(reign("a", A, 0, 1_000), reign("b", B, 1_010, 2_000), reign("c", A, 2_010, 3_000)));
    }

    @Test
    void twoThatAcknowledgeBesideEachOtherAreCountedOnce() {
        assertEquals(500, twoMasters(reign("a", A, 0, 1_000), reign("b", B, 500, 2_000)));
        assertEquals(500, twoMasters(reign("a", A, 0, 1_000), reign("b", B, 500, 2_000), reign("c", A, 0, 900)));
        // one within the other
        assertEquals(200, twoMasters(reign("a", A, 0, 1_000), reign("b", B, 400, 600)));
        // two clients of one server are no two masters
        assertEquals(0, twoMasters(reign("a", A, 0, 1_000), reign("b", A, 500, 1_500)));
        // the old one wakes up after a while and goes on
        assertEquals(
                300, twoMasters(reign("a", A, 0, 1_000), reign("b", B, 2_000, 9_000), reign("c", A, 5_000, 5_300)));
    }

    @Test
    void theOutageIsTheLongestTimeWithoutAWriteThatStayed() {
        Ledger ledger = ledger(
                "a",
                append(1, 1, A, 100),
                append(2, 2, A, 600), // lost: it was no service
                append(3, 2, B, 1_100),
                append(4, 3, B, 1_200));

        assertEquals(
                1_000, judge(1_300, Map.of("a", List.of(1L, 3L, 4L)), ledger).outageMillis());
        assertEquals(
                2_000, judge(3_200, Map.of("a", List.of(1L, 3L, 4L)), ledger).outageMillis(), "until the end too");
    }

    @Test
    void roundsAddUp() {
        Verdict one = new Verdict(10, 1, 2, 3, 40, 500, Map.of("cut", 1));
        Verdict other = new Verdict(5, 0, 0, 0, 60, 400, Map.of("cut", 2, "silence", 1));

        assertEquals(
                new Verdict(15, 1, 2, 3, 60, 500, Map.of("cut", 3, "silence", 1)), Verdict.sum(List.of(one, other)));
        assertEquals(new Verdict(0, 0, 0, 0, 0, 0, Map.of()), Verdict.sum(List.of()));
    }
}
