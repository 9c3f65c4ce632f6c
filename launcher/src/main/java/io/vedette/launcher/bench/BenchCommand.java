package io.vedette.launcher.bench;

import io.vedette.launcher.bench.engine.EngineCommand;
import io.vedette.launcher.bench.engine.PersistenceCommand;
import io.vedette.launcher.bench.engine.ReplicationCommand;
import io.vedette.launcher.bench.engine.WriteQuorumCommand;
import io.vedette.launcher.bench.losses.LossesCommand;
import io.vedette.launcher.options.CommandFailed;
import io.vedette.launcher.options.Options;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of {@code vedette bench}. */
@Command(
        name = "vedette bench",
        description = {
            "Measures sentinels and servers on this machine; ends with a table on standard output. Ctrl-C leaves nothing running.",
            "engine: the data server, with options of its own (bench engine --help); also without a word.",
            "failover: how long a group is without a master, beyond down-after.",
            "sentinel-scale: one sentinel over many masters: processor time, memory, many deaths at once.",
            "handover: SENTINEL FAILOVER of a healthy master under write load: writes lost, pause of writes.",
            "losses: acknowledged writes that are lost when machines and networks fail (bench losses --help).",
            "persistence: saving, loading and appending, and what clients wait meanwhile (bench persistence --help).",
            "replication: full and partial resynchronisation, what replicas cost (bench replication --help).",
            "write-quorum: what confirmed writes cost in speed and time (bench write-quorum --help).",
            "eviction: how often a full server still has the key that is asked for, under each policy.",
        },
        sortOptions = false,
        synopsisHeading = "Usage: ")
public final class BenchCommand extends Options {
    private static final Set<String> NOT_OF_THE_ENGINE =
            Set.of("failover", "handover", "sentinel-scale", "eviction", "--help", "-h");

    private static final int MOST_MEMBERS = 50;
    /** As many as a process here may have files open for. */
    private static final int MOST_MASTERS = 5_000;

    private static final int DEFAULT_ROUNDS = 10;
    private static final long DEFAULT_DOWN_AFTER_MILLIS = 1_000;
    /** Long enough for our PINGs to be no more frequent than those of the real one. */
    private static final long SCALE_DOWN_AFTER_MILLIS = 10_000;

    @Parameters(
            paramLabel = "WHAT",
            arity = "0..1",
            description =
                    "engine, failover, handover, sentinel-scale, eviction, losses, persistence, replication or write-quorum")
    private String what = "";

    @Option(names = "--rounds", paramLabel = "N", description = "rounds of each fault and side (10; sentinel-scale: 1)")
    private Optional<Integer> rounds = Optional.empty();

    @Option(names = "--faults", paramLabel = "LIST", description = "kill, stop, or both with a comma (kill,stop)")
    private String faults = "kill,stop";

    @Option(
            names = "--against",
            description = "real redis-sentinels or a real redis-server beside ours, alternately in the same run")
    private boolean against;

    @Option(names = "--replicas", paramLabel = "N", description = "replicas beside the master (2)")
    private int replicas = 2;

    @Option(names = "--sentinels", paramLabel = "N", description = "sentinels of each group (3)")
    private int sentinels = 3;

    @Option(
            names = "--foreign",
            paramLabel = "N",
            description =
                    "so many of our group's sentinels are real ones; rounds that a real one led are not counted (0)")
    private int foreign;

    @Option(
            names = "--down-after",
            paramLabel = "MS",
            description = "down-after-milliseconds (1000; sentinel-scale: 10000)")
    private Optional<Long> downAfterMillis = Optional.empty();

    @Option(names = "--durable", description = "groups of ours have a write quorum, as up --durable gives it (no)")
    private boolean durable;

    @Option(names = "--masters", paramLabel = "N", description = "sentinel-scale: masters, with a replica each (1000)")
    private int masters = 1_000;

    @Option(names = "--deaths", paramLabel = "N", description = "sentinel-scale: masters that die at once (100)")
    private int deaths = 100;

    @Option(names = "--settle", paramLabel = "S", description = "sentinel-scale: seconds before that, once ready (30)")
    private int settleSeconds = 30;

    @Option(names = "--quiet", paramLabel = "S", description = "sentinel-scale: seconds watched in peace (30)")
    private int quietSeconds = 30;

    @Option(
            names = "--server-command",
            paramLabel = "COMMAND",
            description = "program for the data servers, for example redis-server (Vedette's own)")
    private Optional<String> serverCommand = Optional.empty();

