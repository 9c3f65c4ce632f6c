package io.vedette.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Keeps logback from looking for configuration of its own, which costs start time: found as a service when the first logger is
 * made. Where nobody {@linkplain #claim claimed} the log and the application brings logback configuration (we are embedded
 * then), it steps back.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
@SuppressWarnings("exports") // public for logback's sake, nobody else's
public final class RedisConfigurator extends ContextAwareBase implements Configurator {
    private static volatile boolean claimed;

    /** For the service loader. */
    public RedisConfigurator() {}

    /** Says that {@link RedisLog#start} configures the log. */
    static void claim() {
        claimed = true;
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (!claimed) {
            if (System.getProperty("logback.configurationFile") != null
                    || isThere("logback-test.xml")
                    || isThere("logback.xml")) {
                return ExecutionStatus.INVOKE_NEXT_IF_ANY;
            }
            RedisLog.install(context, LogLevel.NOTICE, LineWriter.standardOutput(), () -> 'C');
        }
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static boolean isThere(String resource) {
        return RedisConfigurator.class.getClassLoader().getResource(resource) != null;
    }
}
