package io.vedette.tests.topology;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vedette.launcher.boxes.BoxedGroup;
import io.vedette.launcher.boxes.BoxedPlan;
import io.vedette.launcher.boxes.Boxes;
import io.vedette.launcher.up.Directives;
import io.vedette.tests.process.Kind;
import java.nio.file.Path;
import java.util.List;

/** Boxes for tests: where none can be made the test is not run, and says so. */
final class TestBoxes {
    private static final long DOWN_AFTER_MILLIS = 700;
    private static final long FAILOVER_TIMEOUT_MILLIS = 5_000;

    private TestBoxes() {}

    static Boxes of(int count) {
        assumePermitted();
        return new Boxes(count);
    }

    static BoxedGroup group(Path folder, BoxedPlan plan) {
        assumePermitted();
        return new BoxedGroup(folder, plan);
    }

    /** Real data servers, the first of them the master, and our sentinels. */
    static BoxedGroup group(Path folder, List<Integer> serverBoxes, List<Integer> sentinelBoxes, int quorum) {
        return group(folder, plan(Kind.REDIS, serverBoxes, Kind.VEDETTE, sentinelBoxes, quorum));
    }

    static BoxedPlan plan(
            Kind servers, List<Integer> serverBoxes, Kind sentinels, List<Integer> sentinelBoxes, int quorum) {
        return new BoxedPlan(
                serverBoxes,
                sentinelBoxes,
                quorum,
                DOWN_AFTER_MILLIS,
                FAILOVER_TIMEOUT_MILLIS,
                servers.serverCommand(),
                sentinels.sentinelCommand(),
                Directives.NONE,
                false);
    }

    private static void assumePermitted() {
        assumeTrue(Boxes.refusal().isEmpty(), () -> "no network namespaces here: " + Boxes.refusal());
    }
}
