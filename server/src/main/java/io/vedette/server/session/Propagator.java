package io.vedette.server.session;

import io.vedette.command.CommandFlag;
import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.server.blocking.KeyWaits;
import io.vedette.server.keyspace.ExpiryRule;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.keyspace.KeyspaceListener;
import io.vedette.session.Call;
import io.vedette.session.Client;
import io.vedette.session.CommandFunction;
import io.vedette.session.Dispatcher;
import io.vedette.session.Pause;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Runs command functions and sends their effects to the log. Owned by the loop.
 *
 * <p>Effects of the outermost command (EXEC with all that it runs) are gathered and appended when it ends: one bare, several
 * inside MULTI and EXEC, so that a replica applies them in one step. Deletions by expiry that a command met come before
 * its own effect. On a replica nothing is gathered: its log is its master's. Nor is anything of what comes from an append-only
 * file.
 */
public final class Propagator implements Propagation, Dispatcher.Executor, KeyspaceListener {
    private static final Argv MULTI = Argv.of("MULTI");
    private static final Argv EXEC = Argv.of("EXEC");
    private static final byte[] DEL = {'D', 'E', 'L'};
    private static final byte[] UNLINK = {'U', 'N', 'L', 'I', 'N', 'K'};

    /** A command that changes more has taken some time. Ours. */
    private static final long FEW_BYTES = 16 * 1024;

    private final WriteLog log;
    private final Watches watches;
    private final KeyWaits waits;
    private final Supplier<Keyspace> keyspace;
    private final Role role;
    private final Pause pause;
    private final BooleanSupplier lazyExpire;
    private final BooleanSupplier lazyEviction;
    private final Runnable appended;
    private final Effects effects = new Effects();
    private int depth;
    /** What the command that runs now said: replaced words, or nothing said. */
    private Optional<List<Argv>> said = Optional.empty();

    /** A command of a kind that writes is, or was, among what runs now. */
    private boolean mayWrite;

    /** How much the last command added to the data, or took from it. */
    private long changedBytes;

    /** The change that is told next is a deletion by expiry. */
    private boolean expiring;

    /**
     * @param keyspace asked when commands run: it knows this propagator and comes after it
     * @param lazyExpire {@code lazyfree-lazy-expire}: deletions by expiry are told as UNLINK
     * @param lazyEviction {@code lazyfree-lazy-eviction}: the same for deletions that make room
     * @param appended told when the log has grown: its readers are to be served in this turn
     */
    public Propagator(
            WriteLog log,
            Watches watches,
            KeyWaits waits,
            Supplier<Keyspace> keyspace,
            Role role,
            Pause pause,
            BooleanSupplier lazyExpire,
            BooleanSupplier lazyEviction,
            Runnable appended) {
        this.log = log;
        this.watches = watches;
        this.waits = waits;
        this.keyspace = keyspace;
        this.role = role;
        this.pause = pause;
        this.lazyExpire = lazyExpire;
        this.lazyEviction = lazyEviction;
        this.appended = appended;
    }

    // --- around a function ---

    @Override
    public void execute(Call call, CommandFunction function) throws RespException {
        if (depth == 0) {
            begin(call);
        }
        Optional<List<Argv>> outer = said;
        said = Optional.empty();
        long dirtyBefore = keyspace.get().dirty();
        long bytesBefore = keyspace.get().slabBytes();
        mayWrite |= call.spec().isWrite();
        depth++;
        try {
            function.run(call);
        } finally {
            depth--;
            gather(call, keyspace.get().dirty() != dirtyBefore);
            said = outer;
            changedBytes = Math.abs(keyspace.get().slabBytes() - bytesBefore);
            if (depth == 0) {
                end(call);
            }
        }
    }

    @Override
    public boolean didMuch() {
        return changedBytes > FEW_BYTES;
    }

    /**
     * Runs a command that a file holds, also in the middle of another one. Keys whose time has passed are as present as any other. No log hears of
     * it, so what it does is not gathered, and nothing of what is open around it changes.
     */
    void replay(Call call, CommandFunction function) throws RespException {
        Keyspace data = keyspace.get();
        ExpiryRule outerRule = data.rule();
        long outerMillis = data.nowMillis();
        Optional<List<Argv>> outer = said;
        int gathered = effects.count();
        data.actAs(ExpiryRule.KEEP, call.nowMillis());
        depth++;
        try {
            function.run(call);
        } finally {
            depth--;
            said = outer;
            effects.cut(gathered);
            data.actAs(outerRule, outerMillis);
        }
    }

