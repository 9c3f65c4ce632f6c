package io.vedette.server.session;

import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.keyspace.KeyspaceListener;
import java.util.function.Predicate;

/** Everybody who hears of the keyspace's changes. Owned by the loop. */
public final class Hearers implements KeyspaceListener {
    private final Propagator propagator;
    private final KeyspaceEvents events;
    private final KeyspaceListener tracking;

    public Hearers(Propagator propagator, KeyspaceEvents events, KeyspaceListener tracking) {
        this.propagator = propagator;
        this.events = events;
        this.tracking = tracking;
    }

    @Override
    public void expired(int database, byte[] key) {
        propagator.expired(database, key);
    }

    @Override
    public void evicted(int database, byte[] key) {
        propagator.evicted(database, key);
    }

    @Override
    public void changed(int database, byte[] key) {
        propagator.changed(database, key);
        tracking.changed(database, key);
    }

    @Override
    public boolean isHeard() {
        return propagator.isHeard() || events.any() || tracking.isHeard();
    }

    @Override
    public void stirred(int database, byte[] key) {
        propagator.stirred(database, key);
    }

    @Override
    public void happened(int database, KeyEvent event, byte[] key) {
        events.happened(database, event, key);
    }

    @Override
    public void replaced(int database, Predicate<byte[]> before, Predicate<byte[]> after) {
        propagator.replaced(database, before, after);
    }

    @Override
    public void flushed() {
        tracking.flushed();
    }
}
