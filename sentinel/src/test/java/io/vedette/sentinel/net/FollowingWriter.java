package io.vedette.sentinel.net;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A client that writes one key after the other and follows the master: when a write is refused or the connection breaks, it
 * asks the sentinels, in turn, where the master is. Remembers what was acknowledged, and when. A thread of its own.
 */
final class FollowingWriter {
    private static final int ANSWER_MILLIS = 10_000;

    private final List<Integer> sentinels;
    private final Thread thread;
    private final List<Long> acknowledgedNanos = new ArrayList<>();
    private final List<Integer> acknowledged = new ArrayList<>();
    private volatile boolean stopped;
    private int asked;

    FollowingWriter(List<Integer> sentinels) {
        this.sentinels = sentinels;
        thread = new Thread(this::run, "writer");
        thread.start();
    }

    private void run() {
        int key = 0;
        while (!stopped) {
            try (Socket socket = new Socket()) {
                int sentinel = sentinels.get(asked++ % sentinels.size());
                String[] address = RealRedis.ask(sentinel, "SENTINEL GET-MASTER-ADDR-BY-NAME mymaster")
                        .split("\r\n");
                if (address.length != 5) {
                    continue;
                }
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(ANSWER_MILLIS);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(address[4])));
                BufferedReader answers =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                String answer = "+OK";
                while (!stopped && "+OK".equals(answer)) {
                    key++;
                    socket.getOutputStream()
                            .write(("SET key:" + key + " " + key + "\r\n").getBytes(StandardCharsets.UTF_8));
                    answer = answers.readLine();
                    if ("+OK".equals(answer)) {
                        acknowledge(key);
                    }
                }
            } catch (IOException e) {
                // asks the next sentinel
            }
        }
    }

    private synchronized void acknowledge(int key) {
        acknowledged.add(key);
        acknowledgedNanos.add(System.nanoTime());
    }

    synchronized int count() {
        return acknowledged.size();
    }

    synchronized List<Integer> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /** The longest time without an acknowledgement, among those after the first {@code skipped}. */
    synchronized long longestPauseMicros(int skipped) {
        long longest = 0;
        for (int i = Math.max(1, skipped); i < acknowledgedNanos.size(); i++) {
            longest = Math.max(longest, acknowledgedNanos.get(i) - acknowledgedNanos.get(i - 1));
        }
        return TimeUnit.NANOSECONDS.toMicros(longest);
    }

    void stop() throws InterruptedException {
        stopped = true;
        thread.join(2L * ANSWER_MILLIS);
    }
}
