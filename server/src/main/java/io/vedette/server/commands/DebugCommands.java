package io.vedette.server.commands;

import io.vedette.config.MemorySize;
import io.vedette.rdb.PayloadWriter;
import io.vedette.resp.Argv;
import io.vedette.resp.Ascii;
import io.vedette.resp.Errors;
import io.vedette.resp.HeapRoom;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RespException;
import io.vedette.server.DebugSwitches;
import io.vedette.server.Engine;
import io.vedette.server.appendonly.AppendOnly;
import io.vedette.server.keyspace.Database;
import io.vedette.server.persistence.Loading;
import io.vedette.server.persistence.Saving;
import io.vedette.server.persistence.SerializedValue;
import io.vedette.server.session.Storage;
import io.vedette.server.values.EncodingLimits;
import io.vedette.server.values.StringValue;
import io.vedette.server.values.Value;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import io.vedette.session.Help;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** DEBUG, as far as tests outside rely on it and it can be true here. Refused unless {@code enable-debug-command} lets it. */
public final class DebugCommands {
    private static final Logger LOG = LoggerFactory.getLogger(DebugCommands.class);

    private static final String[] HELP = {
        "AOF-FLUSH-SLEEP <microsec>",
        "    Server will sleep before flushing the AOF, this is used for testing.",
        "CHANGE-REPL-ID",
        "    Change the replication IDs of the instance.",
        "    Dangerous: should be used only for testing the replication subsystem.",
        "CONFIG-REWRITE-FORCE-ALL",
        "    Like CONFIG REWRITE but writes all configuration options, including",
        "    keywords not listed in original configuration file or default values.",
        "DIGEST",
        "    Output a hex signature representing the current DB content.",
        "DIGEST-VALUE <key> [<key> ...]",
        "    Output a hex signature of the values of all the specified keys.",
        "ERROR <string>",
        "    Return a Redis protocol error with <string> as message.",
        "DROP-CLUSTER-PACKET-FILTER <packet-type>",
        "    There is no cluster bus here, so no packet passes, whatever the filter.",
        "LOADAOF",
        "    Flush the AOF buffers on disk and reload the AOF in memory.",
        "LOG <message>",
        "    Write <message> to the server log.",
        "OBJECT <key>",
        "    Show low level info about <key> and associated value.",
        "PAUSE-CRON <0|1>",
        "    Stop periodic cron job processing.",
        "POPULATE <count> [<prefix> [<size>]]",
        "    Create <count> string keys named key:<num>, or <prefix>:<num>.",
        "PROTOCOL <type>",
        "    Reply with a test value of the specified type.",
        "QUICKLIST-PACKED-THRESHOLD <size>",
        "    Sets the threshold for elements to be inserted as plain vs packed nodes",
        "    Default value is 1GB, allows values up to 4GB. Setting to 0 restores to default.",
        "RELOAD [option ...]",
        "    Save the RDB on disk and reload it back to memory. Valid <option> values:",
        "    * MERGE: keys that both have are taken from the RDB.",
        "    * NOFLUSH: the keys in memory stay; if the RDB has one of them, too, that is an error.",
        "    * NOSAVE: load the RDB that is there.",
        "REPLICATE <string>",
        "    Replicates the provided string to replicas, allowing data divergence.",
        "REPLYBUFFER PEAK-RESET-TIME <NEVER|RESET|time>, REPLYBUFFER RESIZING <0|1>",
        "    What replies are written to is not resized by its use here, whatever this says.",
        "SET-ACTIVE-EXPIRE <0|1>",
        "    Setting it to 0 disables expiring keys in background when they are not accessed.",
        "SET-SKIP-CHECKSUM-VALIDATION <0|1>",
        "    Enables or disables checksum checks for RDB files and RESTORE's payload.",
        "SLEEP <seconds>",
        "    Stop the server for <seconds>. Decimals allowed."
    };

    /** Bytes that DUMP puts around a value: its type, the version, the check sum. */
    private static final int PAYLOAD_FRAME_BYTES = 11;

