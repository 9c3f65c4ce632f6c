package io.vedette.sentinel.core;

import java.util.Optional;
import java.util.OptionalLong;

/** A data server of a group, master or replica: what it last said and how it is doing. Owned by its {@link Group}. */
final class DataNode {
    private Address address;
    private Link link;
    private Optional<InfoReport> info = Optional.empty();
    /** As it last told on this connection, in whatever role. */
    private Optional<FenceReport> fence = Optional.empty();

    private final LastInfo lastInfo = new LastInfo();
    private long infoAt;
    private long infoCount;
    private long infoAskedAt;
    private boolean infoPending;
    private boolean infoWanted = true;
    private int priority = InfoReport.DEFAULT_PRIORITY;
    private InfoReport.Role reportedRole;
    private long roleSince;
    private OptionalLong downSince = OptionalLong.empty();
    private OptionalLong rebootedSince = OptionalLong.empty();
    private long helloAt = Long.MIN_VALUE;
    private boolean formerMaster;
    private boolean killedScript;
    private OptionalLong promotionFailedAt = OptionalLong.empty();
    private Optional<String> foreign = Optional.empty();
    private Repoint repoint = new Repoint.NotYet();
    private OptionalLong strayedSince = OptionalLong.empty();
    private OptionalLong putRightAt = OptionalLong.empty();

    /** @param expected role that it is taken to have until it says otherwise */
    DataNode(Address address, Link link, InfoReport.Role expected, Moment now) {
        this.address = address;
        this.link = link;
        this.reportedRole = expected;
        this.roleSince = now.monotonicMillis();
        this.infoAskedAt = now.monotonicMillis();
    }

    Address address() {
        return address;
    }

    /** The same server at another address. */
    void moved(Address to, Link over) {
        address = to;
        link = over;
        infoLost();
        wantHello();
    }

    Link link() {
        return link;
    }

    // --- down ---

    boolean isDown() {
        return downSince.isPresent();
    }

    OptionalLong downSince() {
        return downSince;
    }

    void downSince(OptionalLong since) {
        downSince = since;
        if (since.isEmpty()) {
            killedScript = false;
        }
    }

    /**
     * Another sentinel just saw it become master: our own silence with it says nothing, be it from a link that the promotion cut
     * or from a time when it was away. It is connected to at once and has all of down-after to answer.
     */
    void vouchedFor(Moment now) {
        downSince(OptionalLong.empty());
        link.forgive(now);
        link.connectSoon();
    }

    /** Since when it is restarted without having answered +PONG yet. */
    OptionalLong rebootedSince() {
        return rebootedSince;
    }

    void rebootedSince(OptionalLong since) {
        rebootedSince = since;
    }

    /** Marks that a busy script was told to stop; true only the first time while the instance is down. */
    boolean killScriptOnce() {
        boolean first = !killedScript;
        killedScript = true;
        return first;
    }

    boolean scriptKillSent() {
        return killedScript;
    }

    // --- INFO ---

    Optional<InfoReport> info() {
        return info;
    }

    String infoText() {
        return lastInfo.text();
    }

    /** When the last INFO came; of meaning only if there was one. */
    long infoAt() {
        return infoAt;
    }

    /** INFOs so far: tells whether one came since. */
    long infoCount() {
        return infoCount;
    }

    /** Stores a report that names a role; true if that differs from the role reported, or expected, before. */
    boolean reported(InfoReport report, String text, Moment now) {
        InfoReport.Role role = report.role().orElseThrow();
        boolean roleChanged = role != reportedRole;
        if (roleChanged) {
            reportedRole = role;
            roleSince = now.monotonicMillis();
        }
        if (role == InfoReport.Role.REPLICA) {
            priority = report.priority();
        }
        info = Optional.of(report);
        fence = report.fence();
        lastInfo.set(text);
        infoAt = now.monotonicMillis();
        infoCount++;
        infoPending = false;
        return roleChanged;
    }

    /** What it said holds no more. */
    void forgetInfo() {
        info = Optional.empty();
        wantInfo();
    }

    /** Wants INFO as soon as the link allows. */
    void wantInfo() {
        infoWanted = true;
    }

