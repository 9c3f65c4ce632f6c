package io.vedette.rdb;

import java.io.IOException;

/** Where the bytes of a snapshot go. May block: writers run where blocking is allowed. */
@FunctionalInterface
public interface RdbOutput {
    /** Takes all the bytes; they are copied or written before the call returns, the array may be reused. */
    void write(byte[] bytes, int offset, int length) throws IOException;
}
