package io.vedette.simulation;

import io.vedette.launcher.options.Options;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of {@code vedette simulate}, and what it prints. */
@Command(
        name = "vedette simulate",
        description = {
            "Plays groups of sentinels and servers in virtual time, with faults by seed, and checks at every event that no"
                    + " rule of failover is broken, and afterwards that all agree. A seed is always the same story."
        },
        sortOptions = false,
        synopsisHeading = "Usage: ")
public final class SimulateCommand extends Options {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})(?:\\.\\.(\\d{1,18}))?");
    private static final String DEFAULT_SEEDS = "1..2000";
    private static final int MOST_FAILURES_SHOWN = 5;

    @Option(names = "--seeds", paramLabel = "A..B", description = "the seeds to play (" + DEFAULT_SEEDS + ")")
    private String seeds = DEFAULT_SEEDS;

    @Option(names = "--durable", description = "groups with a write quorum, in which no acknowledged write may be lost")
    private boolean durable;

    @Option(names = "--replay", paramLabel = "SEED", description = "play one seed and print its time line")
    private Optional<Long> replay = Optional.empty();

    @Option(names = "--threads", paramLabel = "N", description = "seeds played at a time (one for each processor)")
    private int threads = Runtime.getRuntime().availableProcessors();

    public SimulateCommand() {}

    /** Gives 1 if a rule was broken. */
    @Override
    protected int run() throws InterruptedException {
        return replay.isPresent() ? replay(kind(), replay.get()) : play();
    }

    private Play.Kind kind() {
        return durable ? Play.Kind.DURABLE : Play.Kind.USUAL;
    }

    private static int replay(Play.Kind kind, long seed) {
        Play.Result result = Play.replay(kind, seed);
        result.story().forEach(System.out::println);
        System.out.println(outcome(result));
        return result.brokenLaw().isPresent() ? 1 : 0;
    }

    private static String outcome(Play.Result result) {
        return String.format(
                Locale.ROOT,
                "seed %d: %d failovers in %.1f virtual seconds, %d of %d acknowledged writes lost: %s",
                result.seed(),
                result.failovers(),
                result.virtualMillis() / 1000.0,
                result.lost(),
                result.acknowledged(),
                result.brokenLaw().map(law -> "FAILED, " + law).orElse("all laws held"));
    }

    private int play() throws InterruptedException {
        Matcher range = RANGE.matcher(seeds);
        if (!range.matches() || threads < 1) {
            System.err.println("vedette simulate: --seeds takes A..B, --threads a number from 1 on");
            return 2;
        }
        long first = Long.parseLong(range.group(1));
        long last = range.group(2) == null ? first : Long.parseLong(range.group(2));
        if (last < first) {
            System.err.println("vedette simulate: there are no seeds in " + seeds);
            return 2;
        }
        long begun = System.nanoTime();
        Campaign.Total total = new Campaign(kind(), first, last, MOST_FAILURES_SHOWN).run(threads);
        double seconds = (System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
        System.out.println(summary(total, seconds, threads));
        total.failures().forEach(failure -> explain(kind(), failure));
        return total.failures().isEmpty() ? 0 : 1;
    }

    static String summary(Campaign.Total total, double seconds, int threads) {
        return String.format(
                Locale.ROOT,
                "%d seeds in %.1f s on %d threads: %d failovers (%d ordered), %.0f failovers/s (%.0f for each second of a"
                        + " core), %.0f virtual hours,"
                        + " %d of %d acknowledged writes lost as the servers lose them,"
                        + " %d groups left without a server that may lead, %d violations",
                total.seeds(),
                seconds,
                threads,
                total.failovers(),
                total.forcedFailovers(),
                total.failovers() / seconds,
                total.failoversPerProcessorSecond(),
                total.virtualMillis() / 3_600_000.0,
                total.lost(),
                total.acknowledged(),
                total.leaderless(),
                total.failures().size());
    }

    /** What went wrong, how to see it again, and the last of its time line. */
    static void explain(Play.Kind kind, Play.Result failure) {
        System.out.println();
        System.out.println(outcome(failure));
        System.out.println("  play it again: ./vedette simulate " + kind.option() + "--replay " + failure.seed());
        List<String> story = Play.replay(kind, failure.seed()).story();
        story.subList(Math.max(0, story.size() - 60), story.size()).forEach(line -> System.out.println("  " + line));
    }
}
