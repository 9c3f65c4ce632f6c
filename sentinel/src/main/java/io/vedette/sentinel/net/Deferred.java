package io.vedette.sentinel.net;

import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RespException;
import io.vedette.session.Client;
import io.vedette.session.Clients;
import io.vedette.session.Dispatcher;
import io.vedette.session.Waiting;
import java.util.function.Consumer;

/**
 * A reply that may come later: a vote or an operation is answered when it is on disk. Until then the client is blocked, so its
 * replies keep their order. Owned by the loop.
 *
 * <p>Running (the command's function is on the stack), then answered; or waiting (blocked), then answered or abandoned.
 */
final class Deferred implements Waiting {
    private enum State {
        RUNNING,
        WAITING,
        OVER
    }

    private final Client client;
    private final Clients clients;
    private final Dispatcher dispatcher;
    private State state = State.RUNNING;

    Deferred(Client client, Clients clients, Dispatcher dispatcher) {
        this.client = client;
        this.clients = clients;
        this.dispatcher = dispatcher;
    }

    /** To be called at the end of the command's function: blocks the client unless the answer was given. */
    void waitUnlessAnswered() {
        if (state == State.RUNNING) {
            state = State.WAITING;
            client.block(this);
        }
    }

    void answer(Consumer<ReplyWriter> reply) {
        State before = state;
        state = State.OVER;
        switch (before) {
            case RUNNING -> reply.accept(client.reply());
            case WAITING -> {
                if (!client.isMuted()) {
                    reply.accept(client.reply());
                }
                client.unblock();
                clients.flushLater(client);
            }
            case OVER -> {}
        }
    }

    void fail(RespException error) {
        if (state == State.WAITING && client.isMuted()) {
            answer(reply -> {});
        } else {
            answer(reply -> dispatcher.error(client, error));
        }
    }

    @Override
    public void timedOut(Client blocked) {
        state = State.OVER;
        dispatcher.error(blocked, SentinelErrors.flushFailed());
    }

    @Override
    public void abandoned(Client gone) {
        state = State.OVER;
    }
}
