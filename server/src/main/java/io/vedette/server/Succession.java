package io.vedette.server;

import io.vedette.resp.RespException;
import io.vedette.session.Client;
import io.vedette.session.ClientType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes mastership to a replica before the process ends: {@code shutdown-failover yes}. Part of {@link Shutdown}; owned by the loop.
 *
 * <pre>
 * settling --all are some seconds old--> asking sentinels, one after the other --one begins--> handing over --we are a replica--> lingering --> done
 *    \--no replica is left--> failed            \--none there, none begins--> FAILOVER of our own ---^   \--aborted, refused--> failed
 * </pre>
 *
 * A replica or a sentinel that has just come is slow at all that it does, for it does it for the first time, and whoever shares a
 * processor with it is slow as well. A handover would wait for that with all writes held; so it is put off for as long, and clients
 * write on meanwhile.
 *
 * <p>A sentinel that hands over chooses by its own rules, and clients get the new address at once; so sentinels are asked first, by a
 * word on the channel on which they listen anyway. Ours know it. Real ones take it for noise: under them we pass the place on by
 * ourselves, nothing is lost, and they notice by their own rules that we are gone.
 */
final class Succession {
    /** What became of it so far. */
    enum State {
        UNDER_WAY,
        /** A replica leads and has everything. */
        DONE,
        /** We are a master still. */
        FAILED
    }

    private enum Phase {
        SETTLING,
        ASKING,
        HANDING_OVER,
        LINGERING
    }

    private static final Logger LOG = LoggerFactory.getLogger(Succession.class);

    private static final byte[] HELLO_CHANNEL = "__sentinel__:hello".getBytes(StandardCharsets.US_ASCII);
    /** How sentinels of any make name the connection on which they listen, with the first characters of their id. */
    private static final Pattern LISTENING_SENTINEL = Pattern.compile("sentinel-([0-9a-f]{8})-pubsub");
    /**
     * By when a process has linked, compiled and rehearsed what a handover asks of it: three servers and three sentinels that start
     * together on two processors are at it for 4 s. Ours.
     */
    static final long SETTLED_MILLIS = 5_000;

    /**
     * For a sentinel to store its epoch and to hear its candidates, on a busy machine too: clients write on meanwhile, and two who
     * hand over at once would be in each other's way.
     */
    private static final long BEGIN_MILLIS = 1_000;

    private static final int MOST_SENTINELS = 3;
    /** For sentinels to tell clients, and to have our role written down. */
    private static final long LINGER_MILLIS = 300;

    private final Engine engine;
    private final ReplicationFacts replication;
    private final Deque<String> sentinels = new ArrayDeque<>();
    private final long deadlineMillis;
    private Phase phase = Phase.SETTLING;
    /** Not an operator or a sentinel: this server began. */
    private boolean begunHere;

    private long nextStepMillis;

    /** @param deadlineMillis by the wall clock; the writes are held no longer */
    Succession(Engine engine, ReplicationFacts replication, long deadlineMillis) {
        this.engine = engine;
        this.replication = replication;
        this.deadlineMillis = deadlineMillis;
        long youngestMillis = 0;
        for (Client client : engine.clients().all()) {
            Matcher name = LISTENING_SENTINEL.matcher(client.name());
            boolean listens = name.matches();
            if (listens && sentinels.size() < MOST_SENTINELS) {
                sentinels.add(name.group(1));
            }
            if (listens || client.type() == ClientType.REPLICA) {
                youngestMillis = Math.max(youngestMillis, client.createdMillis());
            }
        }
        long nowMillis = engine.clock().wallMillis();
        long waitMillis = Math.min(youngestMillis + SETTLED_MILLIS - nowMillis, (deadlineMillis - nowMillis) / 2);
        nextStepMillis = nowMillis + Math.clamp(waitMillis, 0, SETTLED_MILLIS);
        if (nextStepMillis > nowMillis) {
            LOG.info("Handing over in {} ms, when all have settled.", nextStepMillis - nowMillis);
        }
    }

    /** Goes on as far as it can; to be called every few milliseconds. */
    State look(long nowMillis) {
        if (nowMillis >= deadlineMillis) {
            LOG.warn("No replica has taken over in time.");
            return isReplicaNow() ? State.DONE : State.FAILED;
        }
        return switch (phase) {
            case SETTLING -> settling(nowMillis);
            case ASKING -> asking(nowMillis);
            case HANDING_OVER -> handingOver(nowMillis);
            case LINGERING -> nowMillis >= nextStepMillis ? State.DONE : State.UNDER_WAY;
        };
    }

    /** The place is to be kept, if that is still possible. */
    void callOff() {
        if (begunHere) {
            replication.keepPlace();
        }
    }

    private State settling(long nowMillis) {
        if (!hasBegun() && nowMillis < nextStepMillis) {
            return replication.hasOnlineReplica() ? State.UNDER_WAY : State.FAILED;
        }
        phase = Phase.ASKING;
        return asking(nowMillis);
    }

    private State asking(long nowMillis) {
        if (hasBegun()) {
            phase = Phase.HANDING_OVER;
            return handingOver(nowMillis);
        }
        if (nowMillis < nextStepMillis) {
            return State.UNDER_WAY;
        }
        Optional<String> sentinel = Optional.ofNullable(sentinels.poll());
        if (sentinel.isPresent()) {
            LOG.info("Asking sentinel {} to hand over to a replica.", sentinel.get());
            engine.pubSub().publish(HELLO_CHANNEL, ("hand-over," + sentinel.get()).getBytes(StandardCharsets.US_ASCII));
            nextStepMillis = nowMillis + BEGIN_MILLIS;
            return State.UNDER_WAY;
        }
        try {
            replication.passOn(deadlineMillis - nowMillis);
            begunHere = true;
            phase = Phase.HANDING_OVER;
            return State.UNDER_WAY;
        } catch (RespException refused) {
            LOG.warn("Mastership is not passed on: {}", refused.line());
            return State.FAILED;
        }
    }

    private State handingOver(long nowMillis) {
        if (isReplicaNow()) {
            LOG.info("A replica has taken over.");
            phase = Phase.LINGERING;
            nextStepMillis = nowMillis + LINGER_MILLIS;
            return State.UNDER_WAY;
        }
        return hasBegun() ? State.UNDER_WAY : State.FAILED;
    }

    /** Also where a sentinel does it by promoting another one first and telling us to follow. */
    private boolean hasBegun() {
        return replication.isFailingOver() || engine.role().isReplica();
    }

    private boolean isReplicaNow() {
        return engine.role().isReplica()
                && !replication.isFailingOver()
                && engine.role().isMasterLinkUp();
    }
}
