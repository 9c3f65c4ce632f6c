package io.vedette.sentinel.net;

import io.vedette.resp.Argv;
import io.vedette.resp.Reply;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.Hello;
import io.vedette.sentinel.core.LinkId;
import io.vedette.sentinel.core.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The links to one instance: the command link, which the core knows, and for a data server the one that is subscribed to the
 * hello channel, which is this side's own care. Owned by the loop.
 *
 * <p>The command link: none, opening, open, none. Requests that wait for replies die with it; the core repeats what it needs.
 */
final class Instance {
    /** What the instance's surroundings are told and asked. */
    interface Surroundings {
        void happened(Event event);

        /** A message on the hello channel. */
        void helloHeard(String text);

        /** A master that is about to stop asks this very sentinel to hand its group over. */
        void handOverWanted(LinkId id);

        /** True if our id begins so, in the length in which it stands in the names of our connections. */
        boolean isOurs(String idBegin);

        /** The link that hears hellos is gone: {@link Instance#connectHellos} is to be called after a while. */
        void hellosLost(Instance of);

        /** A hello is about to be said on a link on which we have this address. */
        void published(Hello hello, String localHost);

        Link open(LinkId id, boolean subscribing, LinkListener listener);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Instance.class);

    /** Redis' bound: three times the period of hellos, our own among them. */
    private static final long HELLO_SILENCE_NANOS = 6_000_000_000L;

    /** So many of our own must be unheard besides: while this process was stopped, none were said. */
    private static final int HELLOS_UNHEARD = 3;

    /**
     * A request that waits for replies.
     *
     * @param rewriteRefused a reply so far refused its CONFIG REWRITE
     */
    private record Sent(Request request, Map<String, String> renamed, int repliesBefore, boolean rewriteRefused) {}

    /** What we last said on this connection, and how. */
    private record Saying(Hello hello, Map<String, String> renamed, List<Argv> commands, byte[] text) {
        boolean isOf(Hello other, Map<String, String> otherRenamed) {
            return hello.equals(other) && renamed.equals(otherRenamed);
        }
    }

    private final LinkId id;
    private final Surroundings surroundings;
    private final LongSupplier nanos;
    private final Deque<Sent> unanswered = new ArrayDeque<>();
    private Optional<Link> command = Optional.empty();
    private boolean commandIsOpen;
    private Optional<Link> hellos = Optional.empty();
    private boolean hellosAreOpen;
    private Optional<Saying> saying = Optional.empty();
    private long heardNanos;
    /** Hellos of ours since anything was heard. */
    private int unheard;

    /** @param nanos a clock that never goes back */
    Instance(LinkId id, Surroundings surroundings, LongSupplier nanos) {
        this.id = id;
        this.surroundings = surroundings;
        this.nanos = nanos;
    }

    void connect() {
        if (command.isEmpty()) {
            command = Optional.of(surroundings.open(id, false, new CommandListener()));
        }
        connectHellos();
    }

    LinkId id() {
        return id;
    }

    /** Subscribes to the hello channel, if that is not done or under way. */
    void connectHellos() {
        if (id.kind() == LinkId.Kind.DATA && hellos.isEmpty()) {
            hellos = Optional.of(surroundings.open(id, true, new HelloListener()));
        }
    }

    /** Writes a request. Without an open link nothing happens: the core was, or is about to be, told of the loss. */
    void send(Request request, Map<String, String> renamed) {
        if (!commandIsOpen) {
            return;
        }
        Link link = command.orElseThrow();
        List<Argv> commands = request instanceof Request.PublishHello hello
                ? toBeHeard(hello, renamed, link.localHost())
                : Wording.commands(request, renamed, link.localHost());
        unanswered.add(new Sent(request, renamed, commands.size() - 1, false));
        if (Wording.isUnanswered(request)) {
            link.tell(commands);
        } else {
            link.send(commands);
        }
    }

    /** What we say on the hello channel we should hear there: if not for long, the subscription is renewed. */
    private List<Argv> toBeHeard(Request.PublishHello request, Map<String, String> renamed, String localHost) {
        if (unheard >= HELLOS_UNHEARD && hellosAreOpen && nanos.getAsLong() - heardNanos > HELLO_SILENCE_NANOS) {
            closeHellos();
            connectHellos();
        }
        unheard++;
        return saying(request, renamed, localHost);
    }

    /** The same hello goes out every two seconds for as long as nothing happens. */
    private List<Argv> saying(Request.PublishHello request, Map<String, String> renamed, String localHost) {
        if (saying.isEmpty() || !saying.get().isOf(request.hello(), renamed)) {
            surroundings.published(request.hello(), localHost);
            saying = Optional.of(new Saying(
                    request.hello(),
                    renamed,
                    Wording.commands(request, renamed, localHost),
                    request.hello().text(localHost).getBytes(StandardCharsets.UTF_8)));
        }
        return saying.get().commands();
    }

