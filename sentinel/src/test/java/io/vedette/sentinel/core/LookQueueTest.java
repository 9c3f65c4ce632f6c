package io.vedette.sentinel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LookQueueTest {
    private static final int GROUPS = 60;
    private static final int ROUNDS = 3_000;

    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final LookQueue queue = new LookQueue(groups);

    @Test
    void takesOutWhoIsDueOrTouchedInTheOrderInWhichTheyWereNamed() {
        Random random = new Random(7);
        Map<Group, Long> expected = new LinkedHashMap<>();
        for (int i = 0; i < GROUPS; i++) {
            Group group = group("m" + i);
            groups.put(group.name(), group);
            expected.put(group, (long) random.nextInt(100));
            queue.put(group, expected.get(group));
        }
        List<Group> all = new ArrayList<>(groups.values());
        for (long now = 0; now < ROUNDS; now += random.nextInt(5)) {
            Turn turn = turn(now);
            List<Group> touched = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                Group group = all.get(random.nextInt(all.size()));
                touched.add(group);
                turn.touch(group);
            }
            long time = now;
            List<String> due = all.stream()
                    .filter(group -> touched.contains(group) || expected.get(group) <= time)
                    .map(Group::name)
                    .toList();
            List<Group> taken = List.copyOf(queue.take(turn));
            assertEquals(due, taken.stream().map(Group::name).toList(), "at " + now);
            for (Group group : taken) {
                expected.put(group, now + 1 + random.nextInt(200));
                queue.put(group, expected.get(group));
            }
            assertEquals(expected.values().stream().mapToLong(at -> at).min().orElseThrow(), queue.earliest());
        }
    }

    @Test
    void aGroupThatIsWatchedNoMoreIsPassedOver() {
        Group gone = group("gone");
        Group stays = group("stays");
        groups.put(stays.name(), stays);
        queue.put(gone, 1);
        queue.put(stays, 5);
        gone.place().leave();
        assertEquals(5, queue.earliest());
        assertEquals(List.of(), List.copyOf(queue.take(turn(2))));
    }

    @Test
    void aGroupIsHastenedAndNeverPutOff() {
        Group one = group("one");
        Group other = group("other");
        groups.put(one.name(), one);
        groups.put(other.name(), other);
        queue.put(one, 10);
        queue.put(other, 20);
        queue.hasten(one, 30);
        assertEquals(10, queue.earliest());
        queue.hasten(other, 5);
        assertEquals(5, queue.earliest());
        assertEquals(List.of(other), List.copyOf(queue.take(turn(5))));
    }

    @Test
    void beatsAreSharedOnlyAmongManyGroupsAndFitThePeriod() {
        assertEquals(1, Timers.beatMillis(3, 1_000));
        assertEquals(10, Timers.beatMillis(100, 1_000));
        assertEquals(50, Timers.beatMillis(1_000, 1_000));
        assertEquals(5, Timers.beatMillis(1_000, 100));
        assertEquals(1, Timers.beatMillis(1_000, 10));
    }

    private static Turn turn(long now) {
        return new Turn(new Moment(now, now), Periods.INITIAL, GROUPS, new Storage(), () -> {
            throw new AssertionError("nothing is stored");
        });
    }

    private static Group group(String name) {
        Moment start = new Moment(0, 0);
        Address address = new Address("127.0.0.1", 6379);
        Link link = new Link(new LinkId(LinkId.Kind.DATA, name, address), start);
        DataNode master = new DataNode(address, link, InfoReport.Role.MASTER, start);
        return new Group(MasterSettings.of(name, 1), master, 0, 0, Optional.empty());
    }
}
