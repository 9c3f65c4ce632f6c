package io.vedette.server.net;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A client on a unix socket that reads raw replies. Text is Latin-1. */
final class Peer implements AutoCloseable {
    private final SocketChannel channel;
    private final StringBuilder received = new StringBuilder();

    Peer(Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    void send(String bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1));
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Sends, and reads as many bytes as {@code reply} has. */
    String exchange(String bytes, int replyBytes) throws IOException {
        send(bytes);
        return read(replyBytes);
    }

    String read(int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        while (received.length() < bytes) {
            if (channel.read(buffer.clear()) < 0) {
                throw new EOFException("closed after: " + received);
            }
            received.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
        }
        String text = received.substring(0, bytes);
        received.delete(0, bytes);
        return text;
    }

    /** Everything until the server closes. */
    String readToEnd() throws IOException {
        try {
            read(Integer.MAX_VALUE);
            throw new IOException("the connection did not end");
        } catch (EOFException end) {
            return received.toString();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
