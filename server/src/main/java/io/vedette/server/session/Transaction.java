package io.vedette.server.session;

import io.vedette.command.CommandFlag;
import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.HeapMeter;
import io.vedette.resp.RespException;
import io.vedette.session.BoundCommand;
import java.util.ArrayList;
import java.util.List;

/** The commands that a client queued since MULTI. {@code open -> spoilt} when one of them was refused; EXEC or DISCARD ends it. */
public final class Transaction {
    /** What a command costs beside its words; an estimate. */
    private static final int QUEUED_BYTES = 64;

    /** One queued command. */
    public record Queued(BoundCommand command, Argv argv) {}

    private final List<Queued> queue = new ArrayList<>();
    private final HeapMeter bytes = new HeapMeter();
    private boolean spoilt;
    private boolean mayWrite;
    private boolean mayTakeMemory;
    private boolean wantsLink;
    private boolean wantsData;

    Transaction() {}

    /** @throws RespException the heap has no room for more that waits */
    void add(BoundCommand command, Argv argv) throws RespException {
        long more = QUEUED_BYTES;
        for (int i = 0; i < argv.size(); i++) {
            more += HeapMeter.WORD_OVERHEAD_BYTES + argv.length(i);
        }
        if (!bytes.tryTake(more)) {
            throw Errors.outOfMemory();
        }
        queue.add(new Queued(command, argv));
        mayWrite |= command.spec().isWrite();
        mayTakeMemory |= command.spec().has(CommandFlag.DENYOOM);
        wantsLink |= !command.spec().has(CommandFlag.STALE);
        wantsData |= !command.spec().has(CommandFlag.LOADING);
    }

    List<Queued> queue() {
        return queue;
    }

    int size() {
        return queue.size();
    }

    long bytes() {
        return bytes.bytes();
    }

    boolean mayWrite() {
        return mayWrite;
    }

    /** True if a queued command must not run when memory is full. */
    boolean mayTakeMemory() {
        return mayTakeMemory;
    }

    /** True if a queued command must not run on data that may be stale. */
    boolean wantsLink() {
        return wantsLink;
    }

    /** True if a queued command must not run while data are being read. */
    boolean wantsData() {
        return wantsData;
    }

    /** A command was refused: EXEC will abort. */
    void spoil() {
        spoilt = true;
    }

    boolean isSpoilt() {
        return spoilt;
    }
}
