package io.vedette.rdb;

import java.io.IOException;

/**
 * The snapshot is damaged or holds what cannot be loaded: the only exception that a reader throws about the bytes it
 * reads. (An {@link IOException} of another class comes from the input itself.)
 */
public final class RdbException extends IOException {
    private static final long serialVersionUID = 1;

    private final RdbFault fault;

    public RdbException(RdbFault fault, String message) {
        super(message);
        this.fault = fault;
    }

    public RdbFault fault() {
        return fault;
    }
}