    private static final int LRU_MASK = 0xffffff;

    /** As in Redis: a length of 32 bits, and room for a header. */
    private static final long MOST_PACKED_THRESHOLD_BYTES = (1L << 32) - (1 << 20);

    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");

    private final Engine engine;
    private final Storage storage;
    private final ConfigCommands config;
    private final DebugSwitches switches;
    private final Saving saving;
    private final Loading loading;
    private final AppendOnly appendOnly;
    private final Runnable newHistory;
    private final Help help = new Help("debug", HELP);
    /** End of the log when a delayed write was made last. */
    private long flushedTo;

    /** @param newHistory gives the data a replication id that nobody else knows, or throws why not */
    public DebugCommands(
            Engine engine,
            Storage storage,
            ConfigCommands config,
            DebugSwitches switches,
            Saving saving,
            Loading loading,
            AppendOnly appendOnly,
            Runnable newHistory) {
        this.engine = engine;
        this.storage = storage;
        this.config = config;
        this.switches = switches;
        this.saving = saving;
        this.loading = loading;
        this.appendOnly = appendOnly;
        this.newHistory = newHistory;
    }

    public void bindTo(CommandTable table) {
        table.bind("debug", this::debug);
        engine.turn().beforeOutput(this::delayFlush);
    }

    private void debug(Call call) throws RespException {
        Argv argv = call.argv();
        ReplyWriter reply = call.reply();
        String form = argv.text(1).toLowerCase(Locale.ROOT) + " " + (argv.size() - 2);
        switch (form) {
            case "help 0" -> help.run(call);
            case "sleep 1" -> {
                sleep(seconds(argv.text(2)));
                reply.ok();
            }
            case "set-active-expire 1" -> {
                switches.activeExpiry(!argv.is(2, "0"));
                reply.ok();
            }
            case "pause-cron 1" -> {
                switches.cron(argv.is(2, "0"));
                reply.ok();
            }
            case "aof-flush-sleep 1" -> {
                delayFlushes(integer(argv.text(2)));
                reply.ok();
            }
            case "set-skip-checksum-validation 1" -> {
                boolean skips = integer(argv.text(2)) != 0;
                switches.checksums(!skips);
                loading.checksums(!skips);
                reply.ok();
            }
            case "quicklist-packed-threshold 1" -> {
                engine.settings().encodings.listPlainFromBytes(packedThreshold(argv.text(2)));
                reply.ok();
            }
            case "drop-cluster-packet-filter 1" -> reply.ok();
            case "change-repl-id 0" -> {
                LOG.warn("Changing replication IDs after receiving DEBUG change-repl-id");
                newHistory.run();
                reply.ok();
            }
            case "replybuffer 2" -> replyBuffer(argv, reply);
            case "log 1" -> {
                LOG.warn("DEBUG LOG: {}", argv.text(2));
                reply.ok();
            }
            case "error 1" -> // written, not answered: it counts as no error
                reply.error(new RespException(argv.text(2).replace('\n', ' ').replace('\r', ' ')));
            case "config-rewrite-force-all 0" -> config.rewrite(call, true);
            case "digest 0" -> reply.simple(Digest.of(engine.keyspace()));
            case "object 1" -> object(call);
            case "loadaof 0" -> loadAppendOnly(reply);
            case "reload 0", "reload 1", "reload 2", "reload 3" -> reload(argv, reply);
            case "protocol 1" -> protocol(argv.text(2).toLowerCase(Locale.ROOT), reply);
            case "populate 1", "populate 2", "populate 3" -> populate(call);
            default -> {
                if (argv.is(1, "digest-value")) {
                    digestValues(call);
                } else if (argv.size() >= 3 && argv.is(1, "replicate")) {
                    engine.log().append(call.client().database(), argv.tail(2));
                    reply.ok();
                } else {
                    throw Errors.unknownSubcommandOrArguments("debug", argv.bytes(1));
                }
            }
        }
    }

