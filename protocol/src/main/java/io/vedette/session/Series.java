package io.vedette.session;

import io.vedette.resp.Argv;

/**
 * Requests for one short command, of one client, one behind the other: the clock is read once for all of them, since that takes as long
 * as a tenth of such a command, and each counts with their mean. A command that turns out to be long ends its series; what the series took
 * beyond what such commands take is its own.
 *
 * <p>Closed → open → closed. What runs meanwhile is of one command. Owner loop only.
 */
final class Series {
    /** A request of more words may be long. Ours. */
    private static final int MOST_WORDS = 8;

    /** A longer reply has taken some time. Ours. */
    private static final int SHORT_REPLY_BYTES = 1024;

    private boolean open;
    private int ran;
    private int failed;

    /** Where the series ends that the first of these requests begins, behind it at least. A name that comes again is in the same array. */
    static int end(Argv[] requests, int from, int to) {
        byte[] name = requests[from].bytes(0);
        int end = from;
        while (end < to && requests[end].bytes(0) == name && requests[end].size() <= MOST_WORDS) {
            end++;
        }
        return Math.max(end, from + 1);
    }

    static boolean isShort(int replyBytes) {
        return replyBytes <= SHORT_REPLY_BYTES;
    }

    void open() {
        open = true;
        ran = 0;
        failed = 0;
    }

    /** A command ran. */
    void ran(boolean withError) {
        ran++;
        failed += withError ? 1 : 0;
    }

    boolean isOpen() {
        return open;
    }

    void close() {
        open = false;
    }

    /** All of them were short. */
    void count(BoundCommand command, long nanos, CommandObserver observer) {
        if (ran > 0) {
            command.stats().ranTogether(ran, nanos, failed);
            observer.ranTogether(command, ran, nanos);
        }
    }

    /** The last of them was long. */
    void count(BoundCommand command, long nanos, CommandObserver observer, Call last) {
        long before = (ran - 1) * Math.min(command.stats().meanNanos(), nanos / ran);
        command.stats().ranTogether(ran, nanos, failed);
        if (ran > 1) {
            observer.ranTogether(command, ran - 1, before);
        }
        observer.ran(last, command, nanos - before);
    }
}
