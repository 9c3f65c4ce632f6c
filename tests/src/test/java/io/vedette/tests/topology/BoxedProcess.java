package io.vedette.tests.topology;

import io.vedette.resp.ProtocolException;
import io.vedette.resp.Reply;
import io.vedette.resp.ReplyParser;
import java.io.ByteArrayOutputStream;
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
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process in a box. The test talks to it by its UNIX socket, which no partition cuts: what it thinks can be asked where
 * nobody reaches it.
 */
final class BoxedProcess implements AutoCloseable {
    private final String name;
    private final Path folder;
    private final Path socket;
    private final Process process;

    /** Starts it; does not wait until it answers. */
    BoxedProcess(String name, Boxes boxes, int box, Path parent, List<String> command, List<String> lines) {
        this.name = name;
        this.folder = parent.resolve(name);
        this.socket = folder.resolve("socket");
        List<String> text = new ArrayList<>(
                List.of("bind " + boxes.address(box), "protected-mode no", "dir " + folder, "unixsocket " + socket));
        text.addAll(lines);
        List<String> whole = new ArrayList<>(command);
        Path file = folder.resolve("process.conf");
        whole.add(file.toString());
        try {
            Files.createDirectories(folder);
            Files.write(file, text);
            process = new ProcessBuilder(boxes.inside(box, whole))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One command on a connection of its own. */
    Reply call(String... words) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(encoded(words)));
            ReplyParser parser = new ReplyParser();
            ByteBuffer input = ByteBuffer.allocate(64 * 1024);
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

    String text(String... words) {
        return call(words).text();
    }

    private static byte[] encoded(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            out.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(bytes);
            out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        return out.toByteArray();
    }

    String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
