package io.vedette.sentinel.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * One call of the core: its effects, the groups that it touched, and the earliest time at which something will be due. Sees
 * to it that changed state is persisted before anything that tells others of it. Lives for one call.
 */
final class Turn {
    private final Moment now;
    private final Periods periods;
    private final int groups;
    private final Storage storage;
    private final Supplier<Effect.Persist> persist;
    private final List<Effect> effects = new ArrayList<>(4);
    private final List<Group> touched = new ArrayList<>(2);
    private boolean allTouched;
    private boolean changed;
    private long wakeAt = Long.MAX_VALUE;

    /**
     * @param groups how many there are
     * @param persist makes the effect that stores the state as it is then
     */
    Turn(Moment now, Periods periods, int groups, Storage storage, Supplier<Effect.Persist> persist) {
        this.now = now;
        this.periods = periods;
        this.groups = groups;
        this.storage = storage;
        this.persist = persist;
    }

    Moment now() {
        return now;
    }

    long millis() {
        return now.monotonicMillis();
    }

    /** As they stood when the call began. */
    Periods periods() {
        return periods;
    }

    // --- what is to be looked at ---

    /** What is known of the group has changed: it is looked at before the call ends. */
    void touch(Group group) {
        if (touched.isEmpty() || touched.getLast() != group) {
            touched.add(group);
        }
    }

    void touchAll() {
        allTouched = true;
    }

    boolean isAllTouched() {
        return allTouched;
    }

    /** Perhaps some of them more than once; whoever asks takes the list over. */
    List<Group> touched() {
        return touched;
    }

    /** True if {@code time} has come; else it is remembered as a time to wake up. */
    boolean due(long time) {
        if (millis() >= time) {
            return true;
        }
        wakeAt = Math.min(wakeAt, time);
        return false;
    }

    /**
     * The same for what comes round each {@code periodMillis}: on the last beat before {@code time}, so that with many
     * groups one wake-up serves many instances. A beat of 1 is no beat.
     *
     * @param company it has come also if it would until then; see {@link #untilNext}
     */
    boolean dueOnBeat(long time, long periodMillis, long company) {
        long beat = onBeat(time, periodMillis);
        return beat <= company || due(beat);
    }

    /**
     * What goes out now and comes round each {@code periodMillis} takes along what would be due before the next time: to one server it is one
     * packet, and its answer another; to a group it is one look at it. From then on they come round together. With few groups it takes
     * nothing along.
     */
    long untilNext(long periodMillis) {
        if (Timers.beatMillis(groups, periodMillis) == 1) {
            return millis();
        }
        long next = onBeat(millis() + periodMillis, periodMillis);
        due(next); // so the answers that come meanwhile need not see to it
        return next - 1;
    }

    /** The last beat before {@code time}. */
    long onBeat(long time, long periodMillis) {
        long beat = Timers.beatMillis(groups, periodMillis);
        boolean never = time == Long.MAX_VALUE || time == Long.MIN_VALUE;
        return beat == 1 || never ? time : time - Math.floorMod(time, beat);
    }

    /** The earliest time remembered since this was last asked. */
    long takeWakeAt() {
        long earliest = wakeAt;
        wakeAt = Long.MAX_VALUE;
        return earliest;
    }

    // --- what is to be done ---

    /** The durable state has changed. */
    void changed() {
        changed = true;
    }

    void emit(Effect effect) {
        if (effect.waitsForPersist() && (changed || storage.isUnsaved())) {
            store();
        }
        effects.add(effect);
    }

    void send(Link link, Request request) {
        emit(new Effect.Send(link.id(), request));
    }

    void announce(String event, String payload, Effect.Level level, String group) {
        emit(new Effect.Announce(event, payload, level, group));
    }

    private void store() {
        changed = false;
        effects.add(persist.get());
    }

    /** Stores what has changed and was not stored yet. */
    void storeChanges() {
        if (changed) {
            store();
        }
    }

    List<Effect> effects() {
        return Collections.unmodifiableList(effects);
    }
}
