package io.vedette.launcher.bench.losses;

import io.vedette.launcher.boxes.BoxedGroup;
import io.vedette.launcher.boxes.BoxedProcess;
import io.vedette.launcher.boxes.Boxes;
import io.vedette.launcher.client.Address;
import io.vedette.resp.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One round: clients write from every box, a scenario is played, the group comes together again, and the history is judged. A group may go
 * through several. Used by the thread that owns the group.
 */
public final class Ordeal {
    private static final long SLEEP_MILLIS = 10_000;
    private static final long FLAP_MILLIS = 2_000;
    private static final long BETWEEN_SWITCHOVERS_MILLIS = 3_000;
    /** Of each client, before anything happens and when all is whole again. */
    private static final int CALM_WRITES = 100;
    /** A client goes on this long after the fault, whoever is whole first: what a master takes before it is demoted counts too. */
    private static final long AFTERWARDS_MILLIS = 2_000;

    private final BoxedGroup group;
    private final long millis;
    private final String name;

    /**
     * A round in this group.
     *
     * @param millis how long what is broken stays broken, where the scenario does not say it
     * @param name of the round, which its lists bear
     */
    public Ordeal(BoxedGroup group, long millis, String name) {
        this.group = group;
        this.millis = millis;
        this.name = name;
    }

    /**
     * Plays and judges.
     *
     * @throws io.vedette.launcher.options.CommandFailed the group did not come together again, or nothing was acknowledged any more
     */
    public Verdict play(Scenario scenario) {
        int master = group.awaitWhole();
        List<Appender> clients = group.sentinelBoxes().stream()
                .map(box ->
                        client(box, box == master ? scenario.timeoutBesideMasterMillis() : Scenario.IMPATIENT_MILLIS))
                .toList();
        try {
            awaitWrites(clients);
            long begin = System.nanoTime();
            scenario.play(this);
            sleep(AFTERWARDS_MILLIS);
            group.awaitWhole();
            awaitWrites(clients);
            long end = System.nanoTime();
            clients.forEach(Appender::end);
            // Real sentinels may change their mind once more about who leads.
            BoxedProcess last = group.server(group.awaitWhole());
            Map<String, List<Long>> kept = new HashMap<>();
            List<Ledger> ledgers = clients.stream().map(Appender::ledger).toList();
            ledgers.forEach(ledger -> kept.put(ledger.list(), numbers(last, ledger.list())));
            return Verdict.of(ledgers, kept, begin, end);
        } finally {
            clients.forEach(Appender::end);
        }
    }

    private Appender client(int box, int timeoutMillis) {
        List<Address> sentinels = Stream.concat(
                        Stream.of(box), group.sentinelBoxes().stream().filter(other -> other != box))
                .map(group::sentinelAddress)
                .toList();
        return new Appender(group, box, sentinels, new Ledger(name + ":" + box), timeoutMillis);
    }

    private void awaitWrites(List<Appender> clients) {
        for (Appender client : clients) {
            int before = client.ledger().count();
            group.await(
                    "the writes to " + client.ledger().list() + " are acknowledged",
                    () -> client.ledger().count() >= before + CALM_WRITES);
        }
    }

    private static List<Long> numbers(BoxedProcess master, String list) {
        return master.call("LRANGE", list, "0", "-1").items().stream()
                .map(Reply::text)
                .map(Long::parseLong)
                .toList();
    }

    // --- what scenarios are made of ---

    /** The box of the master that the sentinels name. */
    int master() {
        return group.masterBy(group.sentinelBoxes().iterator().next());
    }

    /** As many boxes as are fewer than half of them. */
    int minority() {
        return (group.serverBoxes().size() - 1) / 2;
    }

    /** So many boxes are cut off from the others, the master's among them. */
    void splitWithMaster(int boxes) {
        int master = master();
        group.boxes()
                .split(Stream.concat(
                                Stream.of(master),
                                group.serverBoxes().stream()
                                        .filter(box -> box != master)
                                        .limit(boxes - 1L))
                        .toArray(Integer[]::new));
    }

    void join() {
        group.boxes().join();
    }

    void silence(int from) {
        others(from).forEach(box -> group.boxes().silence(from, box));
    }

    void letSpeak(int from) {
        others(from).forEach(box -> group.boxes().letSpeak(from, box));
    }

    private List<Integer> others(int box) {
        return group.serverBoxes().stream().filter(other -> other != box).toList();
    }

    /** It stays as it is for as long as planned. */
    void last() {
        sleep(millis);
    }

    void stopMasterForAWhile() {
        BoxedProcess master = group.server(master());
        master.signal("STOP");
        sleep(SLEEP_MILLIS);
        master.signal("CONT");
    }

    void flap() {
        Boxes boxes = group.boxes();
        int master = master();
        for (long past = 0; past < millis; past += 2 * FLAP_MILLIS) {
            boxes.split(master);
            sleep(FLAP_MILLIS);
            boxes.join();
            sleep(FLAP_MILLIS);
        }
    }

    void bearMasterAgain() {
        BoxedProcess master = group.server(master());
        master.kill();
        master.wipe();
        master.start();
    }

    void switchOverAndOver() {
        for (long past = 0; past < millis; past += BETWEEN_SWITCHOVERS_MILLIS) {
            switchOver();
            sleep(BETWEEN_SWITCHOVERS_MILLIS);
        }
    }

    private void switchOver() {
        int old = master();
        int asked = others(old).getFirst();
        group.await(
                "a sentinel begins a switchover",
                () -> group.sentinel(asked)
                        .text("SENTINEL", "FAILOVER", BoxedGroup.NAME)
                        .equals("OK"));
        group.await(
                "the sentinels name another master",
                () -> group.sentinelBoxes().stream().noneMatch(box -> group.masterBy(box) == old));
        group.awaitWhole();
    }

    /** Sentinels, then replicas, then the master, which hands over before. */
    void restartAll() {
        for (int box : group.sentinelBoxes()) {
            restart(group.sentinel(box));
            group.await("sentinel " + box + " knows all again", () -> group.knowsAll(box));
        }
        int master = group.awaitWhole();
        List<Integer> servers = new ArrayList<>(others(master));
        servers.forEach(this::restartServer);
        switchOver();
        restartServer(master);
    }

    private void restartServer(int box) {
        restart(group.server(box));
        group.awaitWhole();
    }

    private static void restart(BoxedProcess process) {
        process.stop();
        process.start();
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
