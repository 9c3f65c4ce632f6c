package io.vedette.replication;

/** Takes bytes read from the log. */
@FunctionalInterface
public interface LogSink {
    /** The bytes belong to the log: to be copied or written before the call returns, never changed. */
    void write(byte[] bytes, int offset, int length);
}
