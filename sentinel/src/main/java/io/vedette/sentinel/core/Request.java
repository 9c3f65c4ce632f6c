package io.vedette.sentinel.core;

/** What a sentinel says to an instance; the shell turns it into RESP. */
public sealed interface Request {
    record Ping() implements Request {}

    /**
     * A PING to a master that knows fences, from one who supports it; answered and judged as PING is.
     *
     * @param sentinel run id of ours
     * @param epoch in which it is the master
     */
    record Support(String group, String sentinel, long epoch) implements Request {}

    /**
     * INFO.
     *
     * @param behindOrder true if its answer has to tell what came of the order before it on the link: it does not overtake
     *     that order while the disk is waited for
     */
    record Info(boolean behindOrder) implements Request {}

    /**
     * PUBLISH of a hello on the hello channel; to sentinels directly.
     *
     * @param confirmed that it was taken is to be told
     */
    record PublishHello(Hello hello, boolean confirmed) implements Request {
        public PublishHello(Hello hello) {
            this(hello, false);
        }
    }

    /** PUBLISH of a hello that only sentinels of our kind understand, on the same channel. */
    record PublishPause(PauseHello hello) implements Request {}

    /**
     * SENTINEL is-master-down-by-addr, or SENTINEL VOTE, which asks the same and is answered with one thing more.
     *
     * @param candidate run id that asks for a vote, or {@code *}
     * @param support whom the voter supported last is to be told
     */
    record AskMasterDown(String group, Address master, long epoch, String candidate, boolean support)
            implements Request {
        public AskMasterDown(String group, Address master, long epoch, String candidate) {
            this(group, master, epoch, candidate, false);
        }
    }

    /**
     * MULTI, SLAVEOF NO ONE, CLIENT KILL TYPE normal, CLIENT KILL TYPE pubsub, EXEC. Without CONFIG REWRITE, which takes the time of
     * a disk: clients wait for the INFO behind it, and {@link KeepRole} comes after that.
     */
    record Promote() implements Request {}

    /**
     * SLAVEOF host port, and CONFIG REWRITE within the transaction.
     *
     * @param held clients' writes are held meanwhile: no CONFIG REWRITE, {@link KeepRole} comes later
     */
    record Follow(Address master, boolean held) implements Request {}

    /** FAILOVER TO host port TIMEOUT milliseconds; that it began is told. */
    record HandOver(Address to, long timeoutMillis) implements Request {}

    /**
     * REPLCONF GETACK, to a replica: it tells its master at once how far it is, rather than within its second. Nothing
     * answers but a refusal.
     */
    record Acknowledge() implements Request {}

    /** FAILOVER ABORT. */
    record CallOffHandOver() implements Request {}

    /** CLIENT PAUSE milliseconds WRITE; that it is so is told. */
    record HoldWrites(long millis) implements Request {}

    /** CLIENT UNPAUSE. */
    record ReleaseWrites() implements Request {}

    /** CONFIG REWRITE. */
    record KeepRole() implements Request {}

    /** MULTI, CLIENT KILL TYPE normal, CLIENT KILL TYPE pubsub, EXEC. */
    record DropClients() implements Request {}

    /** SUPERVISE ..., to a server of ours in a group with a write quorum. */
    record Supervise(String group, Decree decree) implements Request {}

    /** SCRIPT KILL, to a busy server. */
    record ScriptKill() implements Request {}
}
