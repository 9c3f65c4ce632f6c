package io.vedette.launcher.bench.engine;

import io.vedette.launcher.options.Options;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What benches have in common that measure our server and others in turns. */
abstract sealed class SideOptions extends Options permits PersistenceCommand, ReplicationCommand {
    private static final int MOST_ROUNDS = 1_000;

    @Option(
            names = "--against",
            paramLabel = "COMMAND",
            arity = "0..1",
            fallbackValue = "redis-server",
            description = "another server (redis-server); may be given more than once")
    private List<String> against = new ArrayList<>();

    @Option(names = "--rounds", paramLabel = "N", description = "rounds of each server (3)")
    private int rounds = 3;

    @Option(names = "--keys", paramLabel = "N", description = "keys of the data (1000000)")
    private int keys = 1_000_000;

    @Option(names = "--requests", paramLabel = "N", description = "of a run that measures the speed (2000000)")
    private int requests = 2_000_000;

    @Override
    protected final int run() throws IOException, InterruptedException {
        checkBetween("--rounds", rounds, 1, MOST_ROUNDS);
        checkBetween("--keys", keys, 1, Integer.MAX_VALUE);
        checkBetween("--requests", requests, 2, Integer.MAX_VALUE);
        List<Optional<String>> commands = new ArrayList<>();
        commands.add(Optional.empty());
        against.forEach(command -> commands.add(Optional.of(command)));
        measure(new SideFigures(commands, rounds, System.out), keys, requests);
        return 0;
    }

    /** Measures and prints. */
    abstract void measure(SideFigures figures, int keys, int requests) throws IOException, InterruptedException;
}
