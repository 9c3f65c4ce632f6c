package io.vedette.simulation;

import io.vedette.replication.Fence;
import io.vedette.sentinel.core.Request;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The fence of a member of a group, which asks the real {@link Fence} by the clocks of its own machine: one goes a little too fast or too slow,
 * within the drift that is assumed, the other can be set. Owned by its {@link MemberCores}.
 */
final class MemberFence {
    /** Of its going, in thousandths: less than the twentieth by which sentinels and servers may differ. */
    private static final int MOST_DRIFT = 30;

    private static final int THOUSAND = 1_000;

    private final World world;
    private final Optional<Fence.Rule> rule;
    private final int pace;
    private long wallOffsetMillis;
    private Fence fence = new Fence();
    private final Map<Connection, Long> links = new IdentityHashMap<>();
    private long lastLink;

    /** @param rule nothing: there is no fence */
    MemberFence(World world, Optional<Fence.Rule> rule) {
        this.world = world;
        this.rule = rule;
        this.pace = rule.isPresent() ? THOUSAND + world.chance().between(-MOST_DRIFT, MOST_DRIFT) : THOUSAND;
    }

    /** A process begins. */
    void beginLife() {
        fence = new Fence();
        links.clear();
        rule.ifPresent(fence::adopt);
    }

    /** It leads, or follows, from now on. @param epoch of its ballot */
    void begin(long epoch) {
        fence.begin(epoch);
    }

    void setWallClock(long offsetMillis) {
        wallOffsetMillis = offsetMillis;
    }

    private Fence.Reading now() {
        long monotonic = world.now() * pace / THOUSAND;
        return new Fence.Reading(monotonic, monotonic + wallOffsetMillis);
    }

    /** A supporting PING has come; it is answered next. */
    void supported(Connection by, Request.Support ping) {
        long link = links.computeIfAbsent(by, any -> ++lastLink);
        fence.supported(link, ping.group(), ping.sentinel(), ping.epoch(), now());
    }

    void left(Connection by) {
        Optional.ofNullable(links.remove(by)).ifPresent(fence::left);
    }

    /** Too few sentinels support this master. */
    boolean isClosed() {
        return fence.isWatched() && fence.isClosed(now());
    }

    /** What INFO says of it. */
    void tell(StringBuilder text, boolean follows) {
        rule.ifPresent(demanded -> {
            InfoText.line(text, "vedette_fence", follows ? "follows" : isClosed() ? "closed" : "open");
            InfoText.line(text, "vedette_fence_sentinels", demanded.sentinels());
            InfoText.line(text, "vedette_fence_max_lag_ms", demanded.maxLagMillis());
            InfoText.line(text, "vedette_fence_supporters", fence.supporters(now()));
        });
    }
}
