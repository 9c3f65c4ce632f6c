package io.vedette.sentinel.net;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.File;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the notification and reconfiguration scripts, by Redis' rules: in order of arrival, {@value #RUNNING_LIMIT} at a time,
 * {@value #QUEUE_LIMIT} waiting; one that ends with status 1 or by a signal is run again up to {@value #RUNS_LIMIT} times with a
 * growing delay, any other status above 1 gives it up; one that runs too long is killed.
 *
 * <p>Owner: the sentinel's event loop. Processes are started on a worker, since starting one may block. The JDK closes every
 * descriptor but the first three in the child; those are inherited, the input is empty.
 *
 * <p>A job: waiting, running, then done, given up, or waiting again.
 */
final class ScriptQueue {
    /** Jobs kept, running ones included; the oldest waiting one goes first when there are more. Redis' own limit. */
    static final int QUEUE_LIMIT = 256;

    static final int RUNNING_LIMIT = 16;
    static final int RUNS_LIMIT = 10;
    /** What Redis says of a script that it could not even start a process for. */
    private static final int NO_PROCESS_SIGNAL = 99;
    /** What a Unix child says when its program cannot be executed. */
    private static final int NOT_EXECUTABLE_STATUS = 2;
    /** The JDK adds the signal's number to this. */
    private static final int SIGNAL_BASE = 128;

    private static final Logger LOG = LoggerFactory.getLogger(ScriptQueue.class);

    /** The two complaints that operators hear. */
    interface Complaints {
        /** @param signal 0 if the script ended by itself, else the signal; {@code status} then has no meaning */
        void failed(String path, int signal, int status);

        void timedOut(String path, long pid);
    }

    /** One line of SENTINEL PENDING-SCRIPTS. */
    record Pending(List<String> argv, boolean running, long pid, long runTimeOrDelayMillis, int runs) {}

    private final Vertx vertx;
    private final Context context;
    private final Complaints complaints;
    private final Deque<Job> jobs = new ArrayDeque<>();
    private long maxRunMillis = 60_000;
    private long retryDelayMillis = 30_000;
    private boolean closed;

    ScriptQueue(Vertx vertx, Context context, Complaints complaints) {
        this.vertx = vertx;
        this.context = context;
        this.complaints = complaints;
    }

    long maxRunMillis() {
        return maxRunMillis;
    }

    void maxRunMillis(long value) {
        maxRunMillis = value;
    }

    /** Pause before the second run; twice as long before each further one. */
    long retryDelayMillis() {
        return retryDelayMillis;
    }

    void retryDelayMillis(long value) {
        retryDelayMillis = value;
    }

    void add(List<String> argv) {
        jobs.addLast(new Job(argv));
        if (jobs.size() > QUEUE_LIMIT) {
            jobs.stream().filter(job -> !job.running).findFirst().ifPresent(jobs::remove);
        }
        startWhatMayRun();
    }

    int running() {
        return (int) jobs.stream().filter(job -> job.running).count();
    }

    int length() {
        return jobs.size();
    }

    List<Pending> pending() {
        long now = System.nanoTime();
        List<Pending> all = new ArrayList<>();
        for (Job job : jobs) {
            long millis = job.running
                    ? (now - job.startedNanos) / 1_000_000
                    : Math.max(0, (job.notBeforeNanos - now) / 1_000_000);
            all.add(new Pending(job.argv, job.running, job.pid(), millis, job.runs));
        }
        return all;
    }

    /** Forgets what waits; what runs goes on without us, as in Redis: half a reconfiguration helps nobody. */
    void close() {
        closed = true;
        jobs.clear();
    }

    private void startWhatMayRun() {
        long now = System.nanoTime();
        int free = RUNNING_LIMIT - running();
        for (Job job : List.copyOf(jobs)) {
            if (free > 0 && !job.running && job.notBeforeNanos - now <= 0) {
                free--;
                start(job);
            }
        }
    }

    private void start(Job job) {
        job.running = true;
        job.startedNanos = System.nanoTime();
        job.runs++;
        vertx.executeBlocking(() -> spawn(job.argv), false).onComplete(outcome -> {
            if (outcome.failed()) {
                ended(
                        job,
                        outcome.cause() instanceof IOException fault && lacksResources(fault)
                                ? SIGNAL_BASE + NO_PROCESS_SIGNAL
                                : NOT_EXECUTABLE_STATUS);
            } else if (!closed) {
                watch(job, outcome.result());
            }
        });
    }

    private void watch(Job job, Process process) {
        job.process = Optional.of(process);
        LOG.trace("+script-child {}", process.pid());
        long timer = vertx.setTimer(maxRunMillis, any -> {
            complaints.timedOut(job.argv.getFirst(), process.pid());
            process.destroyForcibly();
        });
        process.onExit()
                .thenAccept(gone -> context.runOnContext(any -> {
                    vertx.cancelTimer(timer);
                    int status = gone.exitValue();
                    LOG.trace(
                            "-script-child {} {} {}",
                            gone.pid(),
                            status > SIGNAL_BASE ? 0 : status,
                            Math.max(0, status - SIGNAL_BASE));
                    ended(job, status);
                }));
    }

    private void ended(Job job, int status) {
        job.running = false;
        job.process = Optional.empty();
        boolean bySignal = status > SIGNAL_BASE;
        if (closed || status == 0) {
            jobs.remove(job);
        } else if ((bySignal || status == 1) && job.runs < RUNS_LIMIT) {
            long delayMillis = retryDelayMillis << (job.runs - 1);
            job.notBeforeNanos = System.nanoTime() + delayMillis * 1_000_000;
            vertx.setTimer(delayMillis + 1, any -> startWhatMayRun());
        } else {
            jobs.remove(job);
            complaints.failed(job.argv.getFirst(), bySignal ? status - SIGNAL_BASE : 0, bySignal ? 0 : status);
        }
        startWhatMayRun();
    }

    private static Process spawn(List<String> argv) throws IOException {
        return new ProcessBuilder(argv)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** EAGAIN or ENOMEM: the machine is short of something, worth another try. */
    private static boolean lacksResources(IOException fault) {
        String reason = String.valueOf(fault.getMessage());
        return reason.contains("error=11,") || reason.contains("error=12,");
    }

    private static final class Job {
        private final List<String> argv;
        private Optional<Process> process = Optional.empty();
        private boolean running;
        private long startedNanos;
        private long notBeforeNanos = System.nanoTime();
        private int runs;

        private Job(List<String> argv) {
            this.argv = List.copyOf(argv);
        }

        private long pid() {
            return process.map(Process::pid).orElse(0L);
        }
    }
}
