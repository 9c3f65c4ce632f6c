package io.vedette.server.blocking;

import io.vedette.resp.ByteKey;
import io.vedette.resp.HeapRoom;
import io.vedette.resp.RespException;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.values.Type;
import io.vedette.session.Call;
import io.vedette.session.Client;
import io.vedette.session.Dispatcher;
import io.vedette.session.Waiting;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Commands that wait for keys: the face for BLPOP, BZPOPMIN, XREAD and their like. Owner loop only.
 *
 * <p>A command that finds nothing hands its {@link Attempt} to {@link #await}. When a key was changed, the attempt is made again: after the command (or
 * all of EXEC) that changed it, and before the next. Keys are served in the order in which they changed; the clients of a key in the order in which they began to
 * wait. Serving one may change further keys: these come at the end.
 */
public final class Blocking {
    private final BlockedClients clients;
    private final KeyWaits waits;
    private final Supplier<Keyspace> keyspace;
    private final Supplier<Dispatcher> dispatcher;
    private boolean serving;

    /**
     * @param waits hears of the changes of the keyspace
     * @param dispatcher runs the attempts; it comes after this object
     */
    public Blocking(
            BlockedClients clients, KeyWaits waits, Supplier<Keyspace> keyspace, Supplier<Dispatcher> dispatcher) {
        this.clients = clients;
        this.waits = waits;
        this.keyspace = keyspace;
        this.dispatcher = dispatcher;
    }

    /**
     * Makes the attempt with each key in turn; if none succeeds the client waits as with {@link #await}.
     *
     * @throws RespException what the attempt failed with
     */
    public void attemptOrAwait(Call call, Type type, List<byte[]> keys, long deadlineMillis, Attempt attempt)
            throws RespException {
        for (byte[] key : keys) {
            if (attempt.succeeds(call, key)) {
                return;
            }
        }
        await(call, type, keys, deadlineMillis, attempt);
    }

    /**
     * The client waits until the attempt succeeds with one of the keys, or its time is up. Where it must not wait it is
     * answered at once.
     *
     * <p>For lists and sorted sets the attempt is made only while the key holds that type, and must then succeed or fail
     * with an error. For streams it is made whenever the key was changed, also when it holds no stream any more.
     *
     * @param type what the keys must hold: LIST, ZSET or STREAM
     * @param keys in the client's present database; the same one twice counts once
     * @param deadlineMillis wall clock, milliseconds since 1970, or {@link BlockedClients#NEVER}
     */
    public void await(Call call, Type type, List<byte[]> keys, long deadlineMillis, Attempt attempt) {
        if (!call.mayBlock()) {
            attempt.mustNotWait(call.reply());
            return;
        }
        HeapRoom.claim((long) keys.size() * KeyWaits.PLACE_BYTES);
        Set<KeyWaits.Place> places = new LinkedHashSet<>();
        for (byte[] key : keys) {
            places.add(new KeyWaits.Place(call.client().database(), new ByteKey(key)));
        }
        KeyWait wait = new KeyWait(call, type, places, attempt);
        waits.add(wait);
        clients.block(call.client(), deadlineMillis, new Waiting() {
            @Override
            public void timedOut(Client client) {
                waits.remove(wait);
                attempt.timedOut(client.reply());
            }

            @Override
            public void abandoned(Client client) {
                waits.remove(wait);
            }
        });
    }

    /** Serves those whose keys have changed: to be called after each command, and at the end of each turn. */
    public void serve() {
        if (serving) {
            return; // an attempt is a command too; what it changed stands in the list
        }
        serving = true;
        try {
            while (waits.anyChanged()) {
                KeyWaits.Place place = waits.takeChanged();
                serveLine(place, Type.LIST);
                serveLine(place, Type.ZSET);
                waits.all(place, Type.STREAM).forEach(wait -> serve(wait, place));
            }
        } finally {
            serving = false;
        }
    }

    /** What is not there for the first is there for nobody. */
    private void serveLine(KeyWaits.Place place, Type type) {
        boolean goesOn = true;
        while (goesOn) {
            goesOn = waits.first(place, type).map(wait -> serve(wait, place)).orElse(false);
        }
    }

    /** True if the wait is over. */
    private boolean serve(KeyWait wait, KeyWaits.Place place) {
        Client client = wait.call().client();
        if (client.isClosing()) {
            client.waiting().ifPresent(waiting -> waiting.abandoned(client));
            return true;
        }
        byte[] key = place.key().bytes();
        Database database = keyspace.get().database(place.database());
        boolean over = dispatcher.get().retry(wait.call(), again -> {
            if (wait.type() == Type.STREAM || database.findForWrite(key).type() == wait.type()) {
                wait.attempt().succeeds(again, key);
            }
        });
        if (over) {
            waits.remove(wait);
            clients.answered(client);
        }
        return over;
    }
}
