package io.vedette.server.session;

import io.vedette.command.CommandFlag;
import io.vedette.resp.Argv;
import io.vedette.session.BoundCommand;
import java.util.ArrayList;
import java.util.List;

/** The commands that a client queued since MULTI. {@code open -> spoilt} when one of them was refused; EXEC or DISCARD ends it. */
public final class Transaction {
    /** What a command, and a word, cost beside the bytes of the words; estimates. */
    private static final int QUEUED_BYTES = 64;

    private static final int WORD_BYTES = 24;

    /** One queued command. */
    public record Queued(BoundCommand command, Argv argv) {}

    private final List<Queued> queue = new ArrayList<>();
    private long bytes;
    private boolean spoilt;
    private boolean mayWrite;
    private boolean mayTakeMemory;

    Transaction() {}

    void add(BoundCommand command, Argv argv) {
        queue.add(new Queued(command, argv));
        bytes += QUEUED_BYTES;
        for (int i = 0; i < argv.size(); i++) {
            bytes += WORD_BYTES + argv.length(i);
        }
        mayWrite |= command.spec().isWrite();
        mayTakeMemory |= command.spec().has(CommandFlag.DENYOOM);
    }

    List<Queued> queue() {
        return queue;
    }

    int size() {
        return queue.size();
    }

    long bytes() {
        return bytes;
    }

    boolean mayWrite() {
        return mayWrite;
    }

    /** True if a queued command must not run when memory is full. */
    boolean mayTakeMemory() {
        return mayTakeMemory;
    }

    /** A command was refused: EXEC will abort. */
    void spoil() {
        spoilt = true;
    }

    boolean isSpoilt() {
        return spoilt;
    }
}
