package io.vedette.replication;

import io.vedette.replication.ReplicaEffect.Apply;
import io.vedette.resp.Argv;
import io.vedette.resp.HeapRoom;
import io.vedette.resp.OutputBuffer;
import io.vedette.resp.PlainSets;
import io.vedette.resp.ProtocolException;
import io.vedette.resp.RequestParser;
import io.vedette.resp.RespException;
import io.vedette.resp.StringRun;
import java.util.ArrayList;
import java.util.List;

/**
 * The command stream of a master: cuts it into commands, keeps transactions together, follows SELECT, and appends to the
 * log exactly the bytes of what was handed on. What came but was not handed on (half a command, a transaction whose EXEC
 * is missing) is not in the log and is lost with this object, to be asked for again.
 *
 * <p>Plain SETs in a row are found and handed on without an object for each. Whatever else comes is read by the parser; a request that the end
 * of a piece cut in two is completed first, so that the next piece is looked at from where a request begins.
 *
 * <p>What comes in one piece is handed on, and appended, in as few pieces as possible: a replica that catches up would spend as much
 * on the pieces as on the commands.
 */
final class StreamReader {
    /** What a stream brings. */
    interface Receiver {
        /** To be executed in this order; a transaction is never cut. The list is handed over. */
        void apply(List<Apply.Command> commands);

        /** The same for SETs that stand in what is being received. */
        void apply(int database, StringRun sets);

        /** This marker has come, and is in the log. */
        void marked(Marker marker);

        /** REPLCONF GETACK: the log ends before this command, as the answer must say. */
        void acknowledgementAsked();
    }

    private static final byte[] NOTHING = {};

    private final ReplicationLog log;
    private final int databases;
    private final Receiver receiver;
    private final RequestParser parser = new RequestParser().withoutInline();
    private final PlainSets plainSets = new PlainSets();
    /** What came before {@link #bytes} and is not in the log yet. */
    private final OutputBuffer unlogged = new OutputBuffer();

    private int database;
    private boolean inTransaction;
    private List<Apply.Command> transaction = new ArrayList<>();
    /** Commands that were read and not handed on yet; empty between two calls. */
    private List<Apply.Command> ready = new ArrayList<>();
    /** How far the stream was read, counting also what is not in the log yet. */
    private long readOffset;

    // What is being received; positions count from the first byte that is not in the log when the call begins.
    private byte[] bytes = NOTHING;
    private int offset;
    /** Up to here everything is in the log. */
    private int logged;
    /** Up to here everything was handed on, or is {@link #ready} to be. */
    private int accepted;
    /** What is selected there; inside a transaction {@link #database} is ahead of it. */
    private int acceptedDatabase;
    /** What the bytes between these two are for. */
    private EntryKind kind = EntryKind.DATA;

    /** @param databases how many may be selected: what selects another is not logged, as no file that holds it could be loaded */
    StreamReader(ReplicationLog log, int databases, Receiver receiver) {
        this.log = log;
        this.databases = databases;
        this.receiver = receiver;
        this.database = log.database();
        this.acceptedDatabase = database;
        this.readOffset = log.endOffset();
    }

    long readOffset() {
        return readOffset;
    }

    /** @throws ProtocolException this is no stream of a master, or brings what there is no memory for */
    void receive(byte[] newBytes, int from, int length) throws ProtocolException {
        try {
            read(newBytes, from, length);
        } catch (OutOfMemoryError notClaimed) {
            throw new ProtocolException("OOM no memory for a request or transaction of that size");
        }
    }

    private void read(byte[] newBytes, int from, int length) throws ProtocolException {
        int to = from + length;
        int at = from;
        while (at < to) {
            at = takeSets(newBytes, at, to);
            if (at < to) {
                // What has begun is ended first: behind it there may be more of them.
                boolean hasBegun = unlogged.size() > 0 && !inTransaction;
                int part = hasBegun ? parser.restOfPart(newBytes, at, to) : to - at;
                take(newBytes, at, part);
                at += part;
            }
        }
    }

    /** Hands on the SETs that stand there in a row, if what came before is done with; returns where they end. */
    private int takeSets(byte[] newBytes, int from, int to) {
        if (unlogged.size() > 0 || !plainSets.find(newBytes, from, to, Integer.MAX_VALUE)) {
            return from;
        }
        int end = plainSets.end();
        readOffset += end - from;
        log.appendVerbatim(newBytes, from, end - from, EntryKind.DATA);
        receiver.apply(Math.max(0, database), plainSets.found(newBytes));
        return end;
    }

