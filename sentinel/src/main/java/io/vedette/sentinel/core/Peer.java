package io.vedette.sentinel.core;

import java.util.Optional;
import java.util.OptionalLong;

/** Another sentinel of a group, its opinion and its last vote. Owned by its {@link Group}. */
final class Peer {
    /** What a peer said about one address; it says nothing about any other. */
    record Opinion(Address master, boolean down, long at) {}

    /** For whom it voted last, as far as we know. */
    record Vote(String leader, long epoch) {}

    /**
     * Whom it supported last.
     *
     * @param epoch of the vote with which it said so
     * @param heardAt by our clock: it last heard that server then, or before
     */
    record Support(long epoch, Address server, long heardAt) {}

    private static final long LONG_AGO = Long.MIN_VALUE / 2;

    private final String runId;
    private final Address address;
    private final Link link;
    private long lastHello;
    private long helloAt = Long.MIN_VALUE;
    private Optional<Opinion> opinion = Optional.empty();
    private Optional<Vote> vote = Optional.empty();
    private long answeredEpoch = -1;
    private OptionalLong downSince = OptionalLong.empty();
    private long askedAt = LONG_AGO;
    private boolean askPending;
    private Optional<Boolean> ours = Optional.empty();
    private boolean statesSupport;
    private Optional<Support> support = Optional.empty();

    Peer(String runId, Address address, Link link, Moment now) {
        this.runId = runId;
        this.address = address;
        this.link = link;
        this.lastHello = now.monotonicMillis();
    }

    String runId() {
        return runId;
    }

    /** Whether it waits for its turn in elections, as ours do; those of Redis begin when they see fit. Assumed until it told. */
    boolean keepsOrder() {
        return ours.orElse(true);
    }

    /**
     * It has told what it is.
     *
     * @param mine one of our kind
     * @param states it says whom it supported last when it votes
     */
    void introduced(boolean mine, boolean states) {
        ours = Optional.of(mine);
        statesSupport = states;
    }

    boolean statesSupport() {
        return statesSupport;
    }

    /** True if it is known to be one that sends no supporting PINGs, as Redis' own. */
    boolean neverSupports() {
        return ours.isPresent() && !statesSupport;
    }

    /** What it said when it voted in {@code epoch}. */
    Optional<Support> support(long epoch) {
        return support.filter(told -> told.epoch() == epoch);
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

    void helloSent(Turn turn) {
        helloAt = turn.millis() + turn.periods().publishMillis();
    }

    void wantHello() {
        helloAt = Long.MIN_VALUE;
    }

    Optional<Opinion> opinion() {
        return opinion;
    }

    /** True if its last word about this master was that it is down, or if it is being asked just now. */
    boolean saysDownOrIsAsked(Address master) {
        return askPending
                || opinion.filter(said -> said.down() && said.master().equals(master))
                        .isPresent();
    }

    Optional<Vote> vote() {
        return vote;
    }

    /** Takes in the answer to a question. */
    void said(Event.MasterDownAnswered answer, Moment now) {
        opinion = Optional.of(new Opinion(answer.asked().master(), answer.down(), now.monotonicMillis()));
        askPending = false;
        if (!answer.leader().equals("*")) {
            vote = Optional.of(new Vote(answer.leader(), answer.leaderEpoch()));
        }
        if (!answer.asked().candidate().equals("*")) {
            answeredEpoch = answer.asked().epoch();
            support = answer.support()
                    .map(told ->
                            new Support(answer.leaderEpoch(), told.server(), now.monotonicMillis() - told.agoMillis()))
                    .or(() -> support);
        }
    }

    /** True if it answered the request for its vote in {@code epoch}, whatever the answer was: it will not change. */
    boolean hasAnswered(long epoch) {
        return answeredEpoch == epoch;
    }

    boolean votedFor(String candidate, long epoch) {
        return vote.isPresent()
                && vote.get().epoch() == epoch
                && vote.get().leader().equals(candidate);
    }

    void forgetOpinion() {
        opinion = Optional.empty();
        askAnew();
    }

    void asked(Moment now) {
        askedAt = now.monotonicMillis();
        askPending = true;
    }

    /** Wants to be asked at once: the question has changed. */
    void askAnew() {
        askedAt = LONG_AGO;
        askPending = false;
    }

    void askLost() {
        askPending = false;
    }

    /** When the next question may go; while one is unanswered not before a second, so that they do not pile up. */
    long nextAsk(long periodMillis) {
        return askedAt + (askPending ? Math.max(periodMillis, Timers.ASK_PERIOD_MILLIS) : periodMillis);
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
