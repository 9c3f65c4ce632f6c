package io.vedette.simulation;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many seeds, on several threads; each seed is a world of its own. Ends early when enough seeds have failed.
 */
final class Campaign {
    /** What came of it; failures in the order of their seeds. */
    record Total(
            long seeds,
            long failovers,
            long forcedFailovers,
            long acknowledged,
            long lost,
            long virtualMillis,
            long leaderless,
            long processorNanos,
            List<Play.Result> failures) {
        static final Total NOTHING = new Total(0, 0, 0, 0, 0, 0, 0, 0, List.of());

        /** What one core does in a second, whatever else the machine is doing. */
        double failoversPerProcessorSecond() {
            return failovers * (double) TimeUnit.SECONDS.toNanos(1) / Math.max(1, processorNanos);
        }

        Total took(long nanos) {
            return new Total(
                    seeds,
                    failovers,
                    forcedFailovers,
                    acknowledged,
                    lost,
                    virtualMillis,
                    leaderless,
                    processorNanos + nanos,
                    failures);
        }

        Total plus(Play.Result result) {
            List<Play.Result> all = failures;
            if (result.brokenLaw().isPresent()) {
                all = new ArrayList<>(failures);
                all.add(result);
            }
            return new Total(
                    seeds + 1,
                    failovers + result.failovers(),
                    forcedFailovers + result.forcedFailovers(),
                    acknowledged + result.acknowledged(),
                    lost + result.lost(),
                    virtualMillis + result.virtualMillis(),
                    leaderless + (result.leaderless() ? 1 : 0),
                    processorNanos,
                    all);
        }

        Total plus(Total other) {
            List<Play.Result> all = new ArrayList<>(failures);
            all.addAll(other.failures);
            all.sort(java.util.Comparator.comparingLong(Play.Result::seed));
            return new Total(
                    seeds + other.seeds,
                    failovers + other.failovers,
                    forcedFailovers + other.forcedFailovers,
                    acknowledged + other.acknowledged,
                    lost + other.lost,
                    virtualMillis + other.virtualMillis,
                    leaderless + other.leaderless,
                    processorNanos + other.processorNanos,
                    all);
        }
    }

    private final Play.Kind kind;
    private final long last;
    private final int mostFailures;
    private final AtomicLong next;
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong done = new AtomicLong();

    /**
     * @param first first seed
     * @param last last seed, included
     * @param mostFailures after so many no further seed begins
     */
    Campaign(Play.Kind kind, long first, long last, int mostFailures) {
        this.kind = kind;
        this.next = new AtomicLong(first);
        this.last = last;
        this.mostFailures = mostFailures;
    }

    /** Seeds done so far; for whoever watches. */
    long done() {
        return done.get();
    }

    Total run(int threads) throws InterruptedException {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<Total>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                parts.add(pool.submit(this::part));
            }
            Total total = Total.NOTHING;
            for (Future<Total> part : parts) {
                total = total.plus(part.get());
            }
            return total;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private Total part() {
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        long begun = clock.getCurrentThreadCpuTime();
        Total total = Total.NOTHING;
        for (long seed = next.getAndIncrement();
                seed <= last && failed.get() < mostFailures;
                seed = next.getAndIncrement()) {
            Play.Result result = Play.run(kind, seed);
            total = total.plus(result);
            done.incrementAndGet();
            if (result.brokenLaw().isPresent()) {
                failed.incrementAndGet();
            }
        }
        return total.took(clock.getCurrentThreadCpuTime() - begun);
    }
}
