package io.vedette.server.session;

import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.server.config.ServerSettings.DebugAccess;
import io.vedette.session.Call;
import io.vedette.session.Client;
import io.vedette.session.Gate;
import java.util.function.Supplier;

/** Refuses DEBUG to whom it is not allowed ({@code enable-debug-command}), as Redis before anything else, in a transaction too. */
public final class DebugGate implements Gate {
    private final Supplier<DebugAccess> access;

    /** @param access asked anew each time */
    public DebugGate(Supplier<DebugAccess> access) {
        this.access = access;
    }

    @Override
    public boolean standsOpen(Client client) {
        return true; // DEBUG neither reads nor writes keys by its own account
    }

    @Override
    public Verdict check(Call call) throws RespException {
        if (call.spec().name().equals("debug") && !isAllowed(call.client())) {
            throw Errors.debugNotAllowed();
        }
        return Verdict.PASS;
    }

    private boolean isAllowed(Client client) {
        return switch (access.get()) {
            case YES -> true;
            case NO -> false;
            case LOCAL -> {
                String address = client.transport().remoteAddress();
                yield address.startsWith("127.") || address.startsWith("[::1]") || address.startsWith("/");
            }
        };
    }
}
