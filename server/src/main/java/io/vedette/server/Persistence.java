package io.vedette.server;

import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.server.appendonly.AppendOnly;
import io.vedette.server.persistence.Loading;
import io.vedette.server.persistence.Saving;
import io.vedette.server.session.Replay;
import io.vedette.server.session.Storage;
import java.util.Optional;

/**
 * The files of an engine, put together with it: snapshots, the append-only file, and what is found of both at the start. Owner loop
 * only.
 */
public final class Persistence implements Storage {
    private final PersistenceHost host;
    private final Replay replay;
    private final Saving saving;
    private final Loading loading;
    private final AppendOnly appendOnly;

    /**
     * From now on the append-only file has its part at the end of each turn, and follows {@code appendonly}; nothing is read yet.
     *
     * @param host of that engine; it is asked for these files only when they are there
     */
    public Persistence(Engine engine, PersistenceHost host) {
        this.host = host;
        replay = new Replay(engine.table(), engine.propagator(), engine.keyspace(), engine.clock());
        saving = new Saving(host);
        loading = new Loading(host);
        appendOnly = new AppendOnly(host, loading);
        engine.turn().lastBeforeOutput(appendOnly::endOfTurn);
        engine.settings().appendOnly.enabled.onChange(on -> {
            engine.settings().writeQuorum.requirePossible();
            appendOnly.switched(on);
            if (!on) {
                host.appendOnlyEnded();
            }
        });
    }

    public Saving saving() {
        return saving;
    }

    public Loading loading() {
        return loading;
    }

    public AppendOnly appendOnly() {
        return appendOnly;
    }

    /** Runs what a file has recorded. */
    Replay replay() {
        return replay;
    }

    @Override
    public boolean isLoading() {
        return host.isLoading();
    }

    @Override
    public Optional<RespException> trouble() {
        return saving.refusesWrites()
                ? Optional.of(Errors.misconfSnapshots())
                : appendOnly.trouble().map(Errors::misconfAppendOnly);
    }

    /** To be called some times a second. */
    public void tick() {
        saving.tick();
        appendOnly.tick();
    }
}
