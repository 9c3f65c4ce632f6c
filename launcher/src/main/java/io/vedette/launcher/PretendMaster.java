package io.vedette.launcher;

import io.vedette.resp.Argv;
import io.vedette.resp.OutputBuffer;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RequestParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Just enough of a master for {@link Training}: answers PING, INFO and SUBSCRIBE, and OK to all else. */
final class PretendMaster implements AutoCloseable {
    private static final String INFO = """
            # Server\r
            redis_version:7.0.15\r
            run_id:0000000000000000000000000000000000000001\r
            # Replication\r
            role:master\r
            connected_slaves:0\r
            master_repl_offset:0\r
            """;

    private final ServerSocket listener;

    private PretendMaster(ServerSocket listener) {
        this.listener = listener;
    }

    static PretendMaster listen(String host) throws IOException {
        PretendMaster master = new PretendMaster(new ServerSocket(0, 50, InetAddress.getByName(host)));
        Thread.startVirtualThread(master::accept);
        return master;
    }

    int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.startVirtualThread(() -> serve(socket));
            } catch (IOException e) {
                return; // closed: the training is over
            }
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            InputStream input = socket.getInputStream();
            OutputStream output = socket.getOutputStream();
            RequestParser parser = new RequestParser();
            byte[] bytes = new byte[4096];
            for (int count = input.read(bytes); count >= 0; count = input.read(bytes)) {
                parser.feed(bytes, 0, count);
                OutputBuffer replies = new OutputBuffer();
                while (parser.advance()) {
                    answer(parser.argv(), new ReplyWriter(replies));
                }
                output.write(replies.array(), 0, replies.size());
            }
        } catch (IOException | io.vedette.resp.ProtocolException e) {
            // The peer went away, as it does at the end of the training.
        }
    }

    private static void answer(Argv request, ReplyWriter reply) {
        if (request.is(0, "ping")) {
            reply.simple("PONG");
        } else if (request.is(0, "info")) {
            reply.bulk(INFO);
        } else if (request.is(0, "subscribe")) {
            reply.array(3);
            reply.bulk("subscribe");
            reply.bulk(request.text(1));
            reply.integer(1);
        } else if (request.is(0, "publish")) {
            reply.integer(1);
        } else if (request.is(0, "hello")) {
            reply.map(1);
            reply.bulk("server");
            reply.bulk("redis");
        } else {
            reply.ok();
        }
    }
}
