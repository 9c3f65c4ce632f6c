package io.vedette.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.replication.Fence.Reading;
import io.vedette.replication.Fence.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FenceTest {
    private static final long LAG = 600;
    private static final String GROUP = "mymaster";

    private final Fence fence = new Fence();
    private long monotonic = 1_000;
    private long wall = 50_000;

    private Reading now() {
        return new Reading(monotonic, wall);
    }

    private void pass(long millis) {
        monotonic += millis;
        wall += millis;
    }

    private void adopt(int sentinels) {
        fence.adopt(new Rule(sentinels, LAG, false, false));
    }

    private void ping(long link, String sentinel) {
        fence.supported(link, GROUP, sentinel, 1, now());
    }

    /** Two PINGs: the second one proves the answer to the first. */
    private void meet(long link, String sentinel) {
        ping(link, sentinel);
        ping(link, sentinel);
    }

    private boolean closed() {
        return fence.isClosed(now());
    }

    @Test
    void withoutASettingItIsOpen() {
        assertFalse(closed());
        assertFalse(fence.isWatched());
    }

    @Test
    void asManySentinelsAsAreDemandedOpenIt() {
        adopt(2);
        assertTrue(closed());
        meet(1, "a");
        assertTrue(closed());
        meet(2, "b");
        assertFalse(closed());
    }

    @Test
    void oneSentinelOverTwoLinksIsOne() {
        adopt(2);
        meet(1, "a");
        meet(2, "a");
        assertTrue(closed());
        assertEquals(1, fence.supporters(now()));
    }

    @Test
    void aFirstPingProvesNothing() {
        adopt(1);
        ping(1, "a");
        assertTrue(closed());
        ping(2, "a");
        assertTrue(closed(), "nor does the first one on another link");
        fence.left(1);
        ping(1, "a");
        assertTrue(closed(), "nor one behind a link that was lost");
        ping(1, "a");
        assertFalse(closed());
    }

    @Test
    void contactCountsFromBeforeTheAnswerThatIsProved() {
        adopt(1);
        ping(1, "a");
        pass(LAG - 1);
        ping(1, "a");
        assertFalse(closed());
        pass(1);
        assertFalse(closed(), "just within the lag");
        pass(1);
        assertTrue(
                closed(), "the first answer went out longer ago than the lag, whenever the PING that proves it came");
        ping(1, "a");
        assertFalse(closed());
    }

    @Test
    void itClosesWhenTooFewAreInContact() {
        adopt(2);
        meet(1, "a");
        meet(2, "b");
        pass(LAG);
        meet(1, "a");
        assertFalse(closed());
        pass(1);
        assertTrue(closed());
        assertEquals(1, fence.supporters(now()));
    }

    @Test
    void theClockThatHasGoneFurtherCounts() {
        adopt(1);
        meet(1, "a");
        wall -= 3_600_000;
        assertFalse(closed(), "a wall clock that is set back");
        wall += 3_600_000;
        wall += LAG + 1; // the machine slept: the monotonic clock knows nothing of it
        assertTrue(closed());
        meet(1, "a");
        assertFalse(closed());
        monotonic += LAG + 1;
        assertTrue(closed());
    }

    @Test
    void twoGroupsAreNotAddedUp() {
        adopt(2);
        meet(1, "a");
        fence.supported(2, "other", "b", 1, now());
        fence.supported(2, "other", "b", 1, now());
        assertTrue(closed());
    }

    @Test
    void whoSupportsAnOlderEpochThanTheBallotDoesNotCount() {
        adopt(1);
        fence.begin(7);
        meet(1, "a");
        assertTrue(closed());
        fence.supported(1, GROUP, "a", 7, now());
        assertFalse(closed());
    }

    @Test
    void aServerThatBeginsToLeadIsSupportedByNobody() {
        adopt(1);
        meet(1, "a");
        fence.begin(0);
        assertTrue(closed());
        ping(1, "a");
        assertTrue(closed(), "the answer before was of another reign");
        ping(1, "a");
        assertFalse(closed());
    }

    @Test
    void oneThatWaitsAtItsBeginIsOpenForGoodAfterwardsIfNoMoreIsDemanded() {
        fence.adopt(new Rule(0, LAG, true, false));
        assertFalse(closed(), "it led already when this was said");
        fence.begin(0);
        assertTrue(closed());
        meet(1, "a");
        assertFalse(closed());
        pass(10 * LAG);
        assertFalse(closed());
        fence.begin(0);
        assertTrue(closed());
        fence.adopt(new Rule(0, LAG, false, false));
        assertFalse(closed());
    }

    @Test
    void strangersTakeNoMoreThanTheirPlace() {
        adopt(1);
        for (int i = 0; i < 2 * Fence.MOST_SENTINELS; i++) {
            meet(1, "stranger-" + i);
        }
        assertEquals(Fence.MOST_SENTINELS, fence.told(now()).size());
        pass(LAG + 1);
        meet(1, "late");
        assertEquals(
                List.of("late"),
                fence.told(now()).stream().map(Fence.Supporter::sentinel).toList());
        for (long link = 10; link < 10 + 2 * Fence.MOST_SENTINELS; link++) {
            ping(link, "a");
        }
        assertFalse(closed(), "links beyond the limit are not remembered, and cost nothing");
    }

    /** What showed it open is remembered; that must never be of more weight than who is in contact now. */
    @Test
    void itIsClosedExactlyWhileTooFewAreInContactWhateverBothClocksDo() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            Fence one = new Fence();
            int demanded = 1 + random.nextInt(4);
            one.adopt(new Rule(demanded, LAG, false, false));
            long machine = 0;
            long people = 0;
            int open = 0;
            for (int step = 0; step < 2_000; step++) {
                machine += random.nextInt(60);
                people += random.nextInt(60) + (random.nextInt(50) == 0 ? random.nextInt(4_000) - 2_000 : 0);
                Reading now = new Reading(machine, people);
                int sentinel = random.nextInt(6);
                String group = sentinel == 0 ? "other" : GROUP;
                switch (random.nextInt(40)) {
                    case 0 -> one.left(sentinel);
                    case 1 -> one.begin(0);
                    case 2 -> {
                        demanded = 1 + random.nextInt(4);
                        one.adopt(new Rule(demanded, LAG + random.nextInt(300), false, false));
                    }
                    default -> one.supported(sentinel, group, "s" + sentinel, 1, now);
                }
                boolean closed = one.isClosed(now);
                assertEquals(one.supporters(now) < demanded, closed, "seed " + seed + " at step " + step);
                open += closed ? 0 : 1;
            }
            assertTrue(open > 0 && open < 2_000, "seed " + seed + " was open " + open + " times");
        }
    }

    /**
     * Sentinels with links that delay and lose what they carry, each with one PING under way at a time. Whenever the fence is open, K of them
     * have heard this master within L. What they believe is what a voter states: nobody may be promoted before L has passed since.
     */
    @Test
    void whereverItIsOpenSoManySentinelsHaveHeardItWithinTheLag() {
        for (long seed = 1; seed <= 300; seed++) {
            walk(new Random(seed), seed);
        }
    }

    private static final class Sentinel {
        /** When it last heard this master; a voter states no more. */
        private long heardAt = Long.MIN_VALUE / 2;

        private long link;
        /** When what is under way arrives; whether it is a PING or its answer. */
        private long arrives = Long.MAX_VALUE;

        private boolean ping;
        private boolean supports = true;
    }

    private static void walk(Random random, long seed) {
        Fence fence = new Fence();
        int demanded = 1 + random.nextInt(3);
        fence.adopt(new Rule(demanded, LAG, false, false));
        Map<String, Sentinel> sentinels = new HashMap<>();
        for (int i = 0; i < 3 + random.nextInt(3); i++) {
            sentinels.put("s" + i, new Sentinel());
        }
        List<String> names = new ArrayList<>(sentinels.keySet());
        long links = 0;
        int open = 0;
        for (long time = 0; time < 20_000; time += 1 + random.nextInt(20)) {
            for (Map.Entry<String, Sentinel> entry : sentinels.entrySet()) {
                Sentinel sentinel = entry.getValue();
                if (sentinel.arrives > time) {
                    continue;
                }
                if (sentinel.ping) {
                    fence.supported(
                            sentinel.link, GROUP, entry.getKey(), 1, new Reading(sentinel.arrives, sentinel.arrives));
                } else {
                    sentinel.heardAt = sentinel.arrives;
                }
                boolean goesOn = sentinel.ping || sentinel.supports;
                sentinel.ping = !sentinel.ping;
                sentinel.arrives = goesOn ? time + delay(random) : Long.MAX_VALUE;
            }
            Sentinel struck = sentinels.get(names.get(random.nextInt(names.size())));
            if (random.nextInt(20) == 0) { // what was under way is lost, and a new link is opened
                fence.left(struck.link);
                struck.link = ++links;
                struck.ping = true;
                struck.supports = random.nextInt(4) > 0;
                struck.arrives = struck.supports ? time + delay(random) : Long.MAX_VALUE;
            }
            if (!fence.isClosed(new Reading(time, time))) {
                open++;
                long since = time - LAG;
                long within = sentinels.values().stream()
                        .filter(sentinel -> sentinel.heardAt >= since)
                        .count();
                assertTrue(within >= demanded, "seed " + seed + " at " + time);
            }
        }
        assertTrue(open > 0, "seed " + seed + " never opened it");
    }

    private static long delay(Random random) {
        return random.nextInt(10) == 0 ? random.nextInt(1_000) : 1 + random.nextInt(100);
    }
}
