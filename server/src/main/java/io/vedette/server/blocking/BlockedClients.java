package io.vedette.server.blocking;

import io.vedette.resp.Errors;
import io.vedette.resp.ReplyWriter;
import io.vedette.session.Client;
import io.vedette.session.Dispatcher;
import io.vedette.session.SessionClock;
import io.vedette.session.Waiting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The clients that are blocked, whatever they wait for. Owner loop only.
 *
 * <p>A wait is begun by {@link #block} and ends once: answered by whoever began it ({@link #answer}), by its time, by CLIENT
 * UNBLOCK, by the server becoming a replica, or by the client's leaving. Only in the first case the {@link Waiting} is not told.
 * Invariant: a client stands here exactly while its wait goes on, and its timer with it.
 */
public final class BlockedClients {
    /** A deadline that never comes. */
    public static final long NEVER = 0;

    private final Supplier<Dispatcher> dispatcher;
    private final Alarms alarms;
    private final SessionClock clock;
    /** In the order in which they came. */
    private final Map<Client, Block> blocks = new LinkedHashMap<>();

    /** @param dispatcher writes the replies; it comes after this object */
    public BlockedClients(Supplier<Dispatcher> dispatcher, Alarms alarms, SessionClock clock) {
        this.dispatcher = dispatcher;
        this.alarms = alarms;
        this.clock = clock;
    }

    /**
     * The client waits from now on: to be called by a command's function, in place of writing a reply.
     *
     * @param deadlineMillis when its time is up, wall clock, milliseconds since 1970, or {@link #NEVER}
     */
    public void block(Client client, long deadlineMillis, Waiting waiting) {
        Block block = new Block(client, waiting);
        blocks.put(client, block);
        if (deadlineMillis != NEVER) {
            block.calledOff = alarms.after(
                    Math.max(1, deadlineMillis - clock.wallMillis()),
                    () -> dispatcher.get().answerBlocked(client, reply -> block.timedOut(client)));
        }
        client.block(block);
    }

    public boolean isBlocked(Client client) {
        return blocks.containsKey(client);
    }

    /** What the client waited for is there: writes its reply and lets it go on with its next request. */
    public void answer(Client client, Consumer<ReplyWriter> reply) {
        blocks.get(client).end();
        dispatcher.get().answerBlocked(client, reply);
    }

    /** The same for a client whose reply was written already. */
    void answered(Client client) {
        answer(client, written -> {});
    }

    /** This server became a replica: what the clients wait for will not happen here. As in Redis they get an error and are closed. */
    public void sendOff() {
        for (Client client : List.copyOf(blocks.keySet())) {
            blocks.get(client).abandoned(client);
            client.closeAfterReply();
            dispatcher
                    .get()
                    .answerBlocked(client, reply -> dispatcher.get().error(client, Errors.unblockedByRoleChange()));
        }
    }

    /** How many of them have a deadline: INFO clients_in_timeout_table. */
    public int withDeadline() {
        int count = 0;
        for (Block block : blocks.values()) {
            count += block.calledOff == Block.NO_ALARM ? 0 : 1;
        }
        return count;
    }

    private final class Block implements Waiting {
        static final Runnable NO_ALARM = () -> {};

        private final Client client;
        private final Waiting waiting;
        private Runnable calledOff = NO_ALARM;

        Block(Client client, Waiting waiting) {
            this.client = client;
            this.waiting = waiting;
        }

        void end() {
            blocks.remove(client);
            calledOff.run();
        }

        @Override
        public void timedOut(Client timedOut) {
            end();
            waiting.timedOut(timedOut);
        }

        @Override
        public void abandoned(Client abandoned) {
            end();
            waiting.abandoned(abandoned);
        }
    }
}
