package io.vedette.sentinel.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The groups by the time at which each has to be looked at although nothing happened: a binary heap in which every group knows
 * its place, so that one event costs the groups that it is about, be there ten or thousands. Owned by {@link SentinelCore}.
 *
 * <p>Groups that are due together come in the order in which they were first named, as the operator wrote them.
 */
final class LookQueue {
    private static final int ABSENT = -1;
    private static final int FIRST_CAPACITY = 16;
    private static final Comparator<Group> AS_NAMED = Comparator.comparingLong(group -> group.place().ordinal);

    /** Where a group stands; the queue's alone. */
    static final class Place {
        private long time;
        private int index = ABSENT;
        private long ordinal;
        private boolean gone;

        /** The operator wants the group watched no more: it is passed over. */
        void leave() {
            gone = true;
        }
    }

    private final Map<String, Group> groups;
    private Group[] heap = new Group[FIRST_CAPACITY];
    private int size;
    private long named;

    /** @param groups those that are watched */
    LookQueue(Map<String, Group> groups) {
        this.groups = groups;
    }

    /** Looks at the group again at {@code time}. */
    void put(Group group, long time) {
        Place place = group.place();
        place.time = time;
        if (place.index == ABSENT) {
            if (place.ordinal == 0) {
                place.ordinal = ++named;
            }
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, 2 * size);
            }
            rise(group, size++);
        } else {
            sink(group, place.index);
            rise(group, place.index);
        }
    }

    /** Looks at the group again at {@code time}, if that is sooner than was planned. */
    void hasten(Group group, long time) {
        Place place = group.place();
        if (place.index == ABSENT || time < place.time) {
            put(group, time);
        }
    }

    /** Takes out those whose time has come, and those that were touched as well. Each has to be put again. */
    Collection<Group> take(Turn turn) {
        if (turn.isAllTouched()) {
            return groups.values();
        }
        List<Group> taken = turn.touched();
        for (long now = turn.millis(); earliest() <= now; ) {
            taken.add(remove());
        }
        if (taken.size() < 2) {
            return taken;
        }
        taken.sort(AS_NAMED);
        List<Group> once = new ArrayList<>(taken.size());
        for (Group group : taken) {
            if (once.isEmpty() || once.getLast() != group) {
                once.add(group);
            }
        }
        return once;
    }

    /** The next time to look; the greatest number if there is none. */
    long earliest() {
        while (size > 0 && heap[0].place().gone) {
            remove();
        }
        return size == 0 ? Long.MAX_VALUE : heap[0].place().time;
    }

    private Group remove() {
        Group first = heap[0];
        first.place().index = ABSENT;
        Group last = heap[--size];
        heap[size] = null;
        if (size > 0) {
            sink(last, 0);
        }
        return first;
    }

    private void rise(Group group, int from) {
        int index = from;
        while (index > 0) {
            Group parent = heap[(index - 1) / 2];
            if (parent.place().time <= group.place().time) {
                break;
            }
            set(parent, index);
            index = (index - 1) / 2;
        }
        set(group, index);
    }

    private void sink(Group group, int from) {
        int index = from;
        for (int child = 2 * index + 1; child < size; child = 2 * index + 1) {
            if (child + 1 < size && heap[child + 1].place().time < heap[child].place().time) {
                child++;
            }
            if (heap[child].place().time >= group.place().time) {
                break;
            }
            set(heap[child], index);
            index = child;
        }
        set(group, index);
    }

    private void set(Group group, int index) {
        heap[index] = group;
        group.place().index = index;
    }
}
