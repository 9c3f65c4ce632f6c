package io.vedette.sentinel.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.vedette.resp.Argv;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.Hello;
import io.vedette.sentinel.core.LinkId;
import io.vedette.sentinel.core.Request;
import io.vedette.wire.Dialer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InstanceTest {
    private static final String SETNAME = "*3\r\n$6\r\nCLIENT\r\n$7\r\nSETNAME\r\n$3\r\nour\r\n";
    private static final String GETACK = "*3\r\n$8\r\nREPLCONF\r\n$6\r\nGETACK\r\n$1\r\n*\r\n";
    private static final Address MASTER = new Address("127.0.0.1", 6379);
    private static final String SUBSCRIBE = "*2\r\n$9\r\nSUBSCRIBE\r\n$18\r\n__sentinel__:hello\r\n";
    private static final String MESSAGE = "*3\r\n$7\r\nmessage\r\n$18\r\n__sentinel__:hello\r\n$7\r\nanother\r\n";
    private static final Hello HELLO = new Hello(MASTER, "a".repeat(40), 1, "mymaster", MASTER, 1);
    private static final String INFO = "*1\r\n$4\r\nINFO\r\n";

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private Vertx vertx;
    private Context context;
    private NetClient client;
    private LoopbackPeer peer;
    private Instance instance;

    private final AtomicLong nanos = new AtomicLong();

    /** What happens is kept; links go to the peer. */
    private final class Around implements Instance.Surroundings {
        @Override
        public void happened(Event event) {
            events.add(event);
        }

        @Override
        public void helloHeard(String text) {
            events.add(new Event.HelloHeard(text));
        }

        @Override
        public void handOverWanted(LinkId id) {}

        @Override
        public boolean isOurs(String idBegin) {
            return false;
        }

        @Override
        public void hellosLost(Instance of) {}

        @Override
        public void published(Hello hello, String localHost) {}

        @Override
        public Link open(LinkId id, boolean subscribing, LinkListener listener) {
            return SocketLink.open(
                    client,
                    context,
                    Future.succeededFuture(Dialer.plainly("127.0.0.1", peer.port())),
                    subscribing
                            ? new LinkGreeting("peer", List.of(), "sub", Optional.of(Wording.HELLO_CHANNEL))
                            : new LinkGreeting("peer", List.of(), "our", Optional.empty()),
                    SocketLink::flush,
                    listener);
        }
    }

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        context = vertx.getOrCreateContext();
        client = vertx.createNetClient();
        peer = new LoopbackPeer();
        instance = new Instance(
                // A sentinel's link: that has no subscription beside it.
                new LinkId(LinkId.Kind.SENTINEL, "", new Address("127.0.0.1", peer.port())), new Around(), nanos::get);
        context.runOnContext(any -> instance.connect());
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void whatIsNotAnsweredIsNotWaitedFor() throws Exception {
        try (LoopbackPeer.Connection connection = peer.accept()) {
            ask(connection);
            connection.write("$12\r\nrole:master\n\r\n");
            assertEquals(
                    "role:master\n",
                    assertInstanceOf(Event.InfoReceived.class, next()).text());
        }
    }

    @Test
    void aRefusalOfWhatIsNotAnsweredIsItsOwn() throws Exception {
        try (LoopbackPeer.Connection connection = peer.accept()) {
            ask(connection);
            connection.write("-NOPERM this user has no permissions to run the 'replconf' command\r\n"
                    + "$12\r\nrole:master\n\r\n");
            assertEquals(
                    "REPLCONF",
                    assertInstanceOf(Event.CommandRefused.class, next()).command());
            assertInstanceOf(Event.RequestFailed.class, next());
            assertEquals(
                    "role:master\n",
                    assertInstanceOf(Event.InfoReceived.class, next()).text());
        }
    }

    @Test
    void aServerWithoutConfigIsRepointedWithoutIt() throws Exception {
        try (LoopbackPeer.Connection connection = peer.accept()) {
            connection.read(SETNAME.length());
            assertInstanceOf(Event.LinkUp.class, next());
            context.runOnContext(any -> instance.send(new Request.Follow(MASTER, false), Map.of()));
            connection.read(wire(new Request.Follow(MASTER, false)).length());
            connection.write(
                    "+OK\r\n" // to CLIENT SETNAME
                            + "+OK\r\n+QUEUED\r\n-ERR unknown command 'CONFIG'\r\n+QUEUED\r\n+QUEUED\r\n"
                            + "-EXECABORT Transaction discarded because of previous errors.\r\n");
            assertEquals(
                    "CONFIG REWRITE",
                    assertInstanceOf(Event.CommandRefused.class, next()).command());
            String again = wire(new Request.Follow(MASTER, true));
            assertEquals(again, connection.read(again.length()));
        }
    }

    /** A subscription may end where only the other side knows it: then what we say there is not heard here. */
    @Test
    void aSubscriptionOnWhichOurOwnHellosAreNotHeardIsRenewed() throws Exception {
        LoopbackPeer.Connection other = peer.accept(); // of the instance without a subscription
        assertInstanceOf(Event.LinkUp.class, next());
        other.close();
        assertInstanceOf(Event.LinkDown.class, next());
        LinkId server = new LinkId(LinkId.Kind.DATA, "mymaster", new Address("127.0.0.1", peer.port()));
        Instance subscribed = new Instance(server, new Around(), nanos::get);
        context.runOnContext(any -> subscribed.connect());
        LoopbackPeer.Connection first = peer.accept();
        LoopbackPeer.Connection second = peer.accept();
        boolean inOrder = first.read(SETNAME.length()).equals(SETNAME);
        second.read(SETNAME.length());
        try (LoopbackPeer.Connection command = inOrder ? first : second;
                LoopbackPeer.Connection hellos = inOrder ? second : first) {
            assertInstanceOf(Event.LinkUp.class, next());
            hellos.write("+OK\r\n*3\r\n$9\r\nsubscribe\r\n$18\r\n__sentinel__:hello\r\n:1\r\n");
            sayHellos(subscribed, 10); // no time passes
            String said = wire(new Request.PublishHello(HELLO, false));
            assertEquals(said, command.read(said.length()));
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(7));
            hellos.write(MESSAGE);
            assertEquals(new Event.HelloHeard("another"), next());
            sayHellos(subscribed, 4); // heard a moment ago
            hellos.write(MESSAGE);
            assertEquals(new Event.HelloHeard("another"), next());
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(7));
            sayHellos(subscribed, 3); // none of ours is missing yet: this process was stopped
            hellos.write(MESSAGE);
            assertEquals(new Event.HelloHeard("another"), next());
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(7));
            sayHellos(subscribed, 4);
            try (LoopbackPeer.Connection renewed = peer.accept()) {
                assertEquals(SETNAME.replace("our", "sub"), renewed.read(SETNAME.length()));
            }
            hellos.read(SUBSCRIBE.length());
            assertEquals("", hellos.read(1), "the old one is closed");
        }
    }

    private void sayHellos(Instance to, int count) throws Exception {
        Promise<Void> said = Promise.promise();
        context.runOnContext(any -> {
            for (int i = 0; i < count; i++) {
                to.send(new Request.PublishHello(HELLO, false), Map.of());
            }
            said.complete();
        });
        said.future().await(10, TimeUnit.SECONDS);
    }

    private static String wire(Request request) {
        StringBuilder text = new StringBuilder();
        for (Argv command : Wording.commands(request, Map.of(), "")) {
            text.append('*').append(command.size()).append("\r\n");
            for (int i = 0; i < command.size(); i++) {
                text.append('$')
                        .append(command.length(i))
                        .append("\r\n")
                        .append(command.text(i))
                        .append("\r\n");
            }
        }
        return text.toString();
    }

    private void ask(LoopbackPeer.Connection connection) throws Exception {
        connection.read(SETNAME.length());
        assertInstanceOf(Event.LinkUp.class, next());
        context.runOnContext(any -> {
            instance.send(new Request.Acknowledge(), Map.of());
            instance.send(new Request.Info(false), Map.of());
        });
        assertEquals(GETACK + INFO, connection.read(GETACK.length() + INFO.length()));
        connection.write("+OK\r\n"); // to CLIENT SETNAME
    }

    private Event next() throws InterruptedException {
        return Optional.ofNullable(events.poll(10, TimeUnit.SECONDS)).orElseThrow();
    }
}
