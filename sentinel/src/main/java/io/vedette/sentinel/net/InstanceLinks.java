package io.vedette.sentinel.net;

import io.vedette.sentinel.config.IpAddress;
import io.vedette.sentinel.config.SentinelConfiguration;
import io.vedette.sentinel.config.SentinelOptions;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.DurableState;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.Hello;
import io.vedette.sentinel.core.LinkId;
import io.vedette.sentinel.core.MasterSettings;
import io.vedette.sentinel.core.Request;
import io.vedette.wire.Dialer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * All links of a sentinel, by the core's names for them; the credentials and renamed commands that hold on each. Owned by the
 * loop.
 */
final class InstanceLinks implements Instance.Surroundings {
    /** One lost SYN is sent again after a second; this lets the second one through. */
    private static final int CONNECT_TIMEOUT_MILLIS = 1_500;

    /** Takes the INFO of a server in one read; left to itself, Netty learns from the PONGs to read 64 bytes at a time. */
    private static final int RECEIVE_BUFFER_BYTES = 16 * 1024;

    /** How often lost subscriptions are tried again; Redis tries to reconnect as often. */
    private static final long CARE_PERIOD_MILLIS = 1_000;

    private static final int NAME_ID_LENGTH = 8;

    private final Vertx vertx;
    private final Context context;
    private final SentinelConfiguration configuration;
    private final String namePrefix;
    private final Dialer dialer;
    private final AddressBook book;
    private final TwinWatch twins;
    private final Consumer<Event> events;
    private final Consumer<LinkId> handOvers;
    private final Turnstile turnstile;
    private final NetClient client; // held: an unreferenced client is closed by the garbage collector
    private final Map<LinkId, Instance> instances = new LinkedHashMap<>();
    private Map<String, MasterSettings> settings = Map.of();
    private final List<SocketLink> unsent = new ArrayList<>();
    /** Those whose subscription was lost since they were last looked after. */
    private final Set<Instance> deaf = new LinkedHashSet<>();

    private long careTimer = -1;

    /**
     * @param events where what happens on the links is told, on the loop
     * @param handOvers told of data servers that ask us to hand their group over
     */
    InstanceLinks(
            Vertx vertx,
            Context context,
            SentinelConfiguration configuration,
            DurableState state,
            Dialer dialer,
            HostNames names,
            TwinWatch twins,
            Consumer<Event> events,
            Consumer<LinkId> handOvers) {
        this.vertx = vertx;
        this.turnstile = new Turnstile(vertx);
        this.context = context;
        this.configuration = configuration;
        this.namePrefix = "sentinel-" + state.myId().substring(0, NAME_ID_LENGTH);
        this.dialer = dialer;
        this.book = new AddressBook(names, configuration.options(), this::addresses, events);
        this.twins = twins;
        this.events = events;
        this.handOvers = handOvers;
        NetClientOptions options = new NetClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        String source = configuration.process().bindSourceAddress.get();
        if (!source.isEmpty()) {
            options.setLocalAddress(source);
        }
        client = vertx.createNetClient(options);
    }

    AddressBook book() {
        return book;
    }

    private List<Address> addresses() {
        return instances.keySet().stream().map(LinkId::address).toList();
    }

    void start() {
        careTimer = vertx.setPeriodic(CARE_PERIOD_MILLIS, any -> {
            List<Instance> now = List.copyOf(deaf);
            deaf.clear();
            now.stream()
                    .filter(instance -> instances.get(instance.id()) == instance)
                    .forEach(Instance::connectHellos);
        });
    }

    void close() {
        vertx.cancelTimer(careTimer);
        instances.values().forEach(Instance::close);
        instances.clear();
        client.close();
    }

    /** Takes over the groups' settings: from now on new links use them. */
    void settings(Map<String, MasterSettings> now) {
        settings = now;
    }

    void connect(LinkId id) {
        instances
                .computeIfAbsent(id, missing -> new Instance(missing, this, System::nanoTime))
                .connect();
    }

    void disconnect(LinkId id) {
        Optional.ofNullable(instances.remove(id)).ifPresent(Instance::close);
    }