    private void take(byte[] newBytes, int from, int length) throws ProtocolException {
        readOffset += length;
        bytes = newBytes;
        offset = from;
        logged = 0;
        accepted = 0;
        int end = unlogged.size() + length;
        parser.feed(newBytes, from, length);
        try {
            while (parser.advance()) {
                Argv argv = parser.argv();
                EntryKind next = keepalive(argv) ? EntryKind.KEEPALIVE : EntryKind.DATA;
                if (next != kind) {
                    handOn();
                    kind = next;
                }
                if (accept(argv)) {
                    accepted = end - parser.pendingBytes();
                    acceptedDatabase = database;
                    tellOfMarker(argv);
                }
            }
        } finally {
            handOn();
            keep(end);
            bytes = NOTHING;
        }
    }

    private void tellOfMarker(Argv argv) {
        if (argv.is(0, "ping")) {
            Marker.of(argv).ifPresent(marker -> {
                handOn();
                receiver.marked(marker);
            });
        }
    }

    /** The log gets what was accepted, and the receiver too. */
    private void handOn() {
        int carried = unlogged.size();
        if (logged < Math.min(accepted, carried)) {
            log.appendVerbatim(unlogged.array(), logged, Math.min(accepted, carried) - logged, kind);
            logged = Math.min(accepted, carried);
        }
        if (logged < accepted) {
            log.appendVerbatim(bytes, offset + logged - carried, accepted - logged, kind);
            logged = accepted;
        }
        log.databaseSelected(acceptedDatabase);
        if (!ready.isEmpty()) {
            receiver.apply(ready);
            ready = new ArrayList<>();
        }
    }

    /** What is not in the log waits for the rest of its command or transaction. */
    private void keep(int end) {
        int carried = unlogged.size();
        checkRoom(end - logged);
        if (logged >= carried) {
            unlogged.reset();
            unlogged.write(bytes, offset + logged - carried, end - logged);
        } else {
            if (logged > 0) {
                System.arraycopy(unlogged.array(), logged, unlogged.array(), 0, carried - logged);
                unlogged.truncate(carried - logged);
            }
            unlogged.write(bytes, offset, end - carried);
        }
    }

    /** A transaction, of which only the end will do anything, must not fill the heap before that comes. */
    private void checkRoom(int kept) {
        boolean asks = kept / HeapRoom.LARGE_BYTES > unlogged.size() / HeapRoom.LARGE_BYTES;
        if (asks) {
            HeapRoom.claim(HeapRoom.forUse(kept));
        }
    }

    /** @return whether everything up to the end of this command is done with and belongs into the log */
    private boolean accept(Argv argv) throws ProtocolException {
        if (argv.is(0, "multi") && argv.size() == 1) {
            if (inTransaction) {
                throw new ProtocolException("ERR MULTI within a transaction of the master's stream");
            }
            inTransaction = true;
            return false;
        }
        if (argv.is(0, "exec") && argv.size() == 1) {
            if (!inTransaction) {
                throw new ProtocolException("ERR EXEC without MULTI in the master's stream");
            }
            ready.addAll(transaction);
            inTransaction = false;
            transaction = new ArrayList<>();
            return true;
        }
        if (argv.is(0, "select") && argv.size() == 2) {
            database = databaseOf(argv);
        } else if (argv.is(0, "replconf")) {
            if (argv.size() > 1 && argv.is(1, "getack")) {
                handOn();
                receiver.acknowledgementAsked();
            }
        } else if (!argv.is(0, "ping") || argv.size() > 2) {
            (inTransaction ? transaction : ready).add(new Apply.Command(Math.max(0, database), argv));
        }
        return !inTransaction;
    }

    private int databaseOf(Argv argv) throws ProtocolException {
        try {
            long number = argv.asLong(1);
            if (number >= 0 && number < databases) {
                return (int) number;
            }
        } catch (RespException notANumber) {
            // Told below, as a number that is none of a database.
        }
        throw new ProtocolException("ERR the master selects database " + argv.text(1)
                + ", which does not exist here (setting 'databases')");
    }

    private static boolean keepalive(Argv argv) {
        // A PING with an argument carries a message: it is no mere sign of life.
        return argv.is(0, "ping") && argv.size() == 1
                || argv.is(0, "replconf")
                || EntryKind.of(argv) == EntryKind.KEEPALIVE;
    }
}
