package io.vedette.simulation;

import io.vedette.sentinel.core.DurableState;
import io.vedette.sentinel.core.Effect;
import io.vedette.sentinel.core.Request;
import java.util.HashMap;
import java.util.Map;

/**
 * A vote that was told never changes within its epoch, over restarts too, and is on disk before it is told. One leader an
 * epoch at most, and none without the votes of a majority of all sentinels that there are, and of the quorum, his own among
 * them. Asking for votes promises nothing: a candidate's own vote must be on its disk when it leads.
 */
final class VoteLaw implements Law {
    private static final String NOBODY = "*";

    private record Ballot(String voter, long epoch) {}

    private final World world;
    private final Map<Ballot, String> votes = new HashMap<>();
    private final Map<Long, String> leaders = new HashMap<>();

    VoteLaw(World world) {
        this.world = world;
    }

    @Override
    public void decides(SentinelProcess sentinel, Effect effect) {
        if (effect instanceof Effect.Announce announce
                && announce.event().equals("+elected-leader")
                && !world.failovers().isForced(sentinel)) {
            elected(sentinel, world.failovers().candidacy(sentinel));
        }
    }

    @Override
    public void does(SentinelProcess sentinel, Effect effect) {
        if (effect instanceof Effect.AnswerVote vote && !vote.leader().equals(NOBODY)) {
            voted(sentinel, vote.leaderEpoch(), vote.leader());
        } else if (effect instanceof Effect.Send send
                && send.request() instanceof Request.AskMasterDown ask
                && !ask.candidate().equals(NOBODY)) {
            world.require(
                    ask.candidate().equals(sentinel.runId()),
                    () -> sentinel.name() + " asks for votes for another one");
        }
    }

    private void voted(SentinelProcess sentinel, long epoch, String leader) {
        String before = votes.putIfAbsent(new Ballot(sentinel.runId(), epoch), leader);
        world.require(
                before == null || before.equals(leader), () -> sentinel.name() + " votes twice in epoch " + epoch);
        DurableState.Group disk = sentinel.diskGroup();
        world.require(
                sentinel.disk().currentEpoch() >= epoch && disk.leaderEpoch() >= epoch,
                () -> sentinel.name() + " uses its vote in epoch " + epoch + " before it is on disk");
    }

    private void elected(SentinelProcess sentinel, long epoch) {
        voted(sentinel, epoch, sentinel.runId());
        String before = leaders.putIfAbsent(epoch, sentinel.runId());
        world.require(before == null || before.equals(sentinel.runId()), () -> "two leaders in epoch " + epoch);
        long given = world.sentinels().stream()
                .filter(voter -> sentinel.runId().equals(votes.get(new Ballot(voter.runId(), epoch))))
                .count();
        int needed = Math.max(world.majority(), world.shape().quorum());
        world.require(
                given >= needed,
                () -> sentinel.name() + " leads in epoch " + epoch + " with " + given + " votes of " + needed);
    }
}
