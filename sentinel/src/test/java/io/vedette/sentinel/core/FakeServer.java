package io.vedette.sentinel.core;

import java.util.Optional;

/** A data server as a sentinel sees it: a role, an offset, a run id, and the INFO that tells of them. Owned by its world. */
final class FakeServer {
    private final Address address;
    private int incarnation = 1;
    private boolean alive = true;
    private boolean frozen;
    private Optional<Address> master;
    private long offset = 100;
    private int priority = 100;
    /** When the link to the master is up, or since when it is not. */
    private long linkUpAt;

    private Optional<Long> linkDownSince = Optional.empty();
    private String extraInfo = "";
    private Optional<FakeMember> member = Optional.empty();
    private Optional<Fencing> fence = Optional.empty();
    /** What it says whatever it is. */
    private Optional<String> dictated = Optional.empty();

    FakeServer(Address address, Optional<Address> master) {
        this.address = address;
        this.master = master;
    }

    Address address() {
        return address;
    }

    boolean isAlive() {
        return alive;
    }

    boolean isFrozen() {
        return frozen;
    }

    boolean answers() {
        return alive && !frozen;
    }

    boolean isMaster() {
        return master.isEmpty();
    }

    Optional<Address> master() {
        return master;
    }

    void kill() {
        alive = false;
        frozen = false;
    }

    /** Comes back as what it was, as a configuration that was rewritten says; a new process. */
    void restart(long now) {
        alive = true;
        incarnation++;
        linkUpAt = now + 5;
        member.ifPresent(FakeMember::restarted);
    }

    void frozen(boolean value) {
        frozen = value;
    }

    void promote() {
        master = Optional.empty();
        linkDownSince = Optional.empty();
    }

    /** @param syncMillis how long it takes until the link to the new master is up */
    void follow(Address newMaster, long now, long syncMillis) {
        if (!master.equals(Optional.of(newMaster))) {
            master = Optional.of(newMaster);
            linkUpAt = now + syncMillis;
            linkDownSince = Optional.of(now);
        }
    }

    /** Takes note whether its master answers; a member that has let go of its master hears nothing of it. */
    void masterAnswers(boolean alive, long now, long syncMillis) {
        boolean answers = alive && member.filter(FakeMember::isDetached).isEmpty();
        if (!answers && linkDownSince.isEmpty()) {
            linkDownSince = Optional.of(now);
            linkUpAt = Long.MAX_VALUE;
        } else if (answers && linkUpAt == Long.MAX_VALUE) {
            linkUpAt = now + syncMillis;
        }
        if (isLinkUp(now)) {
            linkDownSince = Optional.empty();
        }
    }

    boolean isLinkUp(long now) {
        return now >= linkUpAt;
    }

    long offset() {
        return offset;
    }

    void offset(long value) {
        offset = value;
    }

    /** From now on it knows ballots. */
    FakeMember member() {
        if (member.isEmpty()) {
            member = Optional.of(new FakeMember(address.port()));
        }
        return member.get();
    }

    /** From now on it knows fences. */
    void fence(Fencing rule) {
        fence = Optional.of(rule);
    }

    boolean isMember() {
        return member.isPresent();
    }

    int priority() {
        return priority;
    }

    void priority(int value) {
        priority = value;
    }

    /** More lines, in place of nothing. */
    void extraInfo(String lines) {
        extraInfo = lines;
    }

    /** Its INFO from now on: what is done to it changes nothing of that. */
    void says(String info) {
        dictated = Optional.of(info);
    }

    String runId() {
        return String.format("%034d%06d", address.port(), incarnation);
    }

    /** @param replicas {@code slaveN} lines are made of these */
    String info(long now, Iterable<FakeServer> replicas) {
        if (dictated.isPresent()) {
            return dictated.get();
        }
        StringBuilder text = new StringBuilder("# Server\r\nrun_id:" + runId() + "\r\n# Replication\r\n");
        if (isMaster()) {
            text.append("role:master\r\nmaster_repl_offset:" + offset + "\r\n");
            int n = 0;
            for (FakeServer replica : replicas) {
                text.append("slave%d:ip=%s,port=%d,state=online,offset=%d,lag=0\r\n"
                        .formatted(n, replica.address.host(), replica.address.port(), replica.offset));
                n++;
            }
        } else {
            Address of = master.orElseThrow();
            text.append("role:slave\r\nmaster_host:" + of.host() + "\r\nmaster_port:" + of.port() + "\r\n");
            boolean up = isLinkUp(now);
            text.append("master_link_status:" + (up ? "up" : "down") + "\r\n");
            if (!up) {
                long seconds = (now - linkDownSince.orElse(now)) / 1000;
                text.append("master_link_down_since_seconds:" + seconds + "\r\n");
            }
            text.append("slave_repl_offset:" + offset + "\r\nslave_priority:" + priority + "\r\n");
        }
        member.ifPresent(place -> text.append(place.info()));
        fence.ifPresent(
                rule -> text.append(("vedette_fence:%s\r\nvedette_fence_sentinels:%d\r\nvedette_fence_max_lag_ms:%d\r\n"
                                + "vedette_fence_supporters:%d\r\n")
                        .formatted(
                                isMaster() ? "open" : "follows",
                                rule.sentinels(),
                                rule.maxLagMillis(),
                                isMaster() ? rule.sentinels() : 0)));
        return text.append(extraInfo).toString();
    }
}
