package io.vedette.sentinel.net;

import io.vedette.resp.Argv;
import io.vedette.resp.Ascii;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RespException;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.MasterSettings;
import io.vedette.sentinel.core.Periods;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * SENTINEL DEBUG: the periods of this process, shown and changed until it ends. Test harnesses begin with it. As in Redis the
 * pairs before a bad one stay set. Owned by the loop.
 */
final class DebugParameters {
    private record Parameter(LongSupplier value, LongConsumer change) {}

    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Consumer<Event> events;
    private Periods periods = Periods.INITIAL;
    private long downAfterMillis = MasterSettings.DEFAULT_DOWN_AFTER_MILLIS;
    private long failoverTimeoutMillis = MasterSettings.DEFAULT_FAILOVER_TIMEOUT_MILLIS;

    /** @param events where the core hears of other periods */
    DebugParameters(Consumer<Event> events, ScriptQueue scripts) {
        this.events = events;
        add("info-period", () -> periods.infoMillis(), value -> periods = periods.withInfoMillis(value));
        add("ping-period", () -> periods.pingMillis(), value -> periods = periods.withPingMillis(value));
        add("ask-period", () -> periods.askMillis(), value -> periods = periods.withAskMillis(value));
        add("publish-period", () -> periods.publishMillis(), value -> periods = periods.withPublishMillis(value));
        add("default-down-after", () -> downAfterMillis, value -> downAfterMillis = value);
        add("default-failover-timeout", () -> failoverTimeoutMillis, value -> failoverTimeoutMillis = value);
        add("tilt-trigger", () -> periods.tiltTriggerMillis(), value -> periods = periods.withTiltTriggerMillis(value));
        add("tilt-period", () -> periods.tiltMillis(), value -> periods = periods.withTiltMillis(value));
        add(
                "slave-reconf-timeout",
                () -> periods.repointTimeoutMillis(),
                value -> periods = periods.withRepointTimeoutMillis(value));
        add(
                "min-link-reconnect-period",
                () -> periods.minLinkReconnectMillis(),
                value -> periods = periods.withMinLinkReconnectMillis(value));
        add(
                "election-timeout",
                () -> periods.electionTimeoutMillis(),
                value -> periods = periods.withElectionTimeoutMillis(value));
        add("script-max-runtime", scripts::maxRunMillis, scripts::maxRunMillis);
        add("script-retry-delay", scripts::retryDelayMillis, scripts::retryDelayMillis);
    }

    private void add(String name, LongSupplier value, LongConsumer change) {
        parameters.put(name, new Parameter(value, change));
    }

    void bindTo(CommandTable table) {
        table.bind("sentinel|debug", this::debug);
    }

    /** A group that SENTINEL MONITOR names, with the defaults as they are now. */
    MasterSettings fresh(String name, int quorum) {
        return MasterSettings.of(name, quorum)
                .withDownAfterMillis(downAfterMillis)
                .withFailoverTimeoutMillis(failoverTimeoutMillis);
    }

    private void debug(Call call) throws RespException {
        if (call.argv().size() == 2) {
            show(call.reply());
            return;
        }
        try {
            change(call.argv());
        } finally {
            events.accept(new Event.PeriodsSet(periods));
        }
        call.reply().ok();
    }

    private void show(ReplyWriter reply) {
        reply.map(parameters.size());
        parameters.forEach((name, parameter) -> {
            reply.bulk(name.toUpperCase(Locale.ROOT));
            reply.bulk(Long.toString(parameter.value().getAsLong()));
        });
    }

    private void change(Argv argv) throws RespException {
        for (int i = 2; i < argv.size(); i += 2) {
            Parameter parameter = parameters.get(argv.text(i).toLowerCase(Locale.ROOT));
            if (parameter == null || i + 1 == argv.size()) {
                throw SentinelErrors.unknownDebugOption(argv.text(i));
            }
            long value = Ascii.isLong(argv.bytes(i + 1)) ? argv.asLong(i + 1) : 0;
            if (value <= 0 || value > Long.MAX_VALUE / 4) {
                throw SentinelErrors.invalidDebugArgument(argv.text(i), argv.text(i + 1));
            }
            parameter.change().accept(value);
        }
    }
}
