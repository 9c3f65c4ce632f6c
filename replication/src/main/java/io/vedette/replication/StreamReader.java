package io.vedette.replication;

import io.vedette.replication.ReplicaEffect.Apply;
import io.vedette.resp.Argv;
import io.vedette.resp.OutputBuffer;
import io.vedette.resp.ProtocolException;
import io.vedette.resp.RequestParser;
import io.vedette.resp.RespException;
import java.util.ArrayList;
import java.util.List;

/**
 * The command stream of a master: cuts it into commands, keeps transactions together, follows SELECT, and appends to the
 * log exactly the bytes of what was handed on. What came but was not handed on (half a command, a transaction whose EXEC
 * is missing) is not in the log and is lost with this object, to be asked for again.
 */
final class StreamReader {
    /** What a stream brings. */
    interface Receiver {
        void apply(List<Apply.Command> commands);

        /** REPLCONF GETACK: the log ends before this command, as the answer must say. */
        void acknowledgementAsked();
    }

    private final ReplicationLog log;
    private final Receiver receiver;
    private final RequestParser parser = new RequestParser();
    /** Bytes that came and are not yet in the log. */
    private final OutputBuffer unlogged = new OutputBuffer();

    private int database;
    private boolean inTransaction;
    private List<Apply.Command> transaction = new ArrayList<>();
    /** How far the stream was read, counting also what is not in the log yet. */
    private long readOffset;

    StreamReader(ReplicationLog log, Receiver receiver) {
        this.log = log;
        this.receiver = receiver;
        this.database = log.database();
        this.readOffset = log.endOffset();
    }

    long readOffset() {
        return readOffset;
    }

    void receive(byte[] bytes, int offset, int length) throws ProtocolException {
        readOffset += length;
        unlogged.write(bytes, offset, length);
        parser.feed(bytes, offset, length);
        int logged = 0;
        while (parser.advance()) {
            Argv argv = parser.argv();
            int end = unlogged.size() - parser.pendingBytes();
            if (accept(argv)) {
                log.appendVerbatim(
                        unlogged.array(), logged, end - logged, keepalive(argv) ? EntryKind.KEEPALIVE : EntryKind.DATA);
                log.databaseSelected(database);
                logged = end;
            }
        }
        dropLogged(logged);
    }

    /** @return whether everything up to the end of this command is done with and belongs into the log */
    private boolean accept(Argv argv) throws ProtocolException {
        if (argv.is(0, "multi")) {
            inTransaction = true;
            return false;
        }
        if (argv.is(0, "exec")) {
            List<Apply.Command> whole = transaction;
            inTransaction = false;
            transaction = new ArrayList<>();
            if (!whole.isEmpty()) {
                receiver.apply(whole);
            }
            return true;
        }
        if (argv.is(0, "select") && argv.size() == 2) {
            database = databaseOf(argv);
        } else if (argv.is(0, "replconf")) {
            if (argv.size() > 1 && argv.is(1, "getack")) {
                receiver.acknowledgementAsked();
            }
        } else if (!argv.is(0, "ping")) {
            Apply.Command command = new Apply.Command(Math.max(0, database), argv);
            if (inTransaction) {
                transaction.add(command);
            } else {
                receiver.apply(List.of(command));
            }
        }
        return !inTransaction;
    }

    private static int databaseOf(Argv argv) throws ProtocolException {
        try {
            int number = Math.toIntExact(argv.asLong(1));
            if (number >= 0) {
                return number;
            }
        } catch (RespException | ArithmeticException notANumber) {
            // Told below, as a negative number is.
        }
        throw new ProtocolException("ERR invalid DB index in the master's stream: " + argv.text(1));
    }

    private static boolean keepalive(Argv argv) {
        // A PING with an argument carries a message: it is no mere sign of life.
        return argv.is(0, "ping") && argv.size() == 1
                || argv.is(0, "replconf")
                || EntryKind.of(argv) == EntryKind.KEEPALIVE;
    }

    private void dropLogged(int logged) {
        if (logged == unlogged.size()) {
            unlogged.reset();
        } else if (logged > 0) {
            int left = unlogged.size() - logged;
            System.arraycopy(unlogged.array(), logged, unlogged.array(), 0, left);
            unlogged.truncate(left);
        }
    }
}
