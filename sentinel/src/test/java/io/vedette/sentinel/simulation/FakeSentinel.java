package io.vedette.sentinel.simulation;

import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.DurableState;
import io.vedette.sentinel.core.Effect;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.LinkId;
import io.vedette.sentinel.core.SentinelCore;
import io.vedette.sentinel.core.SentinelSettings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A sentinel process: the real core, a disk that keeps what was written to its end, and a shell that holds back what waits for
 * the disk. Owned by its world.
 */
final class FakeSentinel {
    private record Held(long number, Effect effect) {}

    private final World world;
    private final Address address;
    private final String runId;
    private final Map<LinkId, Long> links = new HashMap<>();
    private final Deque<Held> held = new ArrayDeque<>();
    private final Map<Long, Consumer<Effect.AnswerVote>> questions = new HashMap<>();
    private final List<Event> inbox = new ArrayList<>();
    private SentinelCore core;
    private DurableState disk;
    private int life;
    private boolean alive;
    private boolean stalled;
    private long wakeAt;
    private long diskFreeAt;
    private long ordered;
    private long written;
    private long tickets;

    FakeSentinel(World world, Address address, DurableState disk) {
        this.world = world;
        this.address = address;
        this.runId = disk.myId();
        this.disk = disk;
    }

    Address address() {
        return address;
    }

    String runId() {
        return runId;
    }

    DurableState disk() {
        return disk;
    }

    SentinelCore core() {
        return core;
    }

    boolean isAlive() {
        return alive;
    }

    boolean isStalled() {
        return stalled;
    }

    // --- life ---

    void start() {
        life++;
        alive = true;
        stalled = false;
        core = new SentinelCore(new SentinelSettings(address), disk, world.newRandom(), world.moment());
        handle(new Event.Started());
    }

    /** Dies; what was being written is lost. */
    void crash() {
        alive = false;
        stalled = false;
        life++;
        links.clear();
        held.clear();
        questions.clear();
        inbox.clear();
        ordered = 0;
        written = 0;
    }

    /** Is not scheduled any more: what happens waits in the socket buffers. */
    void stall() {
        stalled = alive;
    }

    void resume() {
        stalled = false;
        List<Event> waiting = List.copyOf(inbox);
        inbox.clear();
        waiting.forEach(this::handle);
        if (wakeAt <= world.now()) {
            handle(new Event.Woken());
        }
    }

    // --- links ---

    boolean isOpen(LinkId link, long opening) {
        return links.getOrDefault(link, -1L) == opening;
    }

    boolean watches(Address server) {
        return alive && links.keySet().stream().anyMatch(link -> link.address().equals(server));
    }

    void opened(LinkId link) {
        links.put(link, world.nextNumber());
        happened(new Event.LinkUp(link));
    }

    /** The link breaks, if it is still the same one. */
    void broken(LinkId link, long opening, String reason) {
        if (isOpen(link, opening)) {
            links.remove(link);
            happened(new Event.LinkDown(link, reason));
        }
    }

    /** Every link to the address breaks. */
    void cutOff(Address from) {
        for (LinkId link : List.copyOf(links.keySet())) {
            if (link.address().equals(from)) {
                broken(link, links.get(link), "connection reset");
            }
        }
    }

    // --- events and effects ---

    void happened(Event event) {
        if (!alive) {
            return;
        }
        if (stalled) {
            inbox.add(event);
        } else {
            handle(event);
        }
    }

    void ask(Address master, long epoch, String candidate, Consumer<Effect.AnswerVote> answer) {
        if (alive) {
            long ticket = ++tickets;
            questions.put(ticket, answer);
            happened(new Event.VoteAsked(ticket, master, epoch, candidate));
        }
    }

    private void handle(Event event) {
        switch (event) {
            case Event.Persisted persisted -> release(persisted.number(), true);
            case Event.PersistFailed failed -> release(failed.number(), false);
            default -> {}
        }
        int begunIn = life;
        for (Effect effect : core.handle(event, world.moment())) {
            if (begunIn != life) {
                return;
            }
            if (effect.waitsForPersist() && written < ordered) {
                held.add(new Held(ordered, effect));
            } else {
                perform(effect);
            }
        }
        world.checks().looked(this);
    }

    private void release(long number, boolean saved) {
        written = Math.max(written, number);
        while (!held.isEmpty() && held.peek().number() <= number) {
            Effect effect = held.remove().effect();
            if (saved) {
                perform(effect);
            } else if (effect instanceof Effect.Send send) {
                later(0, () -> happened(new Event.RequestFailed(send.link(), send.request(), "not saved")));
            }
        }
    }

    private void later(long millis, Runnable action) {
        int begunIn = life;
        world.later(millis, () -> {
            if (begunIn == life) {
                action.run();
            }
        });
    }

    private void perform(Effect effect) {
        world.checks().told(this, effect);
        switch (effect) {
            case Effect.Connect connect -> world.connect(this, connect.link());
            case Effect.Disconnect disconnect -> links.remove(disconnect.link());
            case Effect.Send send -> {
                if (links.containsKey(send.link())) {
                    world.send(this, send.link(), links.get(send.link()), send.request());
                }
            }
            case Effect.Persist persist -> persist(persist);
            case Effect.AnswerVote vote -> questions.remove(vote.ticket()).accept(vote);
            case Effect.AnswerOperator answer -> {}
            case Effect.Announce announce ->
                world.log(runId.charAt(0) + " " + announce.event() + " " + announce.payload());
            case Effect.ReconfigureClients script -> {}
            case Effect.WakeAt wake -> {
                wakeAt = wake.monotonicMillis();
                later(Math.max(1, wakeAt - world.now()), () -> {
                    if (!stalled && wakeAt <= world.now()) {
                        wakeAt = Long.MAX_VALUE;
                        handle(new Event.Woken());
                    }
                });
            }
        }
    }

    private void persist(Effect.Persist persist) {
        ordered = persist.number();
        boolean fails = world.diskFails();
        diskFreeAt = Math.max(world.now(), diskFreeAt) + world.diskMillis(); // one write after the other
        later(diskFreeAt - world.now(), () -> {
            if (!fails) {
                disk = persist.state();
            }
            happened(fails ? new Event.PersistFailed(persist.number(), "disk") : new Event.Persisted(persist.number()));
        });
    }
}