    void send(LinkId id, Request request) {
        MasterSettings of = settings.get(id.group());
        Instance instance = instances.get(id);
        if (instance != null) {
            instance.send(request, of == null ? Map.of() : of.renamedCommands());
        }
    }

    /** Drops the links to other sentinels, since our password towards them changed; the core opens them again. */
    void dropSentinels() {
        for (LinkId id : List.copyOf(instances.keySet())) {
            if (id.kind() == LinkId.Kind.SENTINEL) {
                disconnect(id);
                events.accept(new Event.LinkDown(id, "new credentials"));
            }
        }
    }

    @Override
    public void happened(Event event) {
        if (event instanceof Event.InfoReceived info) {
            infoReceived(info);
        } else {
            events.accept(event);
        }
    }

    private void infoReceived(Event.InfoReceived info) {
        Event.InfoReceived read = new Event.InfoReceived(info.link(), info.text(), book::ours);
        if (configuration.options().resolveHostnames()) {
            book.study(info.named()).onComplete(any -> events.accept(read));
        } else {
            events.accept(read);
        }
    }

    /** Hellos that name hosts are heard only where names are allowed, as Redis does. */
    @Override
    public void helloHeard(String text) {
        Optional<Hello> parsed = Hello.parse(text);
        parsed.ifPresent(hello -> twins.heard(hello, System.nanoTime()));
        boolean usable = configuration.options().resolveHostnames()
                || parsed.map(hello -> IpAddress.isNumeric(hello.sender().host())
                                && IpAddress.isNumeric(hello.master().host()))
                        .orElse(true); // nonsense is the core's to count
        if (usable && configuration.options().resolveHostnames() && parsed.isPresent()) {
            Hello hello = parsed.get();
            book.study(List.of(hello.sender(), hello.master()))
                    .onComplete(any -> events.accept(new Event.HelloHeard(inOurWords(hello))));
        } else if (usable) {
            events.accept(new Event.HelloHeard(text));
        }
    }

    @Override
    public void hellosLost(Instance of) {
        deaf.add(of);
    }

    @Override
    public void handOverWanted(LinkId id) {
        handOvers.accept(id);
    }

    @Override
    public boolean isOurs(String idBegin) {
        return namePrefix.endsWith("-" + idBegin);
    }

    private String inOurWords(Hello hello) {
        Hello ours = new Hello(
                book.ours(hello.sender()),
                hello.runId(),
                hello.currentEpoch(),
                hello.group(),
                book.ours(hello.master()),
                hello.configEpoch());
        return ours.text("");
    }

    @Override
    public void published(Hello hello, String localHost) {
        twins.published(hello, localHost);
    }

    @Override
    public Link open(LinkId id, boolean subscribing, LinkListener listener) {
        LinkGreeting greeting = new LinkGreeting(
                id.address().toString(),
                credentials(id),
                namePrefix + (subscribing ? "-pubsub" : "-cmd"),
                subscribing ? Optional.of(Wording.HELLO_CHANNEL) : Optional.empty());
        Future<ConnectOptions> address = turnstile
                .enter()
                .compose(turn -> book.number(id.address()))
                .map(host -> dialer.dial(host, id.address().port()));
        return SocketLink.open(client, context, address, greeting, unsent::add, listener);
    }

    /** Sends what was written on all links since the last time. */
    void flush() {
        for (int i = 0; i < unsent.size(); i++) {
            unsent.get(i).flush();
        }
        unsent.clear();
    }

    private List<String> credentials(LinkId id) {
        return switch (id.kind()) {
            case DATA ->
                Optional.ofNullable(settings.get(id.group()))
                        .map(group -> words(
                                group.authUser().orElse(""), group.authPass().orElse("")))
                        .orElse(List.of());
            case SENTINEL -> {
                SentinelOptions options = configuration.options();
                yield options.sentinelPass().isEmpty()
                        ? words("", configuration.process().requirepass.get())
                        : words(options.sentinelUser(), options.sentinelPass());
            }
        };
    }

    private static List<String> words(String user, String password) {
        List<String> words = new ArrayList<>();
        if (!password.isEmpty()) {
            if (!user.isEmpty()) {
                words.add(user);
            }
            words.add(password);
        }
        return words;
    }
}
