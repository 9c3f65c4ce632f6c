package io.vedette.server.session;

import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.session.Call;
import io.vedette.session.Client;
import io.vedette.session.Clients;
import io.vedette.session.CommandTable;
import io.vedette.session.Dispatcher;
import io.vedette.session.Gate;
import java.util.Set;
import java.util.function.Supplier;

/** MULTI, EXEC, DISCARD, WATCH, UNWATCH, and the last gate: in an open MULTI commands are queued and not run. */
public final class Transactions implements Gate {
    /** What acts at once even inside MULTI. */
    private static final Set<String> NEVER_QUEUED = Set.of("exec", "discard", "multi", "watch", "quit", "reset");

    private final Clients clients;
    private final Watches watches;
    private final Supplier<Keyspace> keyspace;
    private final Supplier<Dispatcher> dispatcher;

    /** @param dispatcher runs what EXEC finds in the queue; it comes after this gate */
    public Transactions(
            Clients clients, Watches watches, Supplier<Keyspace> keyspace, Supplier<Dispatcher> dispatcher) {
        this.clients = clients;
        this.watches = watches;
        this.keyspace = keyspace;
        this.dispatcher = dispatcher;
    }

    public void bindTo(CommandTable table) {
        table.bind("multi", this::multi);
        table.bind("exec", this::exec);
        table.bind("discard", this::discard);
        table.bind("watch", this::watch);
        table.bind("unwatch", this::unwatch);
    }

    @Override
    public boolean standsOpen(Client client) {
        return !(client instanceof ServerClient server) || server.transaction().isEmpty();
    }

    @Override
    public Verdict check(Call call) {
        if (!(call.client() instanceof ServerClient client)
                || client.transaction().isEmpty()
                || NEVER_QUEUED.contains(call.spec().name())) {
            return Verdict.PASS;
        }
        client.transaction().get().add(client.lastCommand().orElseThrow(), call.argv());
        call.reply().simple("QUEUED");
        return Verdict.DONE;
    }

    private void multi(Call call) throws RespException {
        ServerClient client = (ServerClient) call.client();
        if (client.transaction().isPresent()) {
            throw Errors.multiNested();
        }
        client.begin();
        call.reply().ok();
    }

    private void exec(Call call) throws RespException {
        ServerClient client = (ServerClient) call.client();
        Transaction transaction = client.transaction().orElseThrow(Errors::execWithoutMulti);
        boolean touched = watches.areTouched(client, keyspace.get());
        watches.unwatch(client);
        try {
            if (transaction.isSpoilt()) {
                throw Errors.execAbort();
            }
            if (touched) {
                call.reply().nullArray();
            } else {
                runAll(transaction, call);
            }
        } finally {
            client.endTransaction(); // not before: what runs in it sees that it does, and so does the ACL log
        }
    }

    private void runAll(Transaction transaction, Call call) {
        call.reply().array(transaction.size());
        for (Transaction.Queued queued : transaction.queue()) {
            dispatcher.get().run(call.client(), queued.command(), queued.argv(), call.nowMillis());
            clients.flushIfLarge(call.client());
        }
    }

    private void discard(Call call) throws RespException {
        ServerClient client = (ServerClient) call.client();
        if (client.transaction().isEmpty()) {
            throw Errors.discardWithoutMulti();
        }
        end(client);
        call.reply().ok();
    }

    private void end(ServerClient client) {
        client.endTransaction();
        watches.unwatch(client);
    }

    private void watch(Call call) throws RespException {
        ServerClient client = (ServerClient) call.client();
        if (client.transaction().isPresent()) {
            throw Errors.watchInMulti();
        }
        for (int i = 1; i < call.argv().size(); i++) {
            watches.watch(client, keyspace.get(), call.argv().bytes(i));
        }
        call.reply().ok();
    }

    private void unwatch(Call call) {
        watches.unwatch(call.client());
        call.reply().ok();
    }
}
