package io.vedette.launcher.bench;

import io.vedette.launcher.client.Address;
import io.vedette.launcher.client.MasterFinder;
import io.vedette.launcher.client.RespConnection;
import io.vedette.resp.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that asks all sentinels each 5 ms and writes to whoever they name instead of the old master, until one write is
 * accepted. Runs in a thread of its own.
 */
final class FirstWrite {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int REPLY_TIMEOUT_MILLIS = 500;

    /** Who took the write, and when its acknowledgement was here. */
    record Accepted(Address master, long nanos) {}

    private final List<Address> sentinels;
    private final MasterFinder finder;
    private final Address old;
    private volatile Optional<Accepted> accepted = Optional.empty();
    private volatile boolean stopped;

    FirstWrite(List<Address> sentinels, String groupName, Address old) {
        this.sentinels = sentinels;
        this.finder = new MasterFinder(sentinels, groupName);
        this.old = old;
        sentinels.forEach(finder::ask); // the connections stand before the fault
    }

    void start() {
        Thread thread = new Thread(this::askOn, "client");
        thread.setDaemon(true);
        thread.start();
    }

    Optional<Accepted> accepted() {
        return accepted;
    }

    void stop() {
        stopped = true;
    }

    private void askOn() {
        try (finder) {
            while (!stopped && accepted.isEmpty()) {
                for (Address sentinel : sentinels) {
                    Optional<Address> named = finder.ask(sentinel).filter(address -> !address.equals(old));
                    if (accepted.isEmpty() && named.isPresent()) {
                        write(named.get());
                    }
                }
                LockSupport.parkNanos(PERIOD_NANOS);
            }
        }
    }

    private void write(Address master) {
        try (RespConnection connection = RespConnection.open(master.host(), master.port(), REPLY_TIMEOUT_MILLIS)) {
            if (connection.call("SET", "bench", "written") instanceof Reply.Simple) {
                accepted = Optional.of(new Accepted(master, System.nanoTime()));
            }
        } catch (IOException e) {
            // Not there, or cut off by the change of its role: asked again in a moment.
        }
    }
}
