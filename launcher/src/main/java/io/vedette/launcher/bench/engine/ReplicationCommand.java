package io.vedette.launcher.bench.engine;

import java.io.IOException;
import picocli.CommandLine.Command;

/** The options of {@code vedette bench replication}. */
@Command(
        name = "vedette bench replication",
        description = {
            "Measures groups of ours and of others in turns: full and partial resynchronisation, what clients of the master wait",
            "meanwhile, what replicas cost of its speed and memory. Takes free ports on 127.0.0.1.",
        },
        sortOptions = false,
        synopsisHeading = "Usage: ")
public final class ReplicationCommand extends SideOptions {
    public ReplicationCommand() {}

    @Override
    void measure(SideFigures figures, int keys, int requests) throws IOException, InterruptedException {
        new ReplicationBench(figures, keys, requests).run();
    }
}