    void infoAsked(Moment now) {
        infoWanted = false;
        infoPending = true;
        infoAskedAt = now.monotonicMillis();
    }

    /** What it tells of its fence; nothing of one that is none of ours, or was not heard on this connection. */
    Optional<FenceReport> fence() {
        return fence;
    }

    boolean knowsFences() {
        return fence.isPresent();
    }

    /** Until it tells of it again. */
    void forgetFence() {
        fence = Optional.empty();
    }

    /** The link broke under the question. */
    void infoLost() {
        fence = Optional.empty();
        infoPending = false;
        infoWanted = true;
    }

    /** The answer was an error or nonsense: asked again in a period. */
    void infoRefused() {
        infoPending = false;
    }

    long nextInfo(long periodMillis) {
        if (infoPending) {
            return infoAskedAt + Math.max(periodMillis, Timers.INFO_PERIOD_IN_TROUBLE_MILLIS);
        }
        return infoWanted ? Long.MIN_VALUE : infoAskedAt + periodMillis;
    }

    /** Its priority as a replica, when it last was one. */
    int priority() {
        return priority;
    }

    InfoReport.Role reportedRole() {
        return reportedRole;
    }

    /** True if it said so itself since it has this role here. */
    boolean says(InfoReport.Role role) {
        return info.isPresent() && info.get().says(role);
    }

    /** True if its last INFO names {@code master} as its master, and it has not let go of it by a promise. */
    boolean follows(Address master) {
        return says(InfoReport.Role.REPLICA)
                && info.flatMap(InfoReport::master).filter(master::equals).isPresent()
                && !isDetached();
    }

    /** It has let go of its master by a promise, and waits to be told whom to follow. */
    boolean isDetached() {
        return info.flatMap(InfoReport::allegiance).filter(Allegiance::detached).isPresent();
    }

    boolean masterLinkUp() {
        return info.filter(InfoReport::masterLinkUp).isPresent();
    }

    long roleSince() {
        return roleSince;
    }

    /** It has another role here from now on; what it said in the old one says nothing about the new one. */
    void takeRole(InfoReport.Role expected, Moment now) {
        if (reportedRole != expected) {
            info = Optional.empty();
            reportedRole = expected;
        }
        roleSince = now.monotonicMillis();
        repoint = new Repoint.NotYet();
        strayedSince = OptionalLong.empty();
        putRightAt = OptionalLong.empty();
        promotionFailedAt = OptionalLong.empty();
        infoWanted = true;
    }

    // --- hello ---

    long nextHello() {
        return helloAt;
    }

    void helloSent(Turn turn) {
        helloAt = turn.millis() + turn.periods().publishMillis();
    }

    void wantHello() {
        helloAt = Long.MIN_VALUE;
    }

    /** Why it is thought to belong to another group; empty if it is one of this. */
    Optional<String> foreign() {
        return foreign;
    }

    void foreign(Optional<String> reason) {
        foreign = reason;
    }

    // --- roles in a failover ---

    /** True if it was the master until a switch: should it come back as one, it is put right at once. */
    boolean isFormerMaster() {
        return formerMaster;
    }

    void formerMaster(boolean value) {
        formerMaster = value;
    }

    /** True if it was chosen since {@code time} and did not become master. */
    boolean failedPromotionSince(long time) {
        return promotionFailedAt.isPresent() && promotionFailedAt.getAsLong() >= time;
    }

    void promotionFailed(Moment now) {
        promotionFailedAt = OptionalLong.of(now.monotonicMillis());
    }

    Repoint repoint() {
        return repoint;
    }

    void repoint(Repoint value) {
        repoint = value;
    }

    /** Since when it follows somebody else, or nobody. */
    OptionalLong strayedSince() {
        return strayedSince;
    }

    void strayedSince(OptionalLong since) {
        strayedSince = since;
        if (since.isEmpty()) {
            putRightAt = OptionalLong.empty();
        }
    }

    /** When it was last told to follow the master, while it strays. */
    OptionalLong putRightAt() {
        return putRightAt;
    }

    void putRight(Moment now) {
        putRightAt = OptionalLong.of(now.monotonicMillis());
    }
}
