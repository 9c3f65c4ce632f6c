package io.vedette.launcher.bench.engine;

import java.io.IOException;
import picocli.CommandLine.Command;

/** The options of {@code vedette bench persistence}. */
@Command(
        name = "vedette bench persistence",
        description = {
            "Measures snapshots and the append-only file, ours and others in turns: saving, loading, what clients wait and what",
            "memory it costs meanwhile, what appending costs of the speed. Takes free ports on 127.0.0.1.",
        },
        sortOptions = false,
        synopsisHeading = "Usage: ")
public final class PersistenceCommand extends SideOptions {
    public PersistenceCommand() {}

    @Override
    void measure(SideFigures figures, int keys, int requests) throws IOException, InterruptedException {
        new PersistenceBench(figures, keys, requests).run();
    }
}