    /** Of no effect: there is nothing here that these would hold up. */
    private static void replyBuffer(Argv argv, ReplyWriter reply) throws RespException {
        if (argv.is(2, "peak-reset-time")) {
            if (!argv.is(3, "never") && !argv.is(3, "reset")) {
                argv.asLong(3);
            }
        } else if (!argv.is(2, "resizing")) {
            throw Errors.unknownSubcommandOrArguments("debug", argv.bytes(1));
        }
        reply.ok();
    }

    /** What cannot be read is no time at all, as for Redis. */
    private static double seconds(String word) {
        try {
            return Double.parseDouble(word);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** The same for a whole number, which may be followed by something. */
    private static long integer(String word) {
        Matcher digits = INTEGER.matcher(word);
        return digits.lookingAt() ? new BigInteger(digits.group()).longValue() : 0;
    }

    private static long packedThreshold(String word) throws RespException {
        OptionalLong bytes = MemorySize.parse(word);
        if (bytes.isEmpty() || bytes.getAsLong() > MOST_PACKED_THRESHOLD_BYTES) {
            throw Errors.packedThreshold();
        }
        return bytes.getAsLong() == 0 ? EncodingLimits.LIST_PLAIN_FROM_BYTES : bytes.getAsLong();
    }

    private void delayFlushes(long micros) {
        switches.flushDelayMicros(micros);
        flushedTo = engine.log().endOffset();
    }

    /** At the end of a turn, before the append-only file is written: only if there is something to write. */
    private void delayFlush() {
        if (switches.flushDelayMicros() > 0 && appendOnly.isOn() && engine.log().endOffset() > flushedTo) {
            flushedTo = engine.log().endOffset();
            sleep((double) switches.flushDelayMicros() / TimeUnit.SECONDS.toMicros(1));
        }
    }

    /** Holds up the whole server, which is the purpose. */
    private void sleep(double seconds) {
        long nanos = (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        long end = engine.clock().nanos() + nanos;
        for (long left = nanos; left > 0; left = end - engine.clock().nanos()) {
            LockSupport.parkNanos(left);
        }
    }

    private void digestValues(Call call) {
        Argv argv = call.argv();
        call.reply().array(argv.size() - 2);
        for (int i = 2; i < argv.size(); i++) {
            byte[] key = argv.bytes(i);
            call.reply()
                    .simple(Digest.of(
                            database(call).inspect(key), database(call).expireAtMillis(key)));
        }
    }

    /** Addresses mean nothing here: the number tells objects apart, no more. */
    private void object(Call call) throws RespException {
        byte[] key = call.argv().bytes(2);
        Value value = database(call).inspect(key);
        if (!value.exists()) {
            throw Errors.noSuchKey();
        }
        long idleSeconds = database(call).idleMillis(key) / 1_000;
        long lru = (call.nowMillis() / 1_000 - idleSeconds) & LRU_MASK;
        int serialized = SerializedValue.of(value, new PayloadWriter(true)).length - PAYLOAD_FRAME_BYTES;
        call.reply()
                .simple("Value at:0x" + Integer.toHexString(System.identityHashCode(value)) + " refcount:"
                        + ObjectCommands.references(engine.keyspace(), value) + " encoding:"
                        + value.encoding() + " serializedlength:" + serialized + " lru:" + lru + " lru_seconds_idle:"
                        + idleSeconds);
    }

    /** Unlike Redis, which writes over the file with what has been read of it so far. */
    private void requireLoaded() throws RespException {
        if (storage.isLoading()) {
            throw Errors.loading();
        }
    }

    private void loadAppendOnly(ReplyWriter reply) throws RespException {
        requireLoaded();
        try {
            if (!appendOnly.reload()) {
                throw Errors.unnamed();
            }
        } catch (IOException e) {
            // The data is gone, and nobody must be told that there was none.
            throw new UncheckedIOException("Cannot load the append only file that this process wrote", e);
        }
        LOG.warn("Append Only File loaded by DEBUG LOADAOF");
        reply.ok();
    }

    private void reload(Argv argv, ReplyWriter reply) throws RespException {
        requireLoaded();
        boolean saves = true;
        boolean flushes = true;
        boolean merges = false;
        for (int i = 2; i < argv.size(); i++) {
            switch (argv.text(i).toLowerCase(Locale.ROOT)) {
                case "nosave" -> saves = false;
                case "noflush" -> flushes = false;
                case "merge" -> merges = true;
                default -> throw Errors.debugReloadOptions();
            }
        }
        if (saves && !saving.save()) {
            throw Errors.unnamed();
        }
        if (!(flushes ? loading.reload() : loading.add(merges))) {
            throw Errors.debugReloadFailed();
        }
        LOG.warn("DB reloaded by DEBUG RELOAD");
        reply.ok();
    }

    /** Keys that exist already are left alone. Nothing goes to replicas, as in Redis. */
    private void populate(Call call) throws RespException {
        Argv argv = call.argv();
        long count = positive(argv, 2);
        String prefix = argv.size() > 3 ? argv.text(3) : "key";
        int size = argv.size() > 4 ? Math.clamp(positive(argv, 4), 0, Integer.MAX_VALUE) : 0;
        Database database = database(call);
        for (long i = 0; i < count; i++) {
            byte[] key = (prefix + ":" + i).getBytes(StandardCharsets.UTF_8);
            if (!database.inspect(key).exists()) {
                byte[] value = ("value:" + i).getBytes(StandardCharsets.US_ASCII);
                database.put(key, StringValue.of(size == 0 ? value : HeapRoom.copyOf(value, size)));
            }
        }
        call.reply().ok();
    }

    private static long positive(Argv argv, int position) throws RespException {
        if (!Ascii.isLong(argv.bytes(position)) || argv.asLong(position) < 0) {
            throw Errors.notPositive();
        }
        return argv.asLong(position);
    }

    private Database database(Call call) {
        return engine.keyspace().database(call.client().database());
    }

    /** One value of each type of the protocol, the same as Redis has for trying a client. */
    private static void protocol(String type, ReplyWriter reply) throws RespException {
        switch (type) {
            case "string" -> reply.bulk("Hello World");
            case "integer" -> reply.integer(12_345);
            case "double" -> reply.doubleValue(3.141);
            case "null" -> reply.nullBulk();
            case "array" -> {
                reply.array(3);
                threeNumbers(reply);
            }
            case "set" -> {
                reply.set(3);
                threeNumbers(reply);
            }
            case "map" -> {
                reply.map(3);
                for (int i = 0; i < 3; i++) {
                    reply.integer(i);
                    reply.bool(i == 1);
                }
            }
            case "attrib" -> attribute(reply);
            case "push" -> {
                if (reply.protocol() < 3) {
                    throw Errors.notInResp2();
                }
                reply.push(2);
                reply.bulk("server-cpu-usage");
                reply.integer(42);
                reply.bulk("Some real reply following the push reply");
            }
            case "verbatim" -> reply.verbatim("txt", "This is a verbatim\nstring");
            case "bignum" -> reply.bigNumber("1234567999999999999999999999999999999");
            case "true" -> reply.bool(true);
            case "false" -> reply.bool(false);
            default -> throw Errors.wrongProtocolType();
        }
    }

    private static void threeNumbers(ReplyWriter reply) {
        for (int i = 0; i < 3; i++) {
            reply.integer(i);
        }
    }

    private static void attribute(ReplyWriter reply) {
        if (reply.protocol() >= 3) {
            byte[] head = "|1\r\n".getBytes(StandardCharsets.US_ASCII);
            reply.raw(head, 0, head.length);
            reply.bulk("key-popularity");
            reply.array(2);
            reply.bulk("key:123");
            reply.integer(90);
        }
        reply.bulk("Some real reply following the attribute");
    }
}
