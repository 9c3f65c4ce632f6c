package io.vedette.session;

import io.vedette.acl.AclErrors;
import io.vedette.acl.AclUsers;
import io.vedette.acl.Refusal;
import io.vedette.command.CommandFlag;
import io.vedette.resp.Argv;
import io.vedette.resp.ConnectionErrors;
import io.vedette.resp.Errors;
import io.vedette.resp.OutputBuffer;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RespException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a request to its function and its reply into the client's buffer. Owned by the loop.
 *
 * <p>Steps: look up, count the words, authenticated?, gates in order, then the function inside the {@link Executor}. Every
 * refusal and every error of a function is counted; what a function had written before it failed is taken back.
 */
public final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** What a server does around a function (propagation); the sentinel just runs it. */
    @FunctionalInterface
    public interface Executor {
        void execute(Call call, CommandFunction function) throws RespException;

        /**
         * A request was refused before it ran (unknown, wrong number of words, a gate): an open MULTI is spoilt.
         *
         * @return the error to answer, the one that was given or another in its place
         */
        default RespException refused(Client client, RespException error) {
            return error;
        }

        /** Whether what was executed last has done more than a few commands of its kind do. Asked at once. */
        default boolean didMuch() {
            return false;
        }

        static Executor plain() {
            return (call, function) -> function.run(call);
        }
    }

    /** No client has this number. */
    private static final long NOBODY = -1;

    private final CommandTable table;
    private final Clients clients;
    private final Identity identity;
    private final List<Gate> gates;
    private final Executor executor;
    private final SessionClock clock;
    private final BatchTime time;
    private final LoopWatch loop = new LoopWatch();
    private final Series series = new Series();
    private final ErrorStats errors = new ErrorStats();
    private final CrossProtocolGuard crossProtocolGuard = new CrossProtocolGuard();
    private final Deque<Client> resumable = new ArrayDeque<>();
    private final Set<Client> postponed = new LinkedHashSet<>();
    private long commandsRun;
    private long commandsRunBeforeReset;
    /** Errors that were answered until now and belong to a command that ran: those of EXEC's parts are not EXEC's. */
    private long errorsSeen;

    private int depth;
    /** Whose batch runs. */
    private long begunOf = NOBODY;
    /** Whose batch was looked at: not before its second command, for one alone passes the gates as fast as they are looked at ... */
    private long batchOf = NOBODY;
    /** ... and the gates that do not stand open for it, for commands on keys. */
    private final List<Gate> narrowGates = new ArrayList<>();

    private Optional<Client> running = Optional.empty();
    private Runnable afterCommand = () -> {};
    private CommandObserver observer = CommandObserver.NOBODY;

    /** @param gates asked in this order, after authentication */
    public Dispatcher(
            CommandTable table,
            Clients clients,
            Identity identity,
            List<Gate> gates,
            Executor executor,
            SessionClock clock) {
        this.table = table;
        this.clients = clients;
        this.identity = identity;
        this.gates = List.copyOf(gates);
        this.executor = executor;
        this.clock = clock;
        this.time = new BatchTime(clock, loop);
        clients.onLeave(postponed::remove);
    }

    public CommandTable table() {
        return table;
    }

    /** Whose rights are asked. */
    public AclUsers users() {
        return identity.users();
    }

    /** How long the loop was held by one thing; told of every command. */
    public LoopWatch loop() {
        return loop;
    }

    public ErrorStats errors() {
        return errors;
    }

    /** Sets what is done after each command that ran by itself (not as a part of EXEC), when its reply is written. */
    public void afterCommand(Runnable action) {
        afterCommand = action;
    }

    /** Sets who hears of every command that ran. */
    public void observer(CommandObserver hearer) {
        observer = hearer;
    }

    /** Whose command runs now, also a part of EXEC or one that is tried once more; nobody's between commands. */
    public Optional<Client> running() {
        return running;
    }

    /** Commands that were run, since start or {@link #resetStats}: {@code total_commands_processed}. */
    public long commandsProcessed() {
        return commandsRun - commandsRunBeforeReset;
    }

    /** The same, but never reset: for who compares two moments. */
    public long commandsRun() {
        return commandsRun;
    }

    /** CONFIG RESETSTAT. */
    public void resetStats() {
        commandsRunBeforeReset = commandsRun;
        errors.reset();
        loop.reset();
        table.resetStats();
    }

    /**
     * Handles one request. Afterwards the reply is in the client's buffer, not yet flushed; or the client is blocked or
     * postponed and takes no further request.
     */
    public void dispatch(Client client, Argv argv) {
        if (client.isClosing()) {
            return;
        }
        client.commandBegins();
        handle(client, argv, time.wallMillis());
        if (depth == 0) {
            resumeWaiting();
        }
    }

    /** The same for one of several requests that came at once; {@link #batchEnds} follows. */
    public void dispatchOfBatch(Client client, Argv argv) {
        time.batch();
        if (begunOf != client.id()) {
            begunOf = client.id();
        } else if (batchOf != client.id()) {
            lookAtGates(client);
        }
        dispatch(client, argv);
    }

    /**
     * The first of several requests that came at once, and those behind it that make a series with it. {@link #batchEnds} follows.
     *
     * @return how many were taken, at least 1
     */
    public int dispatchOfBatch(Client client, Argv[] requests, int from, int to) {
        int end = Series.end(requests, from, to);
        if (end > from + 1 && !client.isClosing() && observer.isContentWithMeans() && table.isShort(requests[from])) {
            return dispatchSeries(client, requests, from, end);
        }
        dispatchOfBatch(client, requests[from]);
        return 1;
    }

    private int dispatchSeries(Client client, Argv[] requests, int from, int to) {
        time.batch();
        begunOf = client.id();
        if (batchOf != client.id()) {
            lookAtGates(client);
        }
        long begun = time.begin();
        long now = time.wallMillis();
        series.open();
        int at = from;
        do {
            client.commandBegins();
            handle(client, requests[at++], now);
        } while (at < to && series.isOpen() && !client.isBlocked() && !client.isClosing() && resumable.isEmpty());
        if (series.isOpen()) {
            series.close();
            series.count(client.lastCommand().orElseThrow(), time.end(begun), observer);
        }
        resumeWaiting();
        return at - from;
    }

    /** Commands that came at once follow, by {@link #run}; then {@link #batchEnds}. */
    public void batchBegins() {
        time.batch();
    }

    public void batchEnds() {
        time.batchEnds();
        begunOf = NOBODY;
        forgetGates();
    }

    /** Tries the request of a postponed client again: in this turn, after the command that may be running now. */
    public void resume(Client client) {
        resumable.add(client);
        if (depth == 0) {
            resumeWaiting();
        }
    }

    /** Tries the requests of all postponed clients again. */
    public void resumeAll() {
        resumable.addAll(postponed);
        if (depth == 0) {
            resumeWaiting();
        }
    }

    /** To be called about ten times a second: clients go on when a pause is over, or has become milder. */
    public void tick() {
        boolean eased = clients.pause().hasEased(clock.wallMillis());
        if (!postponed.isEmpty() && (eased || clients.pause().isOff())) {
            resumeAll();
        }
    }

    /**
     * Runs one command now, without gates: for EXEC's queue. The reply, or the error, is written.
     *
     * @param nowMillis time that the command sees
     * @return false if the command answered an error
     */
    public boolean run(Client client, BoundCommand command, Argv argv, long nowMillis) {
        Optional<Refusal> refusal = refusal(client, command, argv, nowMillis);
        if (refusal.isPresent()) { // the rules have changed since it was queued
            error(client, AclErrors.noPermissionAnyMore(refusal.get()));
            return false;
        }
        return run(command, new Call(client, command.spec(), argv, nowMillis));
    }

    private boolean run(BoundCommand command, Call call) {
        OutputBuffer out = call.reply().out();
        int mark = out.size();
        long begun = time.begin();
        errorsSeen = errors.total();
        Optional<Client> outer = running;
        running = call.client().itself();
        depth++;
        try {
            executor.execute(call, command.function());
        } catch (RespException e) {
            out.truncate(Math.min(mark, out.size())); // less, if the function flushed
            error(call.client(), e);
        } catch (OutOfMemoryError e) {
            // Memory outside the heap: the heap's end is the end of the process.
            out.truncate(Math.min(mark, out.size()));
            error(call.client(), Errors.outOfMemory());
        } finally {
            depth--;
            running = outer;
        }
        boolean failed = errors.total() > errorsSeen;
        errorsSeen = errors.total();
        commandsRun++;
        if (!series.isOpen()) {
            long spent = time.end(begun);
            command.stats().ran(spent, failed);
            observer.ran(call, command, spent);
        } else {
            series.ran(failed);
            if (executor.didMuch() || !Series.isShort(out.size() - mark)) {
                series.close();
                series.count(command, time.end(begun), observer, call);
            }
        }
        if (depth == 0) {
            afterCommand.run();
        }
        return !failed;
    }

    /** Commands of one kind that somebody knows how to run at once. */
    @FunctionalInterface
    public interface Together {
        void run() throws RespException;
    }

    /**
     * Runs so many commands at once, without gates; nobody is answered.
     *
     * @throws RespException as they say; then none of them counts
     */
    public void runTogether(BoundCommand command, int times, Together all) throws RespException {
        long begun = time.begin();
        all.run();
        long spent = time.end(begun);
        command.stats().ranTogether(times, spent, 0);
        commandsRun += times;
        observer.ranTogether(command, times, spent);
    }

    /**
     * Tries once more what a blocked client's command waits for, as a command of its own with the time of now.
     *
     * @param begun the command as it began
     * @param attempt writes the reply, or nothing and changes nothing
     * @return true if there is a reply now, or an error; the client is still to be told ({@link #answerBlocked})
     */
    public boolean retry(Call begun, CommandFunction attempt) {
        Client client = begun.client();
        OutputBuffer out = client.reply().out();
        int mark = out.size();
        long nanos = clock.nanos();
        boolean failed = false;
        Optional<Client> outer = running;
        running = client.itself();
        depth++;
        try {
            executor.execute(new Call(client, begun.spec(), begun.argv(), clock.wallMillis()), attempt);
        } catch (RespException e) {
            out.truncate(mark);
            error(client, e);
            failed = true;
        } catch (OutOfMemoryError e) {
            out.truncate(mark);
            error(client, Errors.outOfMemory());
            failed = true;
        } finally {
            depth--;
            running = outer;
        }
        if (out.size() == mark) {
            return false;
        }
        if (client.isMuted()) {
            out.truncate(mark);
        }
        client.replyEnds();
        long spent = clock.nanos() - nanos;
        boolean hasFailed = failed;
        client.lastCommand().ifPresent(command -> {
            command.stats().wentOn(spent, hasFailed);
            observer.wentOn(begun, command, spent);
        });
        return true;
    }

    /** Writes and counts an error that answers a command outside of its function (a wait that failed). */
    public void error(Client client, RespException error) {
        errors.count(error);
        try {
            client.reply().error(error);
        } catch (OutOfMemoryError e) {
            dropForWantOfMemory(client);
        }
    }

    /** So many replies wait for it that the heap has no room for one more: it ends, and gives back what waits. */
    private void dropForWantOfMemory(Client client) {
        LOG.warn(
                "Closing client {}: no memory for its replies",
                client.transport().remoteAddress());
        clients.kill(client);
    }

    /** Writes the reply for which a blocked client has waited, and goes on with its next request. */
    public void answerBlocked(Client client, Consumer<ReplyWriter> reply) {
        int mark = client.reply().out().size();
        long before = errors.total();
        reply.accept(client.reply());
        if (errors.total() > before) {
            client.lastCommand().ifPresent(command -> command.stats().wentOn(0, true));
        }
        if (client.isMuted()) {
            client.reply().out().truncate(mark);
        }
        client.replyEnds();
        client.unblock();
        clients.flushLater(client);
    }

    private void handle(Client client, Argv argv, long now) {
        client.interacted(now);
        BoundCommand command;
        try {
            command = table.find(argv);
        } catch (RespException e) {
            if (CrossProtocolGuard.isAttack(argv)) {
                crossProtocolGuard.report(client, now);
                clients.kill(client);
                return;
            }
            client.lastCommand(Optional.empty());
            refuse(client, e);
            return;
        }
        client.lastCommand(command.asLast());
        try {
            command.checkArity(argv.size());
            checkAuthenticated(client, command);
            checkAllowed(client, command, argv, now);
            Call call = new Call(client, command.spec(), argv, now);
            switch (climb(call, command)) {
                case PASS -> run(command, call);
                case POSTPONE -> {
                    postpone(client, argv);
                    return;
                }
                case DONE -> {}
            }
        } catch (RespException e) {
            command.stats().rejected();
            refuse(client, e);
            return;
        } catch (OutOfMemoryError e) { // no command failed, but what a gate answers
            dropForWantOfMemory(client);
        }
        client.commandEnds();
    }

    private void lookAtGates(Client client) {
        batchOf = client.id();
        narrowGates.clear();
        for (int i = 0; i < gates.size(); i++) {
            if (!gates.get(i).standsOpen(client)) {
                narrowGates.add(gates.get(i));
            }
        }
    }

    private void forgetGates() {
        batchOf = NOBODY;
    }

    private Gate.Verdict climb(Call call, BoundCommand command) throws RespException {
        if (!command.isOfKeys()) {
            forgetGates(); // it may open or close some
        }
        List<Gate> ladder = batchOf == call.client().id() ? narrowGates : gates;
        for (int i = 0; i < ladder.size(); i++) {
            Gate.Verdict verdict = ladder.get(i).check(call);
            if (verdict != Gate.Verdict.PASS) {
                return verdict;
            }
        }
        return Gate.Verdict.PASS;
    }

    private void checkAuthenticated(Client client, BoundCommand command) throws RespException {
        if (client.isAuthenticated()) {
            return;
        }
        if (identity.users().needsNoPassword()) {
            client.authenticated(true); // the password was taken away after the client came
        } else if (!command.spec().has(CommandFlag.NO_AUTH)) {
            throw ConnectionErrors.noAuth();
        }
    }

    private void checkAllowed(Client client, BoundCommand command, Argv argv, long now) throws RespException {
        Optional<Refusal> refusal = refusal(client, command, argv, now);
        if (refusal.isPresent()) {
            throw switch (refusal.get()) {
                case Refusal.OfCommand ofCommand ->
                    AclErrors.noPermission(command.spec().name());
                case Refusal.OfKey ofKey -> AclErrors.noPermissionForKey();
                case Refusal.OfChannel ofChannel -> AclErrors.noPermissionForChannel();
            };
        }
    }

    /** Whether the client's user may not do this; a refusal is written to the ACL log. */
    private Optional<Refusal> refusal(Client client, BoundCommand command, Argv argv, long now) {
        if (client.user().isEmpty()) {
            return Optional.empty();
        }
        Optional<Refusal> refusal = identity.users().refusal(client.user().get(), command.spec(), argv);
        if (refusal.isPresent()) {
            AclEntries.add(identity.users().log(), client, command.spec(), argv, refusal.get(), now);
        }
        return refusal;
    }

    private void refuse(Client client, RespException error) {
        error(client, executor.refused(client, error));
        client.commandEnds();
    }

    private void postpone(Client client, Argv argv) {
        client.postpone(argv);
        postponed.add(client);
    }

    /** Not within a series: it ends for them. */
    private void resumeWaiting() {
        while (!resumable.isEmpty() && !series.isOpen()) {
            Client client = resumable.poll();
            Optional<Argv> argv = client.postponed();
            if (argv.isEmpty() || !postponed.remove(client)) {
                continue;
            }
            client.endPostponement();
            forgetGates();
            if (client.isClosing()) {
                continue;
            }
            client.commandContinues();
            handle(client, argv.get(), time.wallMillis());
            clients.flushLater(client);
            if (!client.isBlocked()) {
                client.transport().resumeRequests();
            }
        }
    }
}
