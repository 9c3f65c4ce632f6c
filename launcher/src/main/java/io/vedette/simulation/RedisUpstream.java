package io.vedette.simulation;

import io.vedette.resp.Argv;
import io.vedette.resp.ProtocolException;
import io.vedette.resp.RequestParser;
import io.vedette.sentinel.core.Address;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a Redis of the model follows a server of ours: Redis' handshake and stream, byte by byte. Owned by its {@link RedisModel}.
 *
 * <p>{@code away -> connecting -> greeting -> introducing -> asking -> (waiting -> loading ->) streaming}, and from each back to
 * away when the link is lost.
 */
final class RedisUpstream implements ReplicaLink.ReplicaEnd {
    /** Redis tries once a second; as all else that is about replicas, it is faster here. */
    private static final int RECONNECT_MILLIS = 100;

    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int ACKNOWLEDGE_MILLIS = 1_000;
    /** REPLCONF listening-port and REPLCONF capa. */
    private static final int INTRODUCTIONS = 2;

    private enum Step {
        AWAY,
        CONNECTING,
        GREETING,
        INTRODUCING,
        ASKING,
        /** FULLRESYNC came. */
        WAITING,
        LOADING,
        STREAMING
    }

    private final World world;
    private final RedisModel redis;
    private final DataServer server;

    private Step step = Step.AWAY;
    private Optional<ReplicaLink> link = Optional.empty();
    private long tryAt;
    private long heardAt;
    private long acknowledgedAt;
    private int introductions;
    private byte[] unread = {};
    private String promisedId = "";
    private long promisedOffset;
    /** What ends the snapshot, or how long it is. */
    private String mark = "";

    private int snapshotBytes;
    private RequestParser parser = new RequestParser();

    RedisUpstream(World world, RedisModel redis, DataServer server) {
        this.world = world;
        this.redis = redis;
        this.server = server;
    }

    /** The link belongs to another master, to none, or to a process that is dead. */
    void leave() {
        link.ifPresent(ReplicaLink::close);
        lost();
        tryAt = world.now();
    }

    /** Each step of time, as long as the master is one of ours. */
    void step(Address master) {
        if (step == Step.AWAY) {
            if (world.now() >= tryAt) {
                connect(master);
            }
        } else if (world.now() - heardAt > TIMEOUT_MILLIS) {
            leave();
        } else if (step == Step.STREAMING && world.now() - acknowledgedAt >= ACKNOWLEDGE_MILLIS) {
            acknowledge();
        }
    }

    private void connect(Address master) {
        step = Step.CONNECTING;
        heardAt = world.now();
        unread = new byte[0];
        ReplicaLink opened =
                new ReplicaLink(world, this, server, world.server(master).orElseThrow(), world.newNumber());
        link = Optional.of(opened);
        opened.open();
    }

    private void lost() {
        step = Step.AWAY;
        link = Optional.empty();
        tryAt = world.now() + RECONNECT_MILLIS;
        redis.upstreamLost();
    }

    void acknowledge() {
        if (step == Step.STREAMING) {
            acknowledgedAt = world.now();
            send("REPLCONF", "ACK", Long.toString(redis.offset()));
        }
    }

    private void send(String... words) {
        link.ifPresent(to -> to.send(Stream.encoded(Argv.of(words))));
    }

    // --- the link ---

    private boolean isOurs(ReplicaLink from) {
        return link.filter(mine -> mine == from).isPresent();
    }

    @Override
    public void connected(ReplicaLink from) {
        if (isOurs(from)) {
            step = Step.GREETING;
            heardAt = world.now();
            send("PING");
        }
    }

    @Override
    public void connectFailed(ReplicaLink from) {
        closed(from);
    }

    @Override
    public void closed(ReplicaLink from) {
        if (isOurs(from)) {
            lost();
        }
    }

    @Override
    public void received(ReplicaLink from, byte[] bytes) {
        if (!isOurs(from)) {
            return;
        }
        heardAt = world.now();
        if (step == Step.STREAMING) {
            stream(bytes);
            return;
        }
        int before = unread.length;
        unread = Arrays.copyOf(unread, before + bytes.length);
        System.arraycopy(bytes, 0, unread, before, bytes.length);
        boolean understood = true;
        while (understood && isOurs(from) && step != Step.STREAMING) {
            understood = step == Step.LOADING ? load() : line();
        }
    }

