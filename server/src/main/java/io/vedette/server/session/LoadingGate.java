package io.vedette.server.session;

import io.vedette.command.CommandFlag;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.session.Call;
import io.vedette.session.Client;
import io.vedette.session.Gate;

/** Refuses what needs the data while it is being read from the disk. */
public final class LoadingGate implements Gate {
    private final Storage storage;

    public LoadingGate(Storage storage) {
        this.storage = storage;
    }

    @Override
    public boolean standsOpen(Client client) {
        return !storage.isLoading();
    }

    @Override
    public Verdict check(Call call) throws RespException {
        if (storage.isLoading() && wantsData(call)) {
            throw Errors.loading();
        }
        return Verdict.PASS;
    }

    /** EXEC is judged by what it would run. */
    private static boolean wantsData(Call call) {
        return !call.spec().has(CommandFlag.LOADING)
                || call.spec().name().equals("exec")
                        && ((ServerClient) call.client())
                                .transaction()
                                .filter(Transaction::wantsData)
                                .isPresent();
    }
}
