package io.vedette.launcher.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Sends signals through one shell that waits for orders: starting a program for each would take longer than what is
 * measured. Owned by the main thread.
 */
final class Signals implements AutoCloseable {
    private final Process shell;
    private final Writer orders;

    private Signals(Process shell) {
        this.shell = shell;
        this.orders = shell.outputWriter(StandardCharsets.US_ASCII);
    }

    static Signals open() throws IOException {
        return new Signals(new ProcessBuilder("sh")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** @param name without SIG */
    void send(String name, long pid) {
        try {
            orders.write("kill -" + name + " " + pid + "\n");
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        shell.destroyForcibly();
    }
}
