package io.vedette.sentinel.core;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * The effects of one call of the core, and the earliest time at which something will be due. Sees to it that changed state
 * is persisted before anything that tells others of it. Lives for one call.
 */
final class Turn {
    private final Moment now;
    private final List<Effect> effects = new ArrayList<>();
    private final LongFunction<Effect.Persist> persist;
    private boolean changed;
    private long wakeAt = Long.MAX_VALUE;

    /** @param persist makes the effect that stores the state as it is then; its argument is not used for anything but order */
    Turn(Moment now, boolean changed, LongFunction<Effect.Persist> persist) {
        this.now = now;
        this.changed = changed;
        this.persist = persist;
    }

    Moment now() {
        return now;
    }

    long millis() {
        return now.monotonicMillis();
    }

    /** True if {@code time} has come; else the core will be woken then. */
    boolean due(long time) {
        if (millis() >= time) {
            return true;
        }
        wakeAt = Math.min(wakeAt, time);
        return false;
    }

    /** The durable state has changed. */
    void changed() {
        changed = true;
    }

    void emit(Effect effect) {
        if (effect.waitsForPersist()) {
            storeIfChanged();
        }
        effects.add(effect);
    }

    void send(Link link, Request request) {
        emit(new Effect.Send(link.id(), request));
    }

    void announce(String event, String payload, Effect.Level level, String group) {
        emit(new Effect.Announce(event, payload, level, group));
    }

    private void storeIfChanged() {
        if (changed) {
            changed = false;
            effects.add(persist.apply(millis()));
        }
    }

    /** Everything in order, the wake-up last. */
    List<Effect> finish() {
        storeIfChanged();
        if (wakeAt != Long.MAX_VALUE) {
            effects.add(new Effect.WakeAt(wakeAt));
        }
        return List.copyOf(effects);
    }
}
