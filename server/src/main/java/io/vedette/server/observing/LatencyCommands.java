package io.vedette.server.observing;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.ReplyWriter;
import io.vedette.server.config.ObserverSettings;
import io.vedette.server.observing.LatencyEvents.Sample;
import io.vedette.server.observing.LatencyEvents.Series;
import io.vedette.session.BoundCommand;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import io.vedette.session.Help;
import io.vedette.session.LatencyHistogram;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** LATENCY: slow moments, and how long each command takes. */
public final class LatencyCommands {
    private static final String[] HELP = {
        "DOCTOR",
        "    Return a human readable latency analysis report.",
        "GRAPH <event>",
        "    Return an ASCII latency graph for the <event> class.",
        "HISTORY <event>",
        "    Return time-latency samples for the <event> class.",
        "LATEST",
        "    Return the latest latency samples for all events.",
        "RESET [<event> ...]",
        "    Reset latency data of one or more <event> classes.",
        "    (default: reset all data for all event classes)",
        "HISTOGRAM [COMMAND ...]",
        "    Return a cumulative distribution of latencies in the format of a histogram for the specified command names.",
        "    If no commands are specified then all histograms are replied."
    };

    /** The first step of a histogram; each further one is twice as far. */
    private static final long FIRST_STEP_NANOS = 1_024;

    private static final long LAST_STEP_NANOS = FIRST_STEP_NANOS << 21;
    private static final long NANOS_PER_MICRO = 1_000;

    private final LatencyEvents events;
    private final ObserverSettings settings;
    private final CommandTable table;

    public LatencyCommands(LatencyEvents events, ObserverSettings settings, CommandTable table) {
        this.events = events;
        this.settings = settings;
        this.table = table;
    }

    public void bind() {
        table.bind("latency|latest", this::latest);
        table.bind("latency|history", this::history);
        table.bind("latency|reset", this::reset);
        table.bind("latency|graph", this::graph);
        table.bind("latency|doctor", this::doctor);
        table.bind("latency|histogram", this::histogram);
        table.bind("latency|help", new Help("latency", HELP));
    }

    private void latest(Call call) {
        ReplyWriter reply = call.reply();
        reply.array(events.all().size());
        events.all().forEach((sort, series) -> {
            reply.array(4);
            reply.bulk(sort);
            reply.integer(series.latest().seconds());
            reply.integer(series.latest().millis());
            reply.integer(series.worstMillis());
        });
    }

    private void history(Call call) {
        List<Sample> samples =
                events.of(call.argv().text(2)).map(Series::samples).orElse(List.of());
        call.reply().array(samples.size());
        for (Sample sample : samples) {
            call.reply().array(2);
            call.reply().integer(sample.seconds());
            call.reply().integer(sample.millis());
        }
    }

    private void reset(Call call) {
        Argv argv = call.argv();
        List<String> sorts = new ArrayList<>(argv.size() == 2 ? events.all().keySet() : List.of());
        for (int i = 2; i < argv.size(); i++) {
            sorts.add(argv.text(i));
        }
        call.reply().integer(sorts.stream().filter(events::forget).count());
    }

    private void graph(Call call) {
        String sort = call.argv().text(2);
        Series series = events.of(sort).orElseThrow(() -> Errors.noLatencySamples(sort));
        call.reply().verbatim("txt", Sparkline.of(sort, series, call.nowMillis() / 1_000));
    }

    private void doctor(Call call) {
        String report;
        if (settings.latencyThresholdMillis.get() == 0) {
            report =
                    "I'm sorry, Dave, I can't do that. Latency monitoring is disabled in this Redis instance. You may use"
                            + " \"CONFIG SET latency-monitor-threshold <milliseconds>.\" in order to enable it. If we weren't in a"
                            + " deep space mission I'd suggest to take a look at https://redis.io/topics/latency-monitor.\n";
        } else if (events.all().isEmpty()) {
            report =
                    "Dave, no latency spike was observed during the lifetime of this Redis instance, not in the slightest"
                            + " bit. I honestly think you ought to sit down calmly, take a stress pill, and think things over.\n";
        } else {
            report = spikes();
        }
        call.reply().verbatim("txt", report);
    }

    private String spikes() {
        StringBuilder report =
                new StringBuilder("Dave, I have observed latency spikes in this Redis instance. You don't"
                        + " mind talking about it, do you Dave?\n\n");
        int number = 0;
        for (Map.Entry<String, Series> entry : events.all().entrySet()) {
            number++;
            report.append(number).append(". ").append(entry.getKey()).append(": ");
            report.append(summary(entry.getValue())).append('\n');
        }
        report.append("\nI have a few advices for you:\n\n");
        report.append("- Check your Slow Log to understand what are the commands you are running which are too slow to")
                .append(" execute. Please check https://redis.io/commands/slowlog for more information.\n");
        report.append("- Deleting, expiring or evicting (because of maxmemory policy) large objects is a blocking")
                .append(
                        " operation. If you have very large objects that are often deleted, expired, or evicted, try to")
                .append(" fragment those objects into multiple smaller objects.\n");
        return report.toString();
    }

    private static String summary(Series series) {
        List<Sample> samples = series.samples();
        long average =
                (long) samples.stream().mapToLong(Sample::millis).average().orElse(0);
        long deviation = (long) samples.stream()
                .mapToLong(sample -> Math.abs(sample.millis() - average))
                .average()
                .orElse(0);
        double period = samples.size() < 2
                ? 0
                : (double) (samples.getLast().seconds() - samples.getFirst().seconds()) / (samples.size() - 1);
        return String.format(
                Locale.ROOT,
                "%d latency spikes (average %dms, mean deviation %dms, period %.2f sec). Worst all time event %dms.",
                samples.size(),
                average,
                deviation,
                period,
                series.worstMillis());
    }

    private void histogram(Call call) {
        Map<String, LatencyHistogram> wanted = new LinkedHashMap<>();
        Argv argv = call.argv();
        if (argv.size() == 2) {
            table.forEach(command -> add(command, wanted));
        }
        for (int i = 2; i < argv.size(); i++) {
            Optional<BoundCommand> named = table.named(argv.text(i));
            named.ifPresent(command -> {
                add(command, wanted);
                command.subcommands().forEach(subcommand -> add(subcommand, wanted));
            });
        }
        ReplyWriter reply = call.reply();
        reply.map(wanted.size());
        wanted.forEach((name, latencies) -> {
            reply.bulk(name);
            reply.map(2);
            reply.bulk("calls");
            reply.integer(latencies.calls());
            reply.bulk("histogram_usec");
            steps(reply, latencies);
        });
    }

    private static void add(BoundCommand command, Map<String, LatencyHistogram> wanted) {
        if (command.stats().latencies().calls() > 0) {
            wanted.put(command.spec().name(), command.stats().latencies());
        }
    }

    /** Steps at which further calls are counted: how far it reaches, and all calls up to there. */
    private static void steps(ReplyWriter reply, LatencyHistogram latencies) {
        Map<Long, Long> steps = new LinkedHashMap<>();
        long before = 0;
        for (long nanos = FIRST_STEP_NANOS; nanos <= LAST_STEP_NANOS; nanos *= 2) {
            long calls = latencies.callsUpTo(nanos);
            if (calls > before) {
                steps.put(LatencyHistogram.reach(nanos) / NANOS_PER_MICRO, calls);
            }
            before = calls;
        }
        reply.map(steps.size());
        steps.forEach((micros, calls) -> {
            reply.integer(micros);
            reply.integer(calls);
        });
    }
}
