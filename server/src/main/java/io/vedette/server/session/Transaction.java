package io.vedette.server.session;

import io.vedette.resp.Argv;
import io.vedette.session.BoundCommand;
import java.util.ArrayList;
import java.util.List;

/** The commands that a client queued since MULTI. {@code open -> spoilt} when one of them was refused; EXEC or DISCARD ends it. */
public final class Transaction {
    /** One queued command. */
    public record Queued(BoundCommand command, Argv argv) {}

    private final List<Queued> queue = new ArrayList<>();
    private boolean spoilt;
    private boolean mayWrite;

    Transaction() {}

    void add(BoundCommand command, Argv argv) {
        queue.add(new Queued(command, argv));
        mayWrite |= command.spec().isWrite();
    }

    List<Queued> queue() {
        return queue;
    }

    int size() {
        return queue.size();
    }

    boolean mayWrite() {
        return mayWrite;
    }

    /** A command was refused: EXEC will abort. */
    void spoil() {
        spoilt = true;
    }

    boolean isSpoilt() {
        return spoilt;
    }
}
