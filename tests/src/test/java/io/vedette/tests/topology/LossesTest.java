package io.vedette.tests.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.launcher.bench.losses.Ordeal;
import io.vedette.launcher.bench.losses.Scenario;
import io.vedette.launcher.bench.losses.Verdict;
import io.vedette.launcher.boxes.BoxedGroup;
import io.vedette.launcher.boxes.BoxedPlan;
import io.vedette.tests.process.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Groups with a write quorum on machines between which the network breaks, and which break themselves: of what was acknowledged to the
 * clients in every box nothing is lost, changed or doubled, and no two masters ever acknowledge beside each other.
 */
class LossesTest {
    private static final long SHORT_MILLIS = 3_000;
    private static final long LONG_MILLIS = 12_000;
    private static final List<Integer> THREE = boxes(3);
    private static final List<Integer> FIVE = boxes(5);

    @TempDir
    Path folder;

    private static List<Integer> boxes(int count) {
        return IntStream.rangeClosed(1, count).boxed().toList();
    }

    private static BoxedPlan plan(Kind kind, List<Integer> boxes) {
        return TestBoxes.plan(kind, boxes, kind, boxes, boxes.size() / 2 + 1);
    }

    @Test
    void aMasterThatIsCutOffOrNotHeardAcknowledgesNothingBesideItsSuccessor() {
        try (BoxedGroup group =
                TestBoxes.group(folder, plan(Kind.VEDETTE, THREE).withWriteQuorum())) {
            for (Scenario scenario : List.of(Scenario.ALONE, Scenario.ONE_WAY)) {
                assertSafe(new Ordeal(group, SHORT_MILLIS, scenario.word()).play(scenario));
            }
        }
    }

    @Test
    void aFencedMasterThatIsCutOffStopsBeforeItsSuccessorBegins() {
        assertNeverTwo(Scenario.ALONE, THREE, SHORT_MILLIS);
    }

    /** Without a write quorum: the fence alone. */
    @ParameterizedTest
    @EnumSource(names = {"SPLIT", "ONE_WAY", "FLAPPING", "SLEEP"})
    @EnabledIfSystemProperty(named = "tests.long", matches = "true")
    void underAFenceNoTwoMastersTakeWrites(Scenario scenario) {
        assertNeverTwo(scenario, FIVE, LONG_MILLIS);
    }

    private void assertNeverTwo(Scenario scenario, List<Integer> boxes, long millis) {
        try (BoxedGroup group =
                TestBoxes.group(folder, plan(Kind.VEDETTE, boxes).fenced())) {
            Verdict verdict = new Ordeal(group, millis, scenario.word()).play(scenario);
            System.out.println("vedette, fenced, " + scenario.word() + ": " + verdict);
            assertEquals(0, verdict.twoMastersMillis(), verdict::toString);
            assertEquals(0, verdict.duplicated(), verdict::toString);
            assertTrue(
                    scenario == Scenario.SLEEP || verdict.errors().containsKey("FENCED"),
                    () -> "the old master refused: " + verdict);
        }
    }

    @ParameterizedTest
    @EnumSource
    @EnabledIfSystemProperty(named = "tests.long", matches = "true")
    void whateverHappensNothingAcknowledgedIsLost(Scenario scenario) {
        try (BoxedGroup group = TestBoxes.group(folder, plan(Kind.VEDETTE, FIVE).durable())) {
            assertSafe(new Ordeal(group, LONG_MILLIS, scenario.word()).play(scenario));
        }
    }

    @ParameterizedTest
    @EnumSource
    @EnabledIfSystemProperty(named = "tests.long", matches = "true")
    void ofARealGroupTheLossesAreCounted(Scenario scenario) {
        try (BoxedGroup group = TestBoxes.group(folder, plan(Kind.REDIS, FIVE))) {
            Verdict verdict = new Ordeal(group, LONG_MILLIS, scenario.word()).play(scenario);
            System.out.println("redis, " + scenario.word() + ": " + verdict);
            assertTrue(verdict.lost() <= verdict.acknowledged());
            assertEquals(0, verdict.duplicated(), "who tries nothing twice finds nothing twice");
            if (scenario == Scenario.SPLIT) {
                assertTrue(
                        verdict.lost() > 0 && verdict.twoMastersMillis() > 0, () -> "the checker sees it: " + verdict);
            }
        }
    }

    private static void assertSafe(Verdict verdict) {
        System.out.println("vedette: " + verdict);
        assertTrue(verdict.isSafe(), verdict::toString);
        assertTrue(verdict.acknowledged() > 0);
    }
}
