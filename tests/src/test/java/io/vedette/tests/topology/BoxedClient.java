package io.vedette.tests.topology;

import io.vedette.resp.Reply;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** A client in a box: appends 1, 2, 3 ... to a list of its own by the server that is there, whatever that is. */
final class BoxedClient implements Runnable {
    private final BoxedProcess server;
    private final String list;
    private final Map<Long, Long> acknowledgedAt = new TreeMap<>();
    private volatile boolean ended;

    BoxedClient(BoxedProcess server, String list) {
        this.server = server;
        this.list = list;
    }

    /** One in each of these boxes; each writes until {@link #end}. */
    static List<BoxedClient> start(BoxedGroup group, List<Integer> boxes, List<Thread> threads) {
        List<BoxedClient> clients = new ArrayList<>();
        for (int box : boxes) {
            BoxedClient client = new BoxedClient(group.server(box), "list" + box);
            clients.add(client);
            threads.add(Thread.ofPlatform().start(client));
        }
        return clients;
    }

    @Override
    public void run() {
        for (long number = 1; !ended; number++) {
            try {
                if (server.call("RPUSH", list, Long.toString(number)) instanceof Reply.Int) {
                    note(number);
                }
            } catch (UncheckedIOException cut) {
                // A change of role cuts clients off: what came of this one is not known.
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    void end() {
        ended = true;
    }

    String list() {
        return list;
    }

    private synchronized void note(long number) {
        acknowledgedAt.put(number, System.nanoTime());
    }

    synchronized int count() {
        return acknowledgedAt.size();
    }

    synchronized Map<Long, Long> acknowledged() {
        return new TreeMap<>(acknowledgedAt);
    }

    /** True if this one had been acknowledged all that it ever was before the other one was acknowledged anything. */
    boolean isBefore(BoxedClient second) {
        long begin = second.acknowledged().values().stream()
                .mapToLong(Long::longValue)
                .min()
                .orElseThrow();
        return acknowledged().values().stream().noneMatch(at -> at > begin);
    }
}
