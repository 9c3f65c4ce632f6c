package io.vedette.rdb;

import java.io.IOException;

/** Where the bytes of a snapshot come from. May block: readers run where blocking is allowed. */
@FunctionalInterface
public interface RdbInput {
    /**
     * Reads between one and {@code length} bytes.
     *
     * @return how many bytes were read; -1 at the end of the input
     */
    int read(byte[] target, int offset, int length) throws IOException;
}
