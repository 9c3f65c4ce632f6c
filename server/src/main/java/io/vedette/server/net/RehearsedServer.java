package io.vedette.server.net;

import io.vedette.rdb.RdbReplication;
import io.vedette.replication.MasterConnections;
import io.vedette.replication.ReplicaEvent;
import io.vedette.replication.Vow;
import io.vedette.resp.Argv;
import io.vedette.resp.OutputBuffer;
import io.vedette.server.DebugSwitches;
import io.vedette.server.EndSignals;
import io.vedette.server.Engine;
import io.vedette.server.Persistence;
import io.vedette.server.Scheduler;
import io.vedette.server.Shutdown;
import io.vedette.server.Surroundings;
import io.vedette.server.commands.InfoText;
import io.vedette.server.config.ServerSettings;
import io.vedette.server.persistence.Loading;
import io.vedette.server.persistence.Saving;
import io.vedette.session.AclStore;
import io.vedette.session.Client;
import io.vedette.session.SessionClock;
import io.vedette.session.Transport;
import io.vedette.wire.ProcessFacts;
import io.vedette.wire.SystemClock;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A server that exists only here, for a rehearsal: an engine with replication, whose loop turns when it is told to, in a network in
 * which there is one other server. Touches no socket, no file, no log; what it promises is kept nowhere. Owned by the
 * thread that plays it; snapshots are written and loaded beside it, as in life, and so are promises.
 */
final class RehearsedServer implements Scheduler, MasterConnections {
    static final String NOWHERE = "127.0.0.1";
    /** Of a replica that takes over when it is asked to. */
    static final int SUCCESSOR_PORT = 2;

    /** For a thread that copies a few keys; a machine on which it takes longer has other sorrows. */
    private static final int PATIENCE_MILLIS = 10_000;

    /** As a socket gives them. */
    static final int PIECE_BYTES = 64 * 1024;

    private static final int MARK_BYTES = 40;
    /** Before the snapshot the mark is announced, and +FULLRESYNC answered. */
    private static final int MOST_HEAD_BYTES = 256;

    private final ServerSettings settings = new ServerSettings();
    private final SessionClock clock = new SystemClock();
    /** Also from those who write and load snapshots beside this. */
    private final LinkedBlockingQueue<Runnable> endOfTurn = new LinkedBlockingQueue<>();

    private final StateKeeper state = StateKeeper.forgetful(this::atEndOfTurn, ProcessFacts.randomId());
    private final String runId = ProcessFacts.randomId();
    private final ReplicationShell replication;
    private final Engine engine;
    private Consumer<ReplicaEvent> replica = event -> {};
    private long successorLink;
    /** What the last one that recorded has received; one for all, since a new one each time would stay in the heap for long. */
    private final OutputBuffer received = new OutputBuffer();
    /** How many bytes were received when the snapshot was whole. */
    private int wholeBytes;

    RehearsedServer(Surroundings outside) {
        replication = new ReplicationShell(this, this, this::atEndOfTurn, Long.MAX_VALUE, (level, text) -> {});
        replication.state(state);
        PersistenceShell storage = new PersistenceShell(replication);
        engine = Engine.assemble(settings, replication, replication, storage, this, clock, new Random(1), runId);
        Surroundings surroundings = new RehearsedSurroundings(outside, settings);
        Persistence persistence = storage.begin(engine);
        Saving saving = persistence.saving();
        Loading loading = persistence.loading();
        loading.skip();
        Shutdown shutdown = new Shutdown(
                engine,
                replication,
                saving,
                persistence.appendOnly(),
                loading::isLoading,
                new EndSignals(),
                status -> {});
        InfoText info =
                new InfoText(engine, replication, surroundings, shutdown, saving, loading, persistence.appendOnly());
        new AllCommands(
                        engine,
                        replication,
                        persistence,
                        surroundings,
                        shutdown,
                        info,
                        new DebugSwitches(),
                        AclStore.none())
                .bind();
    }

    /** Its data is in place: none. For who is to belong to a group. */
    void begin() {
        replication.start(Optional.empty(), List.of());
    }

    Engine engine() {
        return engine;
    }

    ReplicationShell replication() {
        return replication;
    }

    /** By what it is known for all its lives. */
    String id() {
        return state.serverId();
    }

    String runId() {
        return runId;
    }

    /** Where its log ends, and under which name. */
    RdbReplication here() {
        return replication.position().orElseThrow();
    }

    /** Ends; what lies outside the heap goes back. */
    void end() {
        new Peer().ask("FLUSHALL");
        engine.keyspace().giveBack(() -> true);
        state.keepNow(Vow.NONE);
    }

    // --- a client ---

    /** The first writes of a client; whether they were accepted. */
    boolean write(String key) {
        Peer client = new Peer();
        boolean accepted = client.ask("SET", key, "value");
        client.ask("GET", key);
        client.ask("INCR", "number");
        client.ask("EXPIRE", key, "100");
        client.ask("ROLE");
        client.ask("DEL", key, "number");
        client.close();
        return accepted;
    }

