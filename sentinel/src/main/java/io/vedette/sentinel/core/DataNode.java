package io.vedette.sentinel.core;

import java.util.Optional;
import java.util.OptionalLong;

/** A data server of a group, master or replica: what it last said and how it is doing. Owned by its {@link Group}. */
final class DataNode {
    private final Address address;
    private final Link link;
    private Optional<InfoReport> info = Optional.empty();
    private String infoText = "";
    private long infoAt;
    private long infoAskedAt;
    private boolean infoPending;
    private boolean infoWanted = true;
    private long roleSince;
    private OptionalLong downSince = OptionalLong.empty();
    private long helloAt;
    private boolean formerMaster;
    private boolean killedScript;
    private Repoint repoint = new Repoint.NotYet();
    private OptionalLong strayedSince = OptionalLong.empty();

    DataNode(Address address, Link link, Moment now) {
        this.address = address;
        this.link = link;
        this.roleSince = now.monotonicMillis();
        this.infoAskedAt = now.monotonicMillis();
    }

    Address address() {
        return address;
    }

    Link link() {
        return link;
    }

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
        return infoText;
    }

    /** When the last INFO came; of meaning only if there was one. */
    long infoAt() {
        return infoAt;
    }

    /** Stores a report; true if the role differs from the one reported before, or is the first. */
    boolean reported(InfoReport report, String text, Moment now) {
        Optional<InfoReport.Role> before = info.flatMap(InfoReport::role);
        boolean roleChanged = report.role().isPresent() && !report.role().equals(before);
        if (roleChanged) {
            roleSince = now.monotonicMillis();
        }
        info = Optional.of(report);
        infoText = text;
        infoAt = now.monotonicMillis();
        infoPending = false;
        return roleChanged;
    }

    /** Forgets what it said: it was said in another role. */
    void forgetInfo() {
        info = Optional.empty();
        infoWanted = true;
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

    void infoLost() {
        infoPending = false;
        infoWanted = true;
    }

    long nextInfo(long periodMillis) {
        if (infoPending) {
            return infoAskedAt + Math.max(periodMillis, Timers.INFO_PERIOD_IN_TROUBLE_MILLIS);
        }
        return infoWanted ? Long.MIN_VALUE : infoAskedAt + periodMillis;
    }

    boolean says(InfoReport.Role role) {
        return info.flatMap(InfoReport::role).filter(role::equals).isPresent();
    }

    /** True if its last INFO names {@code master} as its master. */
    boolean follows(Address master) {
        return says(InfoReport.Role.REPLICA)
                && info.flatMap(InfoReport::master).filter(master::equals).isPresent();
    }

    boolean masterLinkUp() {
        return info.filter(InfoReport::masterLinkUp).isPresent();
    }

    long roleSince() {
        return roleSince;
    }

    void expectRole(Moment now) {
        roleSince = now.monotonicMillis();
    }

    // --- hello ---

    long nextHello() {
        return helloAt;
    }

    void helloSent(Moment now) {
        helloAt = now.monotonicMillis() + Timers.HELLO_PERIOD_MILLIS;
    }

    void wantHello() {
        helloAt = Long.MIN_VALUE;
    }

    // --- roles in a failover ---

    /** True if it was the master until a switch: should it come back as one, it is put right at once. */
    boolean isFormerMaster() {
        return formerMaster;
    }

    void formerMaster(boolean value) {
        formerMaster = value;
    }

    Repoint repoint() {
        return repoint;
    }

    void repoint(Repoint value) {
        repoint = value;
    }

    /** Since when it follows somebody else, or nobody, without being told to. */
    OptionalLong strayedSince() {
        return strayedSince;
    }

    void strayedSince(OptionalLong since) {
        strayedSince = since;
    }
}
