package io.vedette.server.appendonly;

import io.vedette.rdb.Crc64;
import io.vedette.rdb.RdbOutput;
import io.vedette.resp.OutputBuffer;
import io.vedette.server.keyspace.Snapshot;
import io.vedette.server.persistence.Progress;
import java.io.IOException;

/**
 * Writes a snapshot as the commands that make it ({@code aof-use-rdb-preamble no}), with the commands that Redis uses. One thread, one file.
 */
final class CommandWriter {
    private static final int FLUSH_BYTES = 64 * 1024;

    private final RdbOutput output;
    private final OutputBuffer out = new OutputBuffer();

    private final boolean sums;
    private boolean begun;

    private CommandWriter(RdbOutput output, boolean sums) {
        this.output = output;
        this.sums = sums;
    }

    /**
     * Writes everything but function libraries.
     *
     * @param settings whether an annotation at the head says {@code nowSeconds}, and others are check sums
     */
    static void write(
            Snapshot frozen, AppendOnlySettings settings, long nowSeconds, RdbOutput output, Progress progress)
            throws IOException {
        CommandWriter writer = new CommandWriter(output, settings.sums());
        if (settings.timestamps()) {
            writer.out.write(Annotations.timestamp(nowSeconds));
        }
        for (int i = 0; i < frozen.databases(); i++) {
            if (frozen.size(i) > 0) {
                writer.command(ValueCommands.word("SELECT"), ValueCommands.word(Integer.toString(i)));
                frozen.forEach(i, (key, value, expireAtMillis, uses) -> {
                    ValueCommands.write(key, value, expireAtMillis, writer::command);
                    progress.key();
                });
            }
        }
        writer.flush();
    }

    private void command(byte[]... words) throws IOException {
        out.writeByte('*');
        out.writeLong(words.length);
        out.writeCrLf();
        for (byte[] word : words) {
            out.writeByte('$');
            out.writeLong(word.length);
            out.writeCrLf();
            out.write(word);
            out.writeCrLf();
        }
        if (out.size() >= FLUSH_BYTES) {
            flush();
        }
    }

    private void flush() throws IOException {
        if (sums) {
            if (!begun) {
                byte[] start = Annotations.sumStart();
                output.write(start, 0, start.length);
            }
            out.write(Annotations.sum(Crc64.update(0, out.array(), 0, out.size())));
        }
        begun = true;
        output.write(out.array(), 0, out.size());
        out.reset();
    }
}
