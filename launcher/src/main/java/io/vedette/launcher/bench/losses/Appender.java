package io.vedette.launcher.bench.losses;

import io.vedette.launcher.boxes.BoxedGroup;
import io.vedette.launcher.client.Address;
import io.vedette.launcher.client.MasterFinder;
import io.vedette.launcher.client.RespConnection;
import io.vedette.resp.Reply;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A client in a box: appends 1, 2, 3 ... to its list, each once, wherever the sentinels say that the master is; it asks the one in its own
 * box first, then the others. It behaves as any discovering client: an error or a broken connection sends it back to the sentinels. Runs
 * in a thread of its own, which stays in the box.
 */
final class Appender {
    /** A steady load: a flood would measure the processors instead of the group. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final BoxedGroup group;
    private final int box;
    private final List<Address> sentinels;
    private final Ledger ledger;
    private final int replyTimeoutMillis;
    private final Thread thread;
    private volatile boolean ended;
    private long number;

    /** Starts at once. @param sentinels in the order in which they are asked */
    Appender(BoxedGroup group, int box, List<Address> sentinels, Ledger ledger, int replyTimeoutMillis) {
        this.group = group;
        this.box = box;
        this.sentinels = List.copyOf(sentinels);
        this.ledger = ledger;
        this.replyTimeoutMillis = replyTimeoutMillis;
        this.thread = Thread.ofPlatform().daemon().name("client in box " + box).start(this::appendOn);
    }

    Ledger ledger() {
        return ledger;
    }

    /** Ends it, once or more often; afterwards the ledger stays as it is. */
    void end() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void appendOn() {
        group.boxes().enter(box);
        try (MasterFinder finder = new MasterFinder(sentinels, BoxedGroup.NAME)) {
            while (!ended) {
                find(finder).ifPresent(this::appendTo);
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    private Optional<Address> find(MasterFinder finder) {
        return sentinels.stream().map(finder::ask).flatMap(Optional::stream).findFirst();
    }

    /** Appends until the server refuses, is silent or goes away. What was under way then has an unknown outcome, and is not tried again. */
    private void appendTo(Address master) {
        try (RespConnection connection = RespConnection.open(master.host(), master.port(), replyTimeoutMillis)) {
            while (!ended) {
                number++;
                Reply reply = connection.call("RPUSH", ledger.list(), Long.toString(number));
                if (!(reply instanceof Reply.Int(long position))) {
                    ledger.failed(reply.text().split(" ", 2)[0]);
                    return;
                }
                ledger.acknowledged(new Append(number, position, master, System.nanoTime()));
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (SocketTimeoutException e) {
            ledger.failed("silence");
        } catch (IOException e) {
            ledger.failed("cut");
        }
    }
}
