package io.vedette.server.replication;

import static org.junit.jupiter.api.Assertions.fail;

import io.vedette.resp.OutputBuffer;
import io.vedette.resp.ProtocolException;
import io.vedette.resp.Reply;
import io.vedette.resp.ReplyParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A blocking client for tests; replies as text, arrays joined with commas. */
final class TestClient implements AutoCloseable {
    private final Socket socket;
    private final ReplyParser parser = new ReplyParser();
    private final byte[] buffer = new byte[64 * 1024];

    TestClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
    }

    /** Waits up to 20 seconds. */
    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                fail("waited in vain: " + what);
            }
            Thread.sleep(20);
        }
    }

    String call(String... words) throws IOException {
        return pipeline(List.<String[]>of(words)).getFirst();
    }

    List<String> pipeline(List<String[]> commands) throws IOException {
        OutputBuffer out = new OutputBuffer();
        for (String[] words : commands) {
            out.writeAscii("*" + words.length + "\r\n");
            for (String word : words) {
                byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
                out.writeAscii("$" + bytes.length + "\r\n");
                out.write(bytes);
                out.writeCrLf();
            }
        }
        socket.getOutputStream().write(out.array(), 0, out.size());
        List<String> replies = new ArrayList<>();
        while (replies.size() < commands.size()) {
            replies.add(text(next()));
        }
        return replies;
    }

    /** A field of INFO, or of one of its lines ({@code slave0}). */
    String info(String field) {
        try {
            return call("INFO")
                    .lines()
                    .filter(line -> line.startsWith(field + ":"))
                    .map(line -> line.substring(field.length() + 1))
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    java.io.InputStream input() throws IOException {
        return socket.getInputStream();
    }

    private Reply next() throws IOException {
        try {
            while (!parser.advance()) {
                int read = socket.getInputStream().read(buffer);
                if (read < 0) {
                    throw new IOException("closed by the server");
                }
                parser.feed(buffer, 0, read);
            }
            return parser.reply();
        } catch (ProtocolException e) {
            throw new IOException(e.line());
        }
    }

    private static String text(Reply reply) {
        return switch (reply) {
            case Reply.Simple simple -> simple.text();
            case Reply.Failure failure -> "-" + failure.line();
            case Reply.Int number -> Long.toString(number.value());
            case Reply.Bulk bulk -> new String(bulk.bytes(), StandardCharsets.UTF_8);
            case Reply.Array array ->
                array.items().stream()
                        .map(TestClient::text)
                        .reduce((a, b) -> a + "," + b)
                        .orElse("");
            default -> reply.getClass().getSimpleName();
        };
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
