package io.vedette.log;

/** The log of a process. */
public final class RedisLog {
    /** Who writes, as the letter in a line: X sentinel, M master, S replica, C a process that is still starting. */
    @FunctionalInterface
    public interface Role {
        char letter();
    }

    private RedisLog() {}

    /** @param file path, or empty for standard output */
    public static RedisLog start(LogLevel level, String file, Role role) {
        return new RedisLog();
    }

    /** From now on. */
    public void level(LogLevel level) {}

    /** Closes the file. */
    public void stop() {}
}
