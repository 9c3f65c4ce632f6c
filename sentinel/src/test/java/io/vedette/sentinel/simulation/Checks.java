package io.vedette.sentinel.simulation;

import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.DurableState;
import io.vedette.sentinel.core.Effect;
import io.vedette.sentinel.core.Hello;
import io.vedette.sentinel.core.Request;
import java.util.HashMap;
import java.util.Map;

/** The rules that hold at every moment, whatever the faults. Broken ones are told with the seed and the last events. */
final class Checks {
    private record Ballot(String voter, long epoch) {}

    private final World world;
    private final Map<Ballot, String> votes = new HashMap<>();
    private final Map<Long, String> leaders = new HashMap<>();
    private final Map<Long, Address> configurations = new HashMap<>();
    private final Map<String, Long> currentEpochs = new HashMap<>();
    private final Map<String, Long> configEpochs = new HashMap<>();
    private final Map<String, Long> candidacies = new HashMap<>();

    Checks(World world) {
        this.world = world;
    }

    int leaderCount() {
        return leaders.size();
    }

    /** After each event: epochs of a process, and of what it has on disk, only rise. */
    void looked(FakeSentinel sentinel) {
        DurableState disk = sentinel.disk();
        rises(currentEpochs, sentinel.runId(), disk.currentEpoch(), "current epoch");
        rises(configEpochs, sentinel.runId(), disk.groups().getFirst().configEpoch(), "configuration epoch");
    }

    private void rises(Map<String, Long> before, String runId, long value, String what) {
        Long old = before.put(runId, value);
        world.require(old == null || value >= old, what + " of " + runId.charAt(0) + " fell to " + value);
    }

    /** What a sentinel lets others know. */
    void told(FakeSentinel sentinel, Effect effect) {
        switch (effect) {
            case Effect.AnswerVote vote
            when !vote.leader().equals("*") -> voted(sentinel, vote.leaderEpoch(), vote.leader());
            case Effect.Send send -> sent(sentinel, send.request());
            case Effect.Announce announce when announce.event().equals("+elected-leader") -> elected(sentinel);
            default -> {}
        }
    }

    private void sent(FakeSentinel sentinel, Request request) {
        switch (request) {
            case Request.AskMasterDown ask
            when !ask.candidate().equals("*") -> {
                world.require(ask.candidate().equals(sentinel.runId()), "asks for somebody else");
                candidacies.put(sentinel.runId(), ask.epoch());
                voted(sentinel, ask.epoch(), ask.candidate());
            }
            case Request.PublishHello hello -> heard(sentinel, hello.hello());
            default -> {}
        }
    }

    /** One vote in an epoch, and on disk before it is told. */
    private void voted(FakeSentinel sentinel, long epoch, String leader) {
        String before = votes.putIfAbsent(new Ballot(sentinel.runId(), epoch), leader);
        world.require(
                before == null || before.equals(leader), sentinel.runId().charAt(0) + " voted twice in epoch " + epoch);
        DurableState disk = sentinel.disk();
        world.require(
                disk.currentEpoch() >= epoch && disk.groups().getFirst().leaderEpoch() >= epoch,
                sentinel.runId().charAt(0) + " told a vote that is not on disk");
    }

    /** Configurations of one epoch name one master, and are on disk before they are told. */
    private void heard(FakeSentinel sentinel, Hello hello) {
        DurableState disk = sentinel.disk();
        world.require(
                disk.currentEpoch() >= hello.currentEpoch()
                        && disk.groups().getFirst().configEpoch() >= hello.configEpoch(),
                sentinel.runId().charAt(0) + " told an epoch that is not on disk");
        Address before = configurations.putIfAbsent(hello.configEpoch(), hello.master());
        world.require(
                before == null || before.equals(hello.master()),
                "two masters in configuration epoch " + hello.configEpoch());
    }

    /** One leader in an epoch, with the votes of a majority. */
    private void elected(FakeSentinel sentinel) {
        long epoch = candidacies.get(sentinel.runId());
        String before = leaders.putIfAbsent(epoch, sentinel.runId());
        world.require(before == null || before.equals(sentinel.runId()), "two leaders in epoch " + epoch);
        long given = votes.entrySet().stream()
                .filter(vote ->
                        vote.getKey().epoch() == epoch && vote.getValue().equals(sentinel.runId()))
                .count();
        world.require(given >= world.majority(), "elected by " + given + " votes in epoch " + epoch);
    }
}