    @Option(
            names = "--reuse",
            paramLabel = "N",
            description = "rounds that one group lives through; with 1 each round has young processes (1)")
    private int reuse = 1;

    @Option(names = "--no-return", description = "do not bring the old master back (real sentinels take 10 s for that)")
    private boolean noReturn;

    @Option(names = "--trace", description = "print the sentinels' events of each round")
    private boolean trace;

    @Option(names = "--seconds", paramLabel = "N", description = "eviction: how long each policy is tried (20)")
    private int seconds = 20;

    public BenchCommand() {}

    /** As {@link #run(String[])}, by the engine's own options where the words are for that. */
    public static int start(String[] args) throws InterruptedException {
        List<String> words = List.of(args);
        Map<String, Supplier<Options>> ofTheirOwn = Map.of(
                "engine", EngineCommand::new,
                "losses", LossesCommand::new,
                "persistence", PersistenceCommand::new,
                "replication", ReplicationCommand::new,
                "write-quorum", WriteQuorumCommand::new);
        for (String word : ofTheirOwn.keySet()) {
            if (words.contains(word)) {
                return ofTheirOwn
                        .get(word)
                        .get()
                        .run(words.stream().filter(other -> !other.equals(word)).toArray(String[]::new));
            }
        }
        boolean forEngine = words.stream().noneMatch(NOT_OF_THE_ENGINE::contains);
        return (forEngine ? new EngineCommand() : new BenchCommand()).run(args);
    }

    @Override
    protected int run() throws IOException, InterruptedException {
        return switch (what) {
            case "failover" -> new FailoverBench(failoverSettings()).run();
            case "handover" -> new HandoverBench(handoverSettings()).run();
            case "sentinel-scale" -> new ScaleBench(scaleSettings()).run();
            case "eviction" -> new EvictionBench(seconds(), against).run();
            default ->
                throw new CommandFailed("'" + what
                        + "' is not known; what can be measured: engine, failover, handover, sentinel-scale, eviction,"
                        + " losses, persistence, replication, write-quorum");
        };
    }

    private FailoverBench.Settings failoverSettings() {
        int rounds = rounds(DEFAULT_ROUNDS);
        long downAfterMillis = downAfterMillis(DEFAULT_DOWN_AFTER_MILLIS);
        checkBetween("--replicas", replicas, 1, MOST_MEMBERS);
        checkBetween("--sentinels", sentinels, 1, MOST_MEMBERS);
        checkBetween("--foreign", foreign, 0, sentinels);
        checkBetween("--reuse", reuse, 1, Integer.MAX_VALUE);
        return new FailoverBench.Settings(
                rounds,
                faults(),
                replicas,
                sentinels,
                foreign,
                downAfterMillis,
                durable,
                serverCommand,
                against,
                reuse,
                !noReturn,
                trace);
    }

    private int seconds() {
        checkBetween("--seconds", seconds, 1, Integer.MAX_VALUE);
        return seconds;
    }

    private HandoverBench.Settings handoverSettings() {
        FailoverBench.Settings group = failoverSettings();
        return new HandoverBench.Settings(group.rounds(), group.plan(), serverCommand, foreign, against, reuse, trace);
    }

    private ScaleBench.Settings scaleSettings() {
        checkBetween("--masters", masters, 1, MOST_MASTERS);
        checkBetween("--deaths", deaths, 1, masters);
        checkBetween("--settle", settleSeconds, 0, Integer.MAX_VALUE);
        checkBetween("--quiet", quietSeconds, 1, Integer.MAX_VALUE);
        return new ScaleBench.Settings(
                rounds(1),
                masters,
                deaths,
                settleSeconds,
                quietSeconds,
                downAfterMillis(SCALE_DOWN_AFTER_MILLIS),
                against);
    }

    private int rounds(int usual) {
        int value = rounds.orElse(usual);
        checkBetween("--rounds", value, 1, Integer.MAX_VALUE);
        return value;
    }

    private long downAfterMillis(long usual) {
        long value = downAfterMillis.orElse(usual);
        checkBetween("--down-after", value, 1, Integer.MAX_VALUE);
        return value;
    }

    private List<Fault> faults() {
        try {
            return Fault.parse(faults);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed("--faults " + faults + ": known are "
                    + String.join(
                            ", ", Arrays.stream(Fault.values()).map(Fault::word).toList()));
        }
    }
}
