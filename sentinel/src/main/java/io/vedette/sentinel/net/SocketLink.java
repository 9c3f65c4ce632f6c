package io.vedette.sentinel.net;

import io.vedette.resp.Argv;
import io.vedette.resp.OutputBuffer;
import io.vedette.resp.ProtocolException;
import io.vedette.resp.Reply;
import io.vedette.resp.ReplyParser;
import io.vedette.wire.DialledSocket;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A {@link Link} on a Vert.x socket. The greeting (AUTH, CLIENT SETNAME, SUBSCRIBE) goes out in one write as soon as
 * the connection stands and is not waited for: a stopped process accepts connections too, and only silence to PING tells it.
 *
 * <p>What is written is sent by {@link #flush}: what one turn of the loop has to say to a peer is one packet.
 *
 * <p>Replies to AUTH and CLIENT SETNAME are swallowed here, an error among them is logged once: the core learns of a wrong
 * password by the replies to its PINGs, as Redis' own sentinel does.
 *
 * <p>Owner: the context that made it. A connection that ends before the connect attempt came back is closed when it does.
 */
final class SocketLink implements Link {

    private final Context context;
    private final LinkGreeting greeting;
    private final LinkListener listener;
    private final ReplyParser parser = new ReplyParser();
    private final Consumer<SocketLink> unsent;
    private Optional<DialledSocket> socket = Optional.empty();
    private String localHost = "";
    /** Written in this turn of the loop; empty between turns. */
    private Optional<OutputBuffer> output = Optional.empty();
    /** No more bytes either way. */
    private boolean ended;
    /** Ended by its owner, who wants to hear nothing more. */
    private boolean closed;
    /** The subscription is confirmed. */
    private boolean subscribed;
    /** Replies to the greeting that are still to come; they come first. */
    private int greetingReplies;

    private int pendingCommands;

    private SocketLink(Context context, LinkGreeting greeting, Consumer<SocketLink> unsent, LinkListener listener) {
        this.context = context;
        this.greeting = greeting;
        this.unsent = unsent;
        this.listener = listener;
    }

    /**
     * Begins to connect as soon as it is known where to; the listener hears the outcome in a later turn of the loop.
     *
     * @param unsent told when there is something to {@link #flush}, once until that is done
     */
    static SocketLink open(
            NetClient client,
            Context context,
            Future<ConnectOptions> address,
            LinkGreeting greeting,
            Consumer<SocketLink> unsent,
            LinkListener listener) {
        SocketLink link = new SocketLink(context, greeting, unsent, listener);
        address.compose(found -> link.ended ? Future.failedFuture("closed before") : connect(client, found))
                .onComplete(outcome -> {
                    if (outcome.succeeded()) {
                        link.connected(outcome.result());
                    } else {
                        link.end(String.valueOf(outcome.cause().getMessage()));
                    }
                });
        return link;
    }

    private static Future<NetSocket> connect(NetClient client, ConnectOptions address) {
        try {
            return client.connect(address);
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e); // an address that no socket can have
        }
    }

    private void connected(NetSocket connection) {
        if (ended) {
            connection.close();
            return;
        }
        DialledSocket dialled = DialledSocket.of(connection, context);
        socket = Optional.of(dialled);
        localHost = dialled.localHost();
        dialled.listen(this::read, this::end);
        greetingReplies = greeting.quietReplies();
        write(greeting.commands());
        if (!greeting.subscribes()) {
            listener.opened();
        }
        flush();
    }

    @Override
    public void send(List<Argv> commands) {
        if (ended || socket.isEmpty()) {
            return;
        }
        pendingCommands += commands.size();
        write(commands);
    }

    @Override
    public void tell(List<Argv> commands) {
        if (!ended && socket.isPresent()) {
            write(commands);
        }
    }

    @Override
    public int pendingCommands() {
        return pendingCommands;
    }

    @Override
    public String localHost() {
        return socket.isPresent() ? localHost : "";
    }

    @Override
    public void close() {
        closed = true;
        flush();
        hangUp();
    }

    private void hangUp() {
        ended = true;
        socket.ifPresent(DialledSocket::close);
        socket = Optional.empty();
    }

    private void read(byte[] bytes) {
        parser.feed(bytes);
        try {
            while (!ended && parser.advance()) {
                take(parser.reply());
            }
        } catch (ProtocolException e) {
            end("protocol error: " + e.getMessage());
        }
    }

    private void take(Reply reply) {
        if (greetingReplies > 0) {
            String command = greeting.commandName(greeting.quietReplies() - greetingReplies);
            greetingReplies--;
            if (reply instanceof Reply.Failure failure) {
                listener.refused(command, failure.line());
            }
            return;
        }
        if (greeting.subscribes() && !subscribed && isSubscribed(reply)) {
            subscribed = true;
            listener.opened();
            return;
        }
        if (pendingCommands > 0) {
            pendingCommands--;
        }
        listener.received(reply);
    }

    private static boolean isSubscribed(Reply reply) {
        List<Reply> items = reply.items();
        return items.size() == 3 && items.getFirst().text().equals("subscribe");
    }

    private void write(List<Argv> commands) {
        boolean first = output.isEmpty();
        OutputBuffer out = output.orElseGet(OutputBuffer::new);
        output = Optional.of(out);
        for (Argv command : commands) {
            out.writeByte('*');
            out.writeLong(command.size());
            out.writeCrLf();
            for (int i = 0; i < command.size(); i++) {
                out.writeByte('$');
                out.writeLong(command.length(i));
                out.writeCrLf();
                out.write(command.bytes(i));
                out.writeCrLf();
            }
        }
        if (first) {
            unsent.accept(this);
        }
    }

    /** Sends what was written since the last time, in one piece. */
    void flush() {
        Optional<OutputBuffer> written = output;
        output = Optional.empty();
        if (written.isPresent() && socket.isPresent()) {
            OutputBuffer out = written.get();
            socket.get().write(out.array(), out.size());
        }
    }

    /** Tells the listener once, in a turn of its own, so that a loss never surprises it in the middle of an effect. */
    private void end(String reason) {
        if (ended) {
            return;
        }
        hangUp();
        context.runOnContext(any -> {
            if (!closed) {
                listener.lost(reason);
            }
        });
    }
}