    // --- turns ---

    void turn() {
        while (!endOfTurn.isEmpty()) {
            endOfTurn.remove().run();
        }
    }

    /** Turns until something holds; false if nothing happens any more. */
    boolean turnUntil(BooleanSupplier condition) throws InterruptedException {
        turn();
        while (!condition.getAsBoolean()) {
            Runnable next = endOfTurn.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            if (next == null) {
                return false;
            }
            next.run();
            turn();
        }
        return true;
    }

    // --- the other server, as a master ---

    /** It says that to its replica. */
    void answer(String text) {
        answer(text.getBytes(StandardCharsets.US_ASCII));
    }

    void answer(byte[] bytes) {
        replica.accept(new ReplicaEvent.Received(successorLink, bytes, bytes.length));
        turn();
    }

    /** The snapshot that was received whole (see {@link Peer#hasAll}), as it was sent. */
    void answerReceived() {
        for (int from = 0; from < wholeBytes; from += PIECE_BYTES) {
            answer(Arrays.copyOfRange(received.array(), from, Math.min(wholeBytes, from + PIECE_BYTES)));
        }
    }

    /** Its connection ends. */
    void leaves() {
        replica.accept(new ReplicaEvent.Closed(successorLink, "gone"));
        turn();
    }

    /** A connection: requests in; of the replies only how they begin. */
    final class Peer implements Transport {
        private final Client client;
        private boolean records;
        private boolean closed;
        private boolean answered;
        private boolean wasOk;

        Peer() {
            client = engine.endpoint().accepted(this);
        }

        boolean ask(String... words) {
            if (!closed) {
                wasOk = false;
                answered = false;
                engine.endpoint().command(client, Argv.of(words));
                engine.endpoint().endOfBatch(client);
                turn();
            }
            return wasOk;
        }

        /** The same where the answer may come in a later turn. */
        boolean askAndWait(String... words) throws InterruptedException {
            ask(words);
            return turnUntil(() -> answered) && wasOk;
        }

        /** Whether the last answer began as one that is no error. */
        boolean wasOk() {
            return wasOk;
        }

        /** Keeps from now on what is received. */
        void record() {
            records = true;
            received.reset();
            wholeBytes = 0;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            answered |= length > 0;
            wasOk = length > 0 && bytes[offset] != '-';
            if (records) {
                received.write(bytes, offset, length);
            }
        }

        /** Whether a snapshot was received whole: it ends with the mark that was announced. */
        boolean hasAll() {
            String head = text(0, Math.min(received.size(), MOST_HEAD_BYTES));
            int announced = head.indexOf("$EOF:");
            int mark = announced + "$EOF:".length();
            if (announced < 0 || received.size() < mark + 2 * MARK_BYTES) {
                return false;
            }
            wholeBytes = received.size();
            return text(wholeBytes - MARK_BYTES, wholeBytes).equals(text(mark, mark + MARK_BYTES));
        }

        private String text(int from, int to) {
            return new String(received.array(), from, to - from, StandardCharsets.ISO_8859_1);
        }

        @Override
        public long pendingBytes() {
            return 0;
        }

        @Override
        public void onceDrained(Runnable action) {
            atEndOfTurn(action);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                engine.endpoint().disconnected(client);
            }
        }

        @Override
        public void closeAfterWrites() {
            atEndOfTurn(this::close);
        }

        @Override
        public void pauseRequests() {}

        @Override
        public void resumeRequests() {}

        @Override
        public String remoteAddress() {
            return NOWHERE + ":1";
        }

        @Override
        public String localAddress() {
            return NOWHERE + ":1";
        }
    }

    // --- a loop without time: what is to happen later does not ---

    @Override
    public void atEndOfTurn(Runnable action) {
        endOfTurn.add(action);
    }

    @Override
    public void afterTurn(Runnable action) {
        atEndOfTurn(action);
    }

    @Override
    public Cancellable after(long millis, Runnable action) {
        return () -> {};
    }

    @Override
    public <T> void offLoop(Callable<T> work, Consumer<Outcome<T>> onLoop) {
        throw new IllegalStateException("nothing that is rehearsed works beside the loop");
    }

    // --- a network in which there is one other server ---

    @Override
    public void listener(Consumer<ReplicaEvent> listener) {
        replica = listener;
    }

    @Override
    public void connect(long link, String host, int port) {
        if (port == SUCCESSOR_PORT) {
            successorLink = link;
            atEndOfTurn(() -> replica.accept(new ReplicaEvent.Connected(link)));
        } else {
            atEndOfTurn(() -> replica.accept(new ReplicaEvent.ConnectFailed(link, "Connection refused")));
        }
    }

    @Override
    public void send(long link, byte[] bytes) {}

    @Override
    public void pause(long link) {}

    @Override
    public void resume(long link) {}

    @Override
    public void disconnect(long link) {}
}
