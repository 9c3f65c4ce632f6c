package io.vedette.launcher.bench.engine;

import io.vedette.launcher.options.Options;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of {@code vedette bench write-quorum}. */
@Command(
        name = "vedette bench write-quorum",
        description = {
            "What it costs a master of ours with two replicas that one of them has each write before it is acknowledged: SET by 50 clients",
            "at pipeline 16, and by one client at pipeline 1; from memory, and with every write on the disk. Takes free ports on 127.0.0.1.",
        },
        sortOptions = false,
        synopsisHeading = "Usage: ")
public final class WriteQuorumCommand extends Options {
    private static final int MOST_ROUNDS = 1_000;

    @Option(names = "--rounds", paramLabel = "N", description = "rounds, with and without in turns (5)")
    private int rounds = 5;

    @Option(names = "--requests", paramLabel = "N", description = "of a run that measures the speed (1000000)")
    private int requests = 1_000_000;

    public WriteQuorumCommand() {}

    @Override
    protected int run() throws IOException, InterruptedException {
        checkBetween("--rounds", rounds, 1, MOST_ROUNDS);
        checkBetween("--requests", requests, 2, Integer.MAX_VALUE);
        new WriteQuorumBench(rounds, requests, System.out).run();
        return 0;
    }
}
