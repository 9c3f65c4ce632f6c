package io.vedette.server.observing;

import io.vedette.resp.Argv;
import io.vedette.resp.Ascii;
import io.vedette.resp.Errors;
import io.vedette.resp.ReplyWriter;
import io.vedette.server.config.ObserverSettings;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import io.vedette.session.Help;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** SLOWLOG: the last commands that took longer than {@code slowlog-log-slower-than}. Owned by the loop. */
public final class SlowLog {
    private static final String[] HELP = {
        "GET [<count>]",
        "    Return top <count> entries from the slowlog (default: 10, -1 mean all).",
        "    Entries are made of:",
        "    id, timestamp, time in microseconds, arguments array, client IP and port,",
        "    client name",
        "LEN",
        "    Return the length of the slowlog.",
        "RESET",
        "    Reset the slowlog."
    };

    /** Words kept of a request, and bytes of a word, as in Redis. */
    private static final int MOST_WORDS = 32;

    private static final int MOST_BYTES = 128;
    private static final int DEFAULT_COUNT = 10;
    private static final long NANOS_PER_MICRO = 1_000;

    private record Entry(long id, long seconds, long micros, List<byte[]> words, String address, String name) {}

    private final ObserverSettings settings;
    /** Newest first. */
    private final Deque<Entry> entries = new ArrayDeque<>();

    private long nextId;

    public SlowLog(ObserverSettings settings) {
        this.settings = settings;
        settings.slowLogMost.onChange(most -> trim());
    }

    public void bindTo(CommandTable table) {
        table.bind("slowlog|get", this::get);
        table.bind("slowlog|len", call -> call.reply().integer(entries.size()));
        table.bind("slowlog|reset", this::reset);
        table.bind("slowlog|help", new Help("slowlog", HELP));
    }

    void ran(Call call, long nanos) {
        long slowerThanMicros = settings.slowerThanMicros.get();
        long micros = nanos / NANOS_PER_MICRO;
        if (slowerThanMicros < 0 || micros < slowerThanMicros) {
            return;
        }
        byte[][] words = Redaction.of(call.spec().name(), call.argv());
        entries.addFirst(new Entry(
                nextId++,
                call.nowMillis() / 1_000,
                micros,
                cut(words),
                call.client().transport().remoteAddress(),
                call.client().name()));
        trim();
    }

    private static List<byte[]> cut(byte[][] words) {
        byte[][] kept = Arrays.copyOf(words, Math.min(words.length, MOST_WORDS));
        for (int i = 0; i < kept.length; i++) {
            if (words.length > MOST_WORDS && i == MOST_WORDS - 1) {
                kept[i] = ascii("... (" + (words.length - MOST_WORDS + 1) + " more arguments)");
            } else if (words[i].length > MOST_BYTES) {
                byte[] note = ascii("... (" + (words[i].length - MOST_BYTES) + " more bytes)");
                kept[i] = Arrays.copyOf(words[i], MOST_BYTES + note.length);
                System.arraycopy(note, 0, kept[i], MOST_BYTES, note.length);
            }
        }
        return List.of(kept);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void trim() {
        while (entries.size() > settings.slowLogMost.get()) {
            entries.removeLast();
        }
    }

    private void get(Call call) {
        Argv argv = call.argv();
        long count = DEFAULT_COUNT;
        if (argv.size() > 3) {
            throw Errors.unknownSubcommandOrArguments("slowlog", argv.bytes(1));
        }
        if (argv.size() == 3) {
            if (!Ascii.isLong(argv.bytes(2)) || argv.asLong(2) < -1) {
                throw Errors.slowLogCount();
            }
            count = argv.asLong(2) == -1 ? Long.MAX_VALUE : argv.asLong(2);
        }
        ReplyWriter reply = call.reply();
        List<Entry> shown = entries.stream().limit(count).toList();
        reply.array(shown.size());
        for (Entry entry : shown) {
            reply.array(6);
            reply.integer(entry.id());
            reply.integer(entry.seconds());
            reply.integer(entry.micros());
            reply.array(entry.words().size());
            entry.words().forEach(reply::bulk);
            reply.bulk(entry.address());
            reply.bulk(entry.name());
        }
    }

    private void reset(Call call) {
        entries.clear();
        call.reply().ok();
    }
}
