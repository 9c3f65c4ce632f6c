package io.vedette.session;

import io.vedette.command.CommandFlag;
import io.vedette.command.CommandSpec;

/** Puts commands off while clients are paused. The server places it behind the refusals and before MULTI's queue. */
public final class PauseGate implements Gate {
    private final Clients clients;

    public PauseGate(Clients clients) {
        this.clients = clients;
    }

    @Override
    public boolean standsOpen(Client client) {
        return clients.pause().isOff();
    }

    @Override
    public Verdict check(Call call) {
        return switch (clients.pause().kind(call.nowMillis())) {
            case OFF -> Verdict.PASS;
            case WRITE -> mayWrite(call) && call.client().isPausable() ? Verdict.POSTPONE : Verdict.PASS;
            case ALL -> call.client().isPausable() ? Verdict.POSTPONE : Verdict.PASS;
        };
    }

    private static boolean mayWrite(Call call) {
        CommandSpec spec = call.spec();
        return spec.isWrite()
                || spec.has(CommandFlag.MAY_REPLICATE)
                || (spec.name().equals("exec") && call.client().queuedMayWrite());
    }
}