    /** What is refused spoils an open MULTI; a refused EXEC ends it and says why. */
    @Override
    public RespException refused(Client client, RespException error) {
        if (!(client instanceof ServerClient server)) {
            return error;
        }
        boolean isExec = client.lastCommand()
                .filter(command -> command.spec().name().equals("exec"))
                .isPresent();
        if (!isExec) {
            server.transaction().ifPresent(Transaction::spoil);
            return error;
        }
        server.endTransaction();
        watches.unwatch(server);
        String line = error.line();
        return Errors.execAbortBecause(line.startsWith("ERR ") ? line.substring(4) : line);
    }

    private void begin(Call call) {
        mayWrite = false;
        if (call.client() instanceof ServerClient client) {
            client.runs();
            mayWrite = client.willWrite() && call.spec().name().equals("exec");
        }
        ExpiryRule rule = ExpiryRule.DELETE;
        if (hasMastersWord(call)) {
            rule = ExpiryRule.KEEP;
        } else if (role.isReplica() || role.standstill().isPresent()) {
            rule = ExpiryRule.HIDE;
        } else if (!mayWrite
                && !call.spec().isWrite()
                && role.fence().isClosed()) { // a write was admitted a moment ago
            rule = ExpiryRule.HIDE;
        } else if (pause.kind(call.nowMillis()) != Pause.Kind.OFF) {
            rule = ExpiryRule.HIDE;
        }
        keyspace.get().actAs(rule, call.nowMillis());
    }

    private static boolean hasMastersWord(Call call) {
        return call.client() instanceof ServerClient client && client.link() == ServerClient.Link.MASTER;
    }

    private void gather(Call call, boolean changed) {
        int database = call.client().database();
        if (said.isPresent()) {
            said.get().forEach(command -> effects.add(database, command));
        } else if (changed && call.spec().isWrite() || isAlwaysPropagated(call)) {
            effects.add(database, call.argv());
        }
    }

    /** Messages reach the subscribers of replicas, although they change nothing. */
    private static boolean isAlwaysPropagated(Call call) {
        return call.spec().has(CommandFlag.MAY_REPLICATE)
                && (call.spec().name().equals("publish") || call.spec().name().equals("spublish"));
    }

    private void end(Call call) {
        boolean logs = effects.count() > 0;
        if (hasMastersWord(call)) {
            effects.cut(0); // it comes from a log
            return;
        }
        if (logs) {
            flush(effects.count() > 1 && isTransaction(call));
        }
        if (call.client() instanceof ServerClient client) {
            client.ran(log.endOffset(), logs, mayWrite);
        }
    }

    /** SCAN and RANDOMKEY meet keys that nobody named: their deletions belong to no transaction. */
    private static boolean isTransaction(Call call) {
        return !call.spec().name().equals("scan") && !call.spec().name().equals("randomkey");
    }

    private void flush(boolean wrapped) {
        if (!role.isReplica()) {
            if (wrapped) {
                log.append(effects.database(0), MULTI); // a SELECT that it needs comes before
            }
            for (int i = 0; i < effects.count(); i++) {
                log.append(effects.database(i), effects.command(i));
            }
            if (wrapped) {
                log.append(WriteLog.NO_DATABASE, EXEC);
            }
            appended.run();
        }
        effects.cut(0);
    }

    // --- what functions say ---

    @Override
    public void replaceWith(Argv... commands) {
        said = Optional.of(List.of(commands));
    }

    @Override
    public void suppress() {
        said = Optional.of(List.of());
    }

    // --- what the keyspace tells ---

    @Override
    public void expired(int database, byte[] key) {
        expiring = true;
        deleted(database, key, lazyExpire.getAsBoolean());
    }

    @Override
    public void evicted(int database, byte[] key) {
        deleted(database, key, lazyEviction.getAsBoolean());
    }

    private void deleted(int database, byte[] key, boolean lazily) {
        effects.add(database, new Argv(lazily ? UNLINK : DEL, key));
        if (depth == 0) {
            flush(false); // no command did it
        }
    }

    @Override
    public void changed(int database, byte[] key) {
        if (watches.any()) {
            watches.changed(database, key, expiring);
        }
        waits.changed(database, key);
        expiring = false;
    }

    /** Who watches keys, or waits for them. */
    @Override
    public boolean isHeard() {
        return watches.any() || waits.any();
    }

    @Override
    public void stirred(int database, byte[] key) {
        waits.changed(database, key);
    }

    @Override
    public void replaced(int database, Predicate<byte[]> before, Predicate<byte[]> after) {
        watches.replaced(keyspace.get(), database, before, after);
        waits.replaced(database, before.or(after));
    }
}