    void close() {
        command.ifPresent(Link::close);
        forgetCommand();
        closeHellos();
    }

    private void closeHellos() {
        hellos.ifPresent(Link::close);
        hellos = Optional.empty();
        hellosAreOpen = false;
    }

    private void forgetCommand() {
        command = Optional.empty();
        commandIsOpen = false;
        saying = Optional.empty();
        unanswered.clear();
    }

    private final class CommandListener implements LinkListener {
        @Override
        public void opened() {
            commandIsOpen = true;
            surroundings.happened(new Event.LinkUp(id));
        }

        @Override
        public void received(Reply reply) {
            while (isNobodysAnswer(reply)) {
                unanswered.remove();
            }
            if (unanswered.isEmpty()) {
                return; // nobody asked: nothing that a server of Redis' kind does
            }
            Sent sent = unanswered.remove();
            List<Event.CommandRefused> refusals = Wording.refusals(id, sent.request(), sent.repliesBefore(), reply);
            boolean rewriteRefused = sent.rewriteRefused();
            for (Event.CommandRefused refusal : refusals) {
                rewriteRefused |= Wording.isOfRewrite(refusal);
            }
            if (sent.repliesBefore() > 0) {
                unanswered.addFirst(new Sent(sent.request(), sent.renamed(), sent.repliesBefore() - 1, rewriteRefused));
            }
            for (Event.CommandRefused refusal : refusals) {
                surroundings.happened(refusal);
            }
            if (sent.repliesBefore() == 0) {
                ended(sent, rewriteRefused, reply);
            }
        }

        /** A server without CONFIG takes no transaction with it; its role is worth more than that it outlives a restart. */
        private void ended(Sent sent, boolean rewriteRefused, Reply reply) {
            Optional<Request> other = rewriteRefused ? Wording.withoutRewrite(sent.request(), reply) : Optional.empty();
            if (other.isPresent()) {
                send(other.get(), sent.renamed());
            } else {
                Optional<Event> event = Wording.event(id, sent.request(), reply);
                if (event.isPresent()) {
                    surroundings.happened(event.get());
                }
            }
        }

        /** The oldest request that waits is one that is not answered, and this is no refusal of it. */
        private boolean isNobodysAnswer(Reply reply) {
            return !unanswered.isEmpty()
                    && Wording.isUnanswered(unanswered.element().request())
                    && !Wording.isRefusalOfUnanswered(reply);
        }

        @Override
        public void refused(String command, String reason) {
            surroundings.happened(new Event.CommandRefused(id, command, reason));
        }

        @Override
        public void lost(String reason) {
            LOG.trace("-cmd-link-reconnection {} {} #{}", id.group(), id.address(), reason);
            forgetCommand();
            surroundings.happened(new Event.LinkDown(id, reason));
        }
    }

    private final class HelloListener implements LinkListener {
        @Override
        public void opened() {
            hellosAreOpen = true;
            heard();
        }

        private void heard() {
            heardNanos = nanos.getAsLong();
            unheard = 0;
        }

        @Override
        public void received(Reply reply) {
            heard();
            List<Reply> parts = reply.items();
            if (parts.size() == 3
                    && !isOurs(parts.getLast())
                    && parts.getFirst().text().equals("message")) {
                String text = parts.getLast().text();
                if (text.startsWith(Wording.HAND_OVER)) {
                    handOverWanted(text.substring(Wording.HAND_OVER.length()));
                } else {
                    surroundings.helloHeard(text);
                }
            }
        }

        /** It names one sentinel by the first characters of its id, as they stand in the name of the connection too. */
        private void handOverWanted(String of) {
            if (surroundings.isOurs(of)) {
                surroundings.handOverWanted(id);
            }
        }

        /** Our own words come back to us, and are most of what is heard. */
        private boolean isOurs(Reply text) {
            return text instanceof Reply.Bulk bulk
                    && saying.isPresent()
                    && Arrays.equals(saying.get().text(), bulk.bytes());
        }

        @Override
        public void refused(String command, String reason) {
            surroundings.happened(new Event.CommandRefused(id, command, reason));
        }

        @Override
        public void lost(String reason) {
            LOG.trace("-pubsub-link-reconnection {} {} #{}", id.group(), id.address(), reason);
            hellos = Optional.empty();
            hellosAreOpen = false;
            surroundings.hellosLost(Instance.this);
        }
    }
}
