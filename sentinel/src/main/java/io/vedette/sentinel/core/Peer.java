package io.vedette.sentinel.core;

import java.util.Optional;
import java.util.OptionalLong;

/** Another sentinel of a group, and its opinion. Owned by its {@link Group}. */
final class Peer {
    /**
     * What a peer said about one address; it says nothing about any other.
     *
     * @param leader run id that it voted for, or {@code *}
     */
    record Opinion(Address master, boolean down, String leader, long leaderEpoch, long at) {}

    private final String runId;
    private final Address address;
    private final Link link;
    private long lastHello;
    private long helloAt = Long.MIN_VALUE;
    private Optional<Opinion> opinion = Optional.empty();
    private OptionalLong downSince = OptionalLong.empty();
    private long askedAt = Long.MIN_VALUE / 2;
    private boolean askPending;

    Peer(String runId, Address address, Link link, Moment now) {
        this.runId = runId;
        this.address = address;
        this.link = link;
        this.lastHello = now.monotonicMillis();
    }

    String runId() {
        return runId;
    }

    Address address() {
        return address;
    }

    Link link() {
        return link;
    }

    long lastHello() {
        return lastHello;
    }

    void heard(Moment now) {
        lastHello = now.monotonicMillis();
    }

    long nextHello() {
        return helloAt;
    }

    void helloSent(Moment now) {
        helloAt = now.monotonicMillis() + Timers.HELLO_PERIOD_MILLIS;
    }

    void wantHello() {
        helloAt = Long.MIN_VALUE;
    }

    Optional<Opinion> opinion() {
        return opinion;
    }

    /** True if its last word about this master was that it is down. */
    boolean saysDown(Address master) {
        return opinion.filter(said -> said.down() && said.master().equals(master))
                .isPresent();
    }

    void said(Opinion value) {
        opinion = Optional.of(value);
        askPending = false;
    }

    void forgetOpinion() {
        opinion = Optional.empty();
        askPending = false;
        askedAt = Long.MIN_VALUE / 2;
    }

    void asked(Moment now) {
        askedAt = now.monotonicMillis();
        askPending = true;
    }

    /** Wants to be asked at once: the question has changed. */
    void askAnew() {
        askedAt = Long.MIN_VALUE / 2;
        askPending = false;
    }

    void askLost() {
        askPending = false;
    }

    /** When the next question may go; while one is unanswered a second more, so that they do not pile up. */
    long nextAsk(long periodMillis) {
        return askedAt + (askPending ? Math.max(periodMillis, 1_000) : periodMillis);
    }

    boolean isDown() {
        return downSince.isPresent();
    }

    OptionalLong downSince() {
        return downSince;
    }

    void downSince(OptionalLong since) {
        downSince = since;
    }
}
