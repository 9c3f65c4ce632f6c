package io.vedette.launcher.boxes;

import io.vedette.launcher.options.CommandFailed;
import io.vedette.resp.OutputBuffer;
import io.vedette.resp.ProtocolException;
import io.vedette.resp.Reply;
import io.vedette.resp.ReplyParser;
import io.vedette.resp.ReplyWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process in a box. Who owns it talks to it by its UNIX socket, which no partition cuts: what it thinks can be asked where
 * nobody reaches it. Owned by one thread, which must live as long as it does; {@link #call} may come from any.
 */
public final class BoxedProcess implements AutoCloseable {
    private static final int INPUT_BYTES = 64 * 1024;
    private static final int END_SECONDS = 20;

    private final String name;
    private final List<String> command;
    private final Path data;
    private final Path log;
    private final Path socket;
    private Process process;
    private boolean ending;

    /**
     * Starts it; does not wait until it answers.
     *
     * @param command takes a configuration file
     * @param lines directives besides those of place and address
     */
    public BoxedProcess(String name, Boxes boxes, int box, Path parent, List<String> command, List<String> lines) {
        Path folder = parent.resolve(name);
        this.name = name;
        this.data = folder.resolve("data");
        this.log = folder.resolve("log");
        this.socket = folder.resolve("socket");
        List<String> text = new ArrayList<>(
                List.of("bind " + boxes.address(box), "protected-mode no", "dir " + data, "unixsocket " + socket));
        text.addAll(lines);
        List<String> whole = new ArrayList<>(command);
        Path file = folder.resolve("process.conf");
        whole.add(file.toString());
        this.command = boxes.inside(box, whole);
        try {
            Files.createDirectories(data);
            Files.write(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    /** Starts it, again, with its configuration as it stands. */
    public void start() {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("VEDETTE_BUILD", "never"); // this program was just built
        try {
            process = builder.start();
            ending = false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** True if it ended and nobody here told it to. */
    boolean hasDied() {
        return !ending && !process.isAlive();
    }

    /** kill -9; returns when it is gone. */
    public void kill() {
        ending = true;
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM; returns when it is gone. */
    public void stop() {
        ending = true;
        process.destroy();
        awaitEnd();
    }

    /** @param signal name without SIG */
    public void signal(String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its disk is lost: all files but its configuration and log. For one that does not run. */
    public void wipe() {
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder())
                    .filter(file -> !file.equals(data))
                    .toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One command on a connection of its own. */
    public Reply call(String... words) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(encoded(words));
            ReplyParser parser = new ReplyParser();
            ByteBuffer input = ByteBuffer.allocate(INPUT_BYTES);
            while (!parser.advance()) {
                input.clear();
                int count = channel.read(input);
                if (count < 0) {
                    throw new IOException(name + " closed the connection");
                }
                parser.feed(input.array(), 0, count);
            }
            return parser.reply();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ProtocolException e) {
            throw new IllegalStateException(e);
        }
    }

    public String text(String... words) {
        return call(words).text();
    }

    private static ByteBuffer encoded(String... words) {
        OutputBuffer output = new OutputBuffer();
        ReplyWriter request = new ReplyWriter(output);
        request.array(words.length);
        for (String word : words) {
            request.bulk(word.getBytes(StandardCharsets.UTF_8));
        }
        return ByteBuffer.wrap(output.array(), 0, output.size());
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new CommandFailed(name + " did not end within " + END_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }

    @Override
    public String toString() {
        return name;
    }
}
