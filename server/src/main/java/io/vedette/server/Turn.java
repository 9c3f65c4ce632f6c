package io.vedette.server;

import io.vedette.session.Clients;
import java.util.ArrayList;
import java.util.List;

/**
 * The end of a turn of the loop: runs the steps in their order, then sends all output. Planned once per turn, whoever asks
 * for it first.
 */
public final class Turn {
    private final Clients clients;
    private final Scheduler scheduler;
    private final List<Runnable> steps = new ArrayList<>();
    private Runnable lastStep = () -> {};
    private Runnable afterOutput = () -> {};
    private boolean planned;

    /** Output that is wanted plans the end of the turn by itself. */
    public Turn(Clients clients, Scheduler scheduler) {
        this.clients = clients;
        this.scheduler = scheduler;
        clients.whenFlushIsWanted(this::plan);
    }

    /** Adds a step that runs before output is sent, at the end of every turn in which something happened. */
    public void beforeOutput(Runnable step) {
        steps.add(step);
    }

    /** Sets the step that runs behind all others: it sees everything that they wrote. */
    public void lastBeforeOutput(Runnable step) {
        lastStep = step;
    }

    /** Sets what runs when the output of a turn was sent. */
    public void afterOutput(Runnable action) {
        afterOutput = action;
    }

    /** Sees to it that the end of this turn is handled. */
    public void plan() {
        if (!planned) {
            planned = true;
            scheduler.atEndOfTurn(this::end);
        }
    }

    private void end() {
        planned = false;
        for (int i = 0; i < steps.size(); i++) {
            steps.get(i).run();
        }
        lastStep.run();
        clients.flushAll();
        afterOutput.run();
    }
}
