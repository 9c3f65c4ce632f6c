package io.vedette.log;

/** The levels of Redis' {@code loglevel}, with more and more left out. */
public enum LogLevel {
    DEBUG,
    VERBOSE,
    NOTICE,
    WARNING
}
