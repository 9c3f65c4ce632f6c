package io.vedette.launcher.bench.engine;

import io.vedette.launcher.options.CommandFailed;
import io.vedette.launcher.options.Options;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of {@code vedette bench engine}. */
@Command(
        name = "vedette bench engine",
        description = {
            "Measures our data server, and others in the same run: speed and CPU time by redis-benchmark, memory, stalls.",
            "Takes free ports on 127.0.0.1. Ctrl-C leaves nothing running.",
        },
        sortOptions = false,
        synopsisHeading = "Usage: ")
public final class EngineCommand extends Options {
    private static final int MOST_ROUNDS = 1_000;

    @Option(
            names = "--against",
            paramLabel = "COMMAND",
            description = "another server, for example redis-server; may be given more than once")
    private List<String> against = new ArrayList<>();

    @Option(
            names = "--tests",
            paramLabel = "LIST",
            description = "of set, get, incr, lpush, rpop, sadd, hset, zadd, spop, zpopmin, lrange_100, mset (all)")
    private String tests = "";

    @Option(names = "--pipeline", paramLabel = "LIST", description = "requests sent at once (1,16,64)")
    private String pipelines = "1,16,64";

    @Option(names = "--rounds", paramLabel = "N", description = "rounds for each line; 0 measures no speed (3)")
    private int rounds = 3;

    @Option(
            names = "--requests",
            paramLabel = "N",
            description = "of a run at pipeline 1; deeper ones get more (200000)")
    private long requests = 200_000;

    @Option(names = "--keys", paramLabel = "N", description = "different keys that the load names (100000)")
    private long keys = 100_000;

    @Option(names = "--no-memory", description = "do not measure memory")
    private boolean noMemory;

    @Option(names = "--stall-seconds", paramLabel = "N", description = "look for stalls so long; 0 does not (10)")
    private int stallSeconds = 10;

    @Option(names = "--stall-keys", paramLabel = "N", description = "keys that are written meanwhile (5000000)")
    private long stallKeys = 5_000_000;

    public EngineCommand() {}

    @Override
    protected int run() throws IOException, InterruptedException {
        new EngineBench(settings(), System.out).run();
        return 0;
    }

    private EngineBench.Settings settings() {
        checkBetween("--rounds", rounds, 0, MOST_ROUNDS);
        checkBetween("--requests", requests, 1, Integer.MAX_VALUE);
        checkBetween("--keys", keys, 1, Integer.MAX_VALUE);
        checkBetween("--stall-seconds", stallSeconds, 0, Integer.MAX_VALUE);
        checkBetween("--stall-keys", stallKeys, 1, Integer.MAX_VALUE);
        List<Optional<String>> commands = new ArrayList<>();
        commands.add(Optional.empty());
        against.forEach(command -> commands.add(Optional.of(command)));
        return new EngineBench.Settings(
                commands, operations(), depths(), rounds, requests, keys, !noMemory, stallSeconds, stallKeys);
    }

    private List<Operation> operations() {
        try {
            return Operation.named(tests);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed("--tests " + tests + ": known are "
                    + String.join(
                            ",",
                            Arrays.stream(Operation.values())
                                    .map(Operation::word)
                                    .toList()));
        }
    }

    private List<Integer> depths() {
        try {
            List<Integer> depths = Arrays.stream(pipelines.split(","))
                    .map(String::strip)
                    .map(Integer::parseInt)
                    .toList();
            depths.forEach(depth -> checkBetween("--pipeline", depth, 1, 10_000));
            return depths;
        } catch (NumberFormatException e) {
            throw new CommandFailed("--pipeline " + pipelines + ": numbers with commas between them, for example 1,16");
        }
    }
}
