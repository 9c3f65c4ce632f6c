package io.vedette.launcher.up;

import io.vedette.launcher.client.Address;
import io.vedette.launcher.client.MasterFinder;
import io.vedette.launcher.client.RespConnection;
import io.vedette.resp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that writes without pause to whatever master the sentinels name: one key for each attempt, never the same one
 * twice, so that each acknowledgement can be checked afterwards. It behaves as any discovering client: an error or a
 * broken connection sends it back to the sentinels. Runs in a thread of its own; the records may be read from others.
 */
public final class WriteLoad {
    private static final int REPLY_TIMEOUT_MILLIS = 500;
    /** A steady load of some hundred writes a second: a flood would measure the processors instead of the failover. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /**
     * A write that a server acknowledged.
     *
     * @param number of the attempt; key and value follow from it
     * @param nanos when the acknowledgement arrived, {@link System#nanoTime}
     */
    public record Acknowledged(int number, Address server, long nanos) {}

    private final MasterFinder finder;
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private final Thread thread = new Thread(this::writeOn, "load");
    private volatile boolean stopped;
    private volatile int attempts;

    public WriteLoad(Group group) {
        this.finder = new MasterFinder(group.sentinelAddresses(), Group.MASTER_NAME);
    }

    static String key(int number) {
        return "demo:" + number;
    }

    static String value(int number) {
        return "written-" + number;
    }

    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    public int attempts() {
        return attempts;
    }

    /** A copy of what is acknowledged so far, in order. */
    public List<Acknowledged> acknowledged() {
        synchronized (acknowledged) {
            return List.copyOf(acknowledged);
        }
    }

    /** The first write that somebody else than {@code former} acknowledged after {@code sinceNanos}. */
    Optional<Acknowledged> firstElsewhere(Address former, long sinceNanos) {
        synchronized (acknowledged) {
            for (int i = acknowledged.size() - 1; i >= 0; i--) {
                Acknowledged write = acknowledged.get(i);
                if (write.nanos() - sinceNanos < 0 || write.server().equals(former)) {
                    return i + 1 < acknowledged.size() ? Optional.of(acknowledged.get(i + 1)) : Optional.empty();
                }
            }
            return acknowledged.stream().findFirst();
        }
    }

    /** Ends the load, once or more often; afterwards the records stay as they are. */
    public void end() throws InterruptedException {
        stopped = true;
        thread.join();
    }

    private void writeOn() {
        try (finder) {
            while (!stopped) {
                Optional<Address> master = finder.ask();
                if (master.isPresent()) {
                    writeTo(master.get());
                }
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    /** Writes until the server refuses, is silent or goes away. What was under way then has an unknown outcome. */
    private void writeTo(Address master) {
        try (RespConnection connection = RespConnection.open(master.host(), master.port(), REPLY_TIMEOUT_MILLIS)) {
            while (!stopped) {
                int number = attempts;
                attempts = number + 1; // only this thread writes it
                Reply reply = connection.call("SET", key(number), value(number));
                if (!(reply instanceof Reply.Simple)) {
                    return;
                }
                synchronized (acknowledged) {
                    acknowledged.add(new Acknowledged(number, master, System.nanoTime()));
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException e) {
            // The way a client learns that its master is gone: it asks the sentinels again.
        }
    }
}