    private byte[] take(int count) {
        byte[] taken = Arrays.copyOf(unread, count);
        unread = Arrays.copyOfRange(unread, count, unread.length);
        return taken;
    }

    private boolean line() {
        int end = 0;
        while (end < unread.length && unread[end] != '\n') {
            end++;
        }
        if (end == unread.length) {
            return false;
        }
        String line = new String(take(end + 1), StandardCharsets.US_ASCII).strip();
        if (!line.isEmpty()) { // else it only says that the master is alive
            answered(line);
        }
        return true;
    }

    private void answered(String line) {
        switch (step) {
            case GREETING -> {
                step = Step.INTRODUCING;
                introductions = 0;
                send(
                        "REPLCONF",
                        "listening-port",
                        Integer.toString(server.address().port()));
                send("REPLCONF", "capa", "eof", "capa", "psync2");
            }
            case INTRODUCING -> {
                introductions++;
                if (introductions == INTRODUCTIONS) {
                    step = Step.ASKING;
                    ask();
                }
            }
            case ASKING -> synchronise(line);
            case WAITING -> {
                step = Step.LOADING;
                mark = line.startsWith("$EOF:") ? line.substring(5) : "";
                snapshotBytes = mark.isEmpty() ? Integer.parseInt(line.substring(1)) : 0;
            }
            case AWAY, CONNECTING, LOADING, STREAMING -> throw new BrokenLaw(server.name() + " is told " + line);
        }
    }

    private void ask() {
        String id = redis.hasPlaceInHistory() ? redis.history().id() : "?";
        String next = redis.hasPlaceInHistory() ? Long.toString(redis.offset() + 1) : "-1";
        if (redis.isAskingToLead()) {
            send("PSYNC", id, next, "FAILOVER");
        } else {
            send("PSYNC", id, next);
        }
    }

    private void synchronise(String line) {
        String[] words = line.split(" ");
        boolean accepted = words[0].equals("+CONTINUE") || words[0].equals("+FULLRESYNC");
        redis.answeredWhetherToLead(accepted);
        if (!accepted) {
            // Loading, without its own master, or handing over itself.
            leave();
            tryAt = world.now() + RECONNECT_MILLIS;
        } else if (words[0].equals("+CONTINUE")) {
            redis.goOnAs(world.history(words[1]));
            begin();
        } else {
            step = Step.WAITING;
            promisedId = words[1];
            promisedOffset = Long.parseLong(words[2]);
        }
    }

    /** The snapshot is a line: branch, position, database. */
    private boolean load() {
        int tail = mark.length();
        int end = mark.isEmpty() ? snapshotBytes : endOfSnapshot() - tail;
        if (end < 0 || unread.length < end) {
            return false;
        }
        String content = new String(take(end), StandardCharsets.US_ASCII);
        take(tail);
        redis.replaced(
                world.history(promisedId),
                Long.parseLong(content.strip().split(" ")[1]),
                promisedOffset,
                link.orElseThrow().target());
        begin();
        return true;
    }

    /** Behind the mark; negative if it has not come. */
    private int endOfSnapshot() {
        int at = new String(unread, StandardCharsets.US_ASCII).indexOf(mark);
        return at < 0 ? -1 : at + mark.length();
    }

    private void begin() {
        step = Step.STREAMING;
        parser = new RequestParser();
        redis.upstreamFound();
        acknowledge();
        byte[] rest = take(unread.length);
        if (rest.length > 0) {
            stream(rest);
        }
    }

    private void stream(byte[] bytes) {
        parser.feed(bytes, 0, bytes.length);
        try {
            while (parser.advance()) {
                Argv argv = parser.argv();
                if (argv.is(0, "replconf")) {
                    acknowledge(); // GETACK: this command itself is not counted yet
                }
                redis.applies(argv);
            }
        } catch (ProtocolException e) {
            throw new BrokenLaw("a master talks nonsense to its replica: " + e.line());
        }
    }
}
