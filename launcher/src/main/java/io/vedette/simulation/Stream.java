package io.vedette.simulation;

import io.vedette.resp.Argv;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The replication stream of a Redis of the model as bytes, from some offset on: what servers of ours beside it read. Owned by
 * its {@link RedisModel}.
 */
final class Stream {
    private static final byte[] PING = encoded(Argv.of("ping"));

    private byte[] bytes = new byte[1_024];
    private int length;
    /** How many bytes of the stream came before the first one that is here. */
    private long begin;

    /** Nothing of it is here; what is added now comes behind that offset. */
    void restart(long offset) {
        begin = offset;
        length = 0;
    }

    void add(byte[] more) {
        add(more, 0, more.length);
    }

    private void add(byte[] more, int from, int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
        }
        System.arraycopy(more, from, bytes, length, count);
        length += count;
    }

    /** Adds what another one has behind the end of this. */
    void follow(Stream other) {
        int from = (int) (end() - other.begin);
        add(other.bytes, from, other.length - from);
    }

    /** True if all that comes behind the offset is here. */
    boolean isKnownFrom(long offset) {
        return offset >= begin && offset <= end();
    }

    long end() {
        return begin + length;
    }

    byte[] from(long offset) {
        return Arrays.copyOfRange(bytes, (int) (offset - begin), length);
    }

    static byte[] ping() {
        return PING.clone();
    }

    /** A client's write, which says which one it is. */
    static byte[] write(History history, long number) {
        return encoded(command(history, number));
    }

    static Argv command(History history, long number) {
        return Argv.of("SET", history.id(), Long.toString(number));
    }

    /** As masters write it: its length is that of the command in the stream. */
    static byte[] encoded(Argv argv) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes(("*" + argv.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < argv.size(); i++) {
            text.writeBytes(("$" + argv.length(i) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            text.writeBytes(argv.bytes(i));
            text.writeBytes(new byte[] {'\r', '\n'});
        }
        return text.toByteArray();
    }
}
