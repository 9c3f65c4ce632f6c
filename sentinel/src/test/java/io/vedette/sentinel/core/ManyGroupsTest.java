package io.vedette.sentinel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What goes out, and when, of a sentinel over many groups that are well: every server answers within some milliseconds. */
class ManyGroupsTest {
    private static final int GROUPS = 200;
    private static final long END_MILLIS = 60_000;
    /** By then all have come round together. */
    private static final long SETTLED_MILLIS = 20_000;

    private static final long PING_MILLIS = 1_000;
    private static final long BEAT_MILLIS = 20;

    private record Due(long millis, Event event) {}

    private record Said(LinkId link, Class<?> what) {}

    private final Random random = new Random(11);
    private final PriorityQueue<Due> coming = new PriorityQueue<>(Comparator.comparingLong(Due::millis));
    private final Map<Said, List<Long>> said = new HashMap<>();
    private long wakeAt;

    private static Address address(int group, int server) {
        return new Address("127.0.0.1", 10_000 + 2 * group + server);
    }

    private static DurableState.Group group(int number) {
        return new DurableState.Group(
                MasterSettings.of("m" + number, 1).withDownAfterMillis(10_000),
                address(number, 0),
                0,
                0,
                Optional.empty(),
                List.of(address(number, 1)),
                List.of());
    }

    private static String info(Address of) {
        int group = (of.port() - 10_000) / 2;
        Address master = address(group, 0);
        Address replica = address(group, 1);
        String role = of.equals(master)
                ? "role:master\r\nslave0:ip=127.0.0.1,port=" + replica.port() + ",state=online,offset=1,lag=0\r\n"
                : "role:slave\r\nmaster_host:127.0.0.1\r\nmaster_port:" + master.port()
                        + "\r\nmaster_link_status:up\r\nslave_repl_offset:1\r\n";
        return String.format("run_id:%040d\r\n", of.port()) + role;
    }

    private void carryOut(Effect effect, long now) {
        long soon = now + 1 + random.nextInt(9);
        switch (effect) {
            case Effect.Connect connect ->
                coming.add(new Due(now + random.nextInt(2_000), new Event.LinkUp(connect.link())));
            case Effect.Send send -> {
                said.computeIfAbsent(new Said(send.link(), send.request().getClass()), first -> new ArrayList<>())
                        .add(now);
                LinkId link = send.link();
                if (send.request() instanceof Request.Ping) {
                    coming.add(new Due(soon, new Event.PingAnswered(link, Event.PingAnswered.Answer.PONG)));
                } else if (send.request() instanceof Request.Info) {
                    coming.add(new Due(
                            soon, new Event.InfoReceived(link, info(link.address()), UnaryOperator.identity())));
                }
            }
            case Effect.Persist persist -> coming.add(new Due(soon, new Event.Persisted(persist.number())));
            case Effect.WakeAt wake -> wakeAt = wake.monotonicMillis();
            default -> {}
        }
    }

    private void run() {
        List<DurableState.Group> groups = new ArrayList<>();
        for (int i = 0; i < GROUPS; i++) {
            groups.add(group(i));
        }
        DurableState state = new DurableState("f".repeat(40), 0, groups);
        SentinelSettings settings = new SentinelSettings(new Address("127.0.0.1", 26_379));
        SentinelCore core = new SentinelCore(settings, state, random, new Moment(0, 0));
        coming.add(new Due(0, new Event.Started()));
        for (long now = 0; now < END_MILLIS; ) {
            boolean woken = coming.isEmpty() || wakeAt <= coming.peek().millis();
            now = Math.max(now, woken ? wakeAt : coming.peek().millis());
            Event event = woken ? new Event.Woken() : coming.remove().event();
            for (Effect effect : core.handle(event, new Moment(now, now))) {
                carryOut(effect, now);
            }
        }
    }

    private List<Long> times(LinkId link, Class<?> what) {
        return said.getOrDefault(new Said(link, what), List.of()).stream()
                .filter(millis -> millis >= SETTLED_MILLIS)
                .toList();
    }

    private static void assertComesRound(List<Long> times, long periodMillis, String what) {
        assertTrue(times.getLast() > END_MILLIS - periodMillis, what + " ended at " + times.getLast());
        for (int i = 1; i < times.size(); i++) {
            long gap = times.get(i) - times.get(i - 1);
            assertTrue(gap <= periodMillis && gap > periodMillis - 2 * BEAT_MILLIS, what + " after " + gap + " ms");
        }
    }

    @Test
    void eachServerIsAskedAsOftenAsEverAndInOnePacketWhatComesRound() {
        run();
        for (int group = 0; group < GROUPS; group++) {
            Set<Long> master = new TreeSet<>();
            for (int server = 0; server < 2; server++) {
                LinkId link = new LinkId(LinkId.Kind.DATA, "m" + group, address(group, server));
                List<Long> pings = times(link, Request.Ping.class);
                assertComesRound(pings, PING_MILLIS, "PING");
                assertComesRound(times(link, Request.PublishHello.class), Timers.HELLO_PERIOD_MILLIS, "hello");
                assertComesRound(times(link, Request.Info.class), Timers.INFO_PERIOD_MILLIS, "INFO");
                assertTrue(pings.containsAll(times(link, Request.PublishHello.class)), "a hello beside a PING");
                assertTrue(pings.containsAll(times(link, Request.Info.class)), "INFO beside a PING");
                if (server == 0) {
                    master.addAll(pings);
                } else {
                    assertEquals(master, Set.copyOf(pings), "PINGs of a group");
                }
            }
        }
    }
}
