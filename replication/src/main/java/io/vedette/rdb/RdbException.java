package io.vedette.rdb;

import java.io.IOException;

/**
 * The snapshot is damaged or holds what cannot be loaded: the only exception that a reader throws about the bytes it
 * reads. (An {@link IOException} of another class comes from the input itself.)
 */
public final class RdbException extends IOException {
    private static final long serialVersionUID = 1;

    private static final long UNKNOWN = -1;

    private final RdbFault fault;
    private final String reason;
    private final long offset;

    public RdbException(RdbFault fault, String message) {
        this(fault, message, UNKNOWN);
    }

    private RdbException(RdbFault fault, String reason, long offset) {
        super(offset == UNKNOWN ? reason : reason + " (at byte " + offset + ")");
        this.fault = fault;
        this.reason = reason;
        this.offset = offset;
    }

    /** The same, found when the reader stood at this byte of the snapshot. */
    RdbException at(long position) {
        RdbException located = new RdbException(fault, reason, position);
        located.setStackTrace(getStackTrace());
        return located;
    }

    /** What is wrong; the message says where, too. */
    public String reason() {
        return reason;
    }

    /** Where in the snapshot the reader stood, in bytes from its beginning; -1 if no whole snapshot was being read. */
    public long offset() {
        return offset;
    }

    public RdbFault fault() {
        return fault;
    }
}
