package io.vedette.server.stream;

/** One consumer of a group: its name, when it was last seen, and the ids of the entries that wait for its acknowledgement. */
public final class Consumer {
    private final byte[] name;
    /** Stands for the consumer in the group's pending entries. */
    private final int number;

    private final IdTable pending;
    private long seenMillis;

    Consumer(byte[] name, int number, long seenMillis) {
        this(name, number, seenMillis, new IdTable(0));
    }

    private Consumer(byte[] name, int number, long seenMillis, IdTable pending) {
        this.name = name;
        this.number = number;
        this.seenMillis = seenMillis;
        this.pending = pending;
    }

    Consumer fork() {
        return new Consumer(name, number, seenMillis, pending.fork());
    }

    public byte[] name() {
        return name;
    }

    int number() {
        return number;
    }

    /** Ids only; to be read. */
    public IdTable pending() {
        return pending;
    }

    /** Wall clock when a command last named the consumer. */
    public long seenMillis() {
        return seenMillis;
    }

    public void seen(long nowMillis) {
        seenMillis = nowMillis;
    }
}
