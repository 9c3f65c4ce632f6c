package io.vedette.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * The log of a process, in Redis' format, behind SLF4J. Started once by a main; from then on every logger of the process writes
 * here, from any thread.
 *
 * <p>Levels of SLF4J are shown as TRACE {@code .} (debug), DEBUG {@code -} (verbose), INFO {@code *} (notice), WARN and ERROR
 * {@code #} (warning). The libraries below us are heard from WARN on only.
 */
public final class RedisLog {
    /** Who writes, as the letter in a line: X sentinel, M master, S replica, C a process that is still starting. */
    @FunctionalInterface
    public interface Role {
        char letter();
    }

    private final LoggerContext context;

    private RedisLog(LoggerContext context) {
        this.context = context;
    }

    /**
     * Takes over the logging of the process.
     *
     * @param file path, or empty for standard output
     * @param role asked for each line
     * @throws IOException {@code Can't open the log file: reason}
     */
    public static RedisLog start(LogLevel level, String file, Role role) throws IOException {
        RedisConfigurator.claim();
        LineWriter writer = file.isEmpty() ? LineWriter.standardOutput() : LineWriter.file(Path.of(file));
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        install(context, level, writer, role);
        return new RedisLog(context);
    }

    static void install(LoggerContext context, LogLevel level, LineWriter writer, Role role) {
        context.reset();
        LineAppender appender = new LineAppender(writer, role);
        appender.setContext(context);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        root.setLevel(threshold(level));
        context.getLogger("io.netty").setLevel(Level.WARN);
        // A socket that waits for its connect may be polled before it: harmless, and a stack trace for each of a
        // thousand.
        context.getLogger("io.netty.channel.DefaultChannelPipeline").setLevel(Level.ERROR);
        context.getLogger("io.vertx").setLevel(Level.WARN);
    }

    /** From now on. */
    public void level(LogLevel level) {
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(threshold(level));
    }

    private static Level threshold(LogLevel level) {
        return switch (level) {
            case DEBUG -> Level.TRACE;
            case VERBOSE -> Level.DEBUG;
            case NOTICE -> Level.INFO;
            case WARNING -> Level.WARN;
        };
    }
}
