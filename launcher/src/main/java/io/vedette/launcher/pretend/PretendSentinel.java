package io.vedette.launcher.pretend;

import io.vedette.launcher.client.Address;
import io.vedette.resp.Argv;
import io.vedette.resp.ReplyWriter;
import java.io.IOException;

/** Another sentinel that agrees with everybody: each master is down, and whoever asks for its vote has it. */
public final class PretendSentinel implements AutoCloseable, PretendListener.Conversation {
    private static final String HOST = "127.0.0.1";

    private final String runId;
    private final PretendListener listener;

    private PretendSentinel(String runId) throws IOException {
        this.runId = runId;
        this.listener = PretendListener.open(HOST, line -> this);
    }

    public static PretendSentinel open(int number) throws IOException {
        return new PretendSentinel(String.format("%040x", number));
    }

    public String runId() {
        return runId;
    }

    /** The message by which others come to know it, or learn of a master. */
    public String hello(long epoch, String group, Address master) {
        return String.join(
                ",",
                HOST,
                Integer.toString(listener.port()),
                runId,
                Long.toString(epoch),
                group,
                master.host(),
                Integer.toString(master.port()),
                Long.toString(epoch));
    }

    @Override
    public void answer(Argv request, ReplyWriter reply) {
        if (request.is(0, "ping")) {
            reply.simple("PONG");
        } else if (request.is(0, "sentinel") && request.size() == 6) {
            reply.array(3);
            reply.integer(1);
            reply.bulk(request.text(5));
            reply.integer(request.is(5, "*") ? 0 : Long.parseLong(request.text(4)));
        } else if (request.is(0, "publish")) {
            reply.integer(1);
        } else {
            reply.ok();
        }
    }

    @Override
    public void ended() {}

    @Override
    public void close() {
        listener.close();
    }
}
