package io.vedette.launcher.bench.losses;

import io.vedette.launcher.boxes.BoxedPlan;
import io.vedette.launcher.options.Options;
import io.vedette.launcher.up.Commands;
import io.vedette.launcher.up.Directives;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of {@code vedette bench losses}. */
@Command(
        name = "vedette bench losses",
        description = {
            "Counts the acknowledged writes that a group with a write quorum loses when machines and networks fail, and with --against",
            "those of a real one. Each box is a network namespace with a server, a sentinel and a client: needs Linux, root, and ip.",
        },
        sortOptions = false,
        synopsisHeading = "Usage: ")
public final class LossesCommand extends Options {
    private static final int MOST_ROUNDS = 1_000;
    private static final int MOST_BOXES = 9;
    private static final int MOST_SECONDS = 3_600;
    private static final long FAILOVER_TIMEOUT_MILLIS = 10_000;

    @Option(names = "--against", description = "redis-server and redis-sentinel beside ours, in turns")
    private boolean against;

    @Option(
            names = "--scenarios",
            paramLabel = "LIST",
            description = "of split, alone, one-way, sleep, flapping, reborn, switchover, rolling (all)")
    private String scenarios =
            Arrays.stream(Scenario.values()).map(Scenario::word).collect(Collectors.joining(","));

    @Option(names = "--rounds", paramLabel = "N", description = "rounds of each scenario and side (1)")
    private int rounds = 1;

    @Option(names = "--boxes", paramLabel = "N", description = "servers, and as many sentinels (5)")
    private int boxes = 5;

    @Option(names = "--seconds", paramLabel = "N", description = "how long a fault lasts (20)")
    private int seconds = 20;

    @Option(names = "--down-after", paramLabel = "MS", description = "down-after-milliseconds (1000)")
    private long downAfterMillis = 1_000;

    public LossesCommand() {}

    @Override
    protected int run() throws IOException, InterruptedException {
        checkBetween("--rounds", rounds, 1, MOST_ROUNDS);
        checkBetween("--boxes", boxes, 3, MOST_BOXES);
        checkBetween("--seconds", seconds, 1, MOST_SECONDS);
        checkBetween("--down-after", downAfterMillis, 1, Integer.MAX_VALUE);
        List<LossesBench.Side> sides = new ArrayList<>();
        sides.add(new LossesBench.Side(
                "vedette", plan(Commands.of(Optional.empty(), Optional.empty())).durable()));
        if (against) {
            sides.add(new LossesBench.Side(
                    "redis", plan(Commands.of(Optional.of("redis-server"), Optional.of("redis-sentinel")))));
        }
        return new LossesBench(sides, Scenario.parse(scenarios), rounds, TimeUnit.SECONDS.toMillis(seconds), System.out)
                .run();
    }

    private BoxedPlan plan(Commands commands) {
        List<Integer> all = IntStream.rangeClosed(1, boxes).boxed().toList();
        return new BoxedPlan(
                all,
                all,
                boxes / 2 + 1,
                downAfterMillis,
                FAILOVER_TIMEOUT_MILLIS,
                Stream.concat(commands.prefix().stream(), commands.server().stream())
                        .toList(),
                Stream.concat(commands.prefix().stream(), commands.sentinel().stream())
                        .toList(),
                Directives.ofServers(commands.serverLines()),
                false);
    }
}
