package io.vedette.sentinel.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGeneratorFactory;

/**
 * One sentinel, {@code a}, and a world that answers it as the lines of a story say. Servers are named by their ports on
 * 127.0.0.1, sentinels by one letter; words of the language stand in {@code stories/README.md}.
 *
 * <p>Owner: the thread of the test. What is alive answers at once, in the same millisecond, so every effect that is shown
 * at a time follows from what happened at that time.
 */
final class Story {
    private static final String HOST = "127.0.0.1";
    private static final int FIRST_SENTINEL_PORT = 26_000;

    private final StoryText text = new StoryText();
    private final Map<String, String> answers = new HashMap<>();
    private final Map<String, String> opinions = new HashMap<>();
    private final Set<String> alive = new HashSet<>();
    private final Set<String> killed = new HashSet<>();
    private final Set<String> hidden = new HashSet<>(List.of("ping", "info", "wake"));
    private final Set<String> openLinks = new HashSet<>();
    private final Deque<Event> inbox = new ArrayDeque<>();
    private final List<String> shown = new ArrayList<>();
    private final Map<String, String> givenGroup = new TreeMap<>();
    private DurableState state = new DurableState(StoryText.runId("a"), 0, List.of());
    private Optional<SentinelCore> core = Optional.empty();
    private boolean diskWorks = true;
    private long wakeAt = Long.MAX_VALUE;
    private long millis;
    private long shownAt = -1;

    /** Carries out lines; gives what the sentinel did. */
    List<String> run(List<String> lines) {
        shown.clear();
        shownAt = -1;
        for (String line : lines) {
            if (!line.isBlank() && !line.startsWith("#")) {
                line(line.strip());
            }
        }
        return List.copyOf(shown);
    }

    private void line(String line) {
        String[] words = line.split(" +");
        if (Character.isDigit(words[0].charAt(0))) {
            pass(Long.parseLong(words[0]));
            if (words.length > 1) {
                event(
                        words[1],
                        line.substring(line.indexOf(words[1], words[0].length()) + words[1].length())
                                .strip());
            }
        } else {
            setting(words, line);
        }
    }

    // --- the world ---

    private void setting(String[] words, String line) {
        List<String> names = Arrays.asList(words).subList(1, words.length);
        switch (words[0]) {
            case "group" -> group(names);
            case "epoch" -> state = new DurableState(state.myId(), Long.parseLong(words[1]), state.groups());
            case "alive" -> {
                alive.addAll(names);
                killed.removeAll(names);
            }
            case "hang" -> alive.removeAll(names);
            case "says" -> answers.put(words[1], StoryText.info(words[1], words));
            case "thinks" -> opinions.put(words[1], String.join(" ", names.subList(1, names.size())));
            case "hide" -> hidden.addAll(names);
            case "show" -> hidden.removeAll(names);
            case "disk" -> diskWorks = words[1].equals("works");
            default -> throw new IllegalArgumentException(line);
        }
    }

    private void group(List<String> words) {
        givenGroup.clear();
        for (int i = 2; i + 1 < words.size(); i += 2) {
            givenGroup.put(words.get(i), words.get(i + 1));
        }
        MasterSettings settings = MasterSettings.of(words.get(0), (int) number("quorum", 2))
                .withDownAfterMillis(number("down-after", 1_000))
                .withFailoverTimeoutMillis(number("failover-timeout", 10_000))
                .withParallelSyncs((int) number("parallel-syncs", 1));
        List<DurableState.Group> groups = new ArrayList<>(state.groups());
        groups.add(new DurableState.Group(
                settings,
                server(words.get(1)),
                number("config", 0),
                number("leader-epoch", 0),
                Optional.ofNullable(givenGroup.get("leader")).map(StoryText::runId),
                names("replicas").stream().map(Story::server).toList(),
                names("sentinels").stream()
                        .map(name -> new DurableState.Peer(server(name), StoryText.runId(name)))
                        .toList()));
        state = new DurableState(state.myId(), state.currentEpoch(), groups);
    }

    private long number(String key, long otherwise) {
        return givenGroup.containsKey(key) ? Long.parseLong(givenGroup.get(key)) : otherwise;
    }

    private List<String> names(String key) {
        return givenGroup.containsKey(key) ? List.of(givenGroup.get(key).split(",")) : List.of();
    }

    static Address server(String name) {
        return new Address(
                HOST, isSentinel(name) ? FIRST_SENTINEL_PORT + name.charAt(0) - 'a' : Integer.parseInt(name));
    }

    private static boolean isSentinel(String name) {
        return Character.isLetter(name.charAt(0));
    }

    private Moment now() {
        return new Moment(millis, 1_700_000_000_000L + millis);
    }

    private LinkId link(String name) {
        String[] parts = name.split("/");
        String group = parts.length > 1
                ? parts[1]
                : state.groups().isEmpty()
                        ? "m"
                        : state.groups().getFirst().settings().name();
        return isSentinel(name)
                ? new LinkId(LinkId.Kind.SENTINEL, "", server(name))
                : new LinkId(LinkId.Kind.DATA, group, server(parts[0]));
    }

    // --- events ---

    private void event(String kind, String rest) {
        String[] words = rest.split(" +");
        switch (kind) {
            case "start" -> {
                core = Optional.of(new SentinelCore(
                        new SentinelSettings(server("a")),
                        state,
                        RandomGeneratorFactory.of("L64X128MixRandom").create(1),
                        now()));
                wakeAt = Long.MAX_VALUE;
                openLinks.clear();
                happens(new Event.Started());
            }
            case "kill" -> kill(words);
            case "up" -> happens(new Event.LinkUp(link(rest)));
            case "down" -> happens(new Event.LinkDown(link(rest), "lost"));
            case "pong" -> happens(new Event.PingAnswered(link(words[0]), Event.PingAnswered.Answer.valueOf(words[1])));
            case "info" -> happens(new Event.InfoReceived(link(words[0]), StoryText.infoOf(words[0], words)));
            case "hello" -> happens(new Event.HelloHeard(StoryText.hello(words)));
            case "hello-text" -> happens(new Event.HelloHeard(rest));
            case "answers" -> answered(words);
            case "asks" ->
                happens(new Event.VoteAsked(
                        Long.parseLong(words[0]),
                        server(words[1]),
                        Long.parseLong(words[2]),
                        words[3].equals("*") ? "*" : StoryText.runId(words[3])));
            case "fails" ->
                happens(new Event.RequestFailed(
                        link(words[0]),
                        words[1].equals("promote") ? new Request.Promote(false) : new Request.Info(false),
                        "ERR no"));
            case "stall" -> {
                millis += Long.parseLong(words[0]);
                happens(new Event.Woken());
            }
            default -> operator(kind, words);
        }
    }

    private void kill(String[] names) {
        for (String name : names) {
            alive.remove(name);
            killed.add(name);
            LinkId id = link(name);
            if (openLinks.remove(id.toString())) {
                happens(new Event.LinkDown(id, "killed"));
            }
        }
    }

    /** {@code b 6379 down x 3}: the answer of b to a question about 6379; leader x in epoch 3. */
    private void answered(String[] words) {
        String group = state.groups().getFirst().settings().name();
        happens(new Event.MasterDownAnswered(
                link(words[0]),
                new Request.AskMasterDown(group, server(words[1]), Long.parseLong(words[4]), "*"),
                words[2].equals("down"),
                words[3].equals("*") ? "*" : StoryText.runId(words[3]),
                Long.parseLong(words[4])));
    }

    private void operator(String kind, String[] words) {
        Operation operation = switch (kind) {
            case "failover" -> new Operation.Failover(words[0]);
            case "reset" -> new Operation.Reset(words[0]);
            case "remove" -> new Operation.Remove(words[0]);
            case "flush" -> new Operation.FlushConfig();
            case "announce" -> new Operation.Announce(server(words[0]));
            case "monitor" ->
                new Operation.Monitor(
                        MasterSettings.of(words[0], Integer.parseInt(words[2])).withDownAfterMillis(1_000),
                        server(words[1]));
            case "set-quorum" -> {
                MasterSettings settings = state.groups().stream()
                        .map(DurableState.Group::settings)
                        .filter(each -> each.name().equals(words[0]))
                        .findFirst()
                        .orElse(MasterSettings.of(words[0], 1));
                yield new Operation.Change(
                        words[0], settings.withQuorum(Integer.parseInt(words[1])), List.of("quorum " + words[1]));
            }
            default -> throw new IllegalArgumentException(kind);
        };
        happens(new Event.OperatorAsked(1, operation));
    }

    // --- time ---

    /** Lets time pass, the sentinel being woken when it wants to be. */
    private void pass(long until) {
        while (core.isPresent() && wakeAt <= until) {
            millis = Math.max(millis, wakeAt);
            wakeAt = Long.MAX_VALUE;
            happens(new Event.Woken());
        }
        millis = Math.max(millis, until);
    }

    private void happens(Event event) {
        inbox.add(event);
        for (int rounds = 0; !inbox.isEmpty(); rounds++) {
            if (rounds > 10_000) {
                throw new AssertionError("it never ends: " + inbox.peek());
            }
            boolean held = false;
            for (Effect effect : core.orElseThrow().handle(inbox.remove(), now())) {
                held |= effect instanceof Effect.Persist && !diskWorks;
                boolean dropped = held && effect.waitsForPersist();
                show(effect, dropped);
                if (!dropped) {
                    react(effect);
                } else if (effect instanceof Effect.Send send) {
                    inbox.add(new Event.RequestFailed(send.link(), send.request(), "not stored"));
                }
            }
        }
    }

    private void show(Effect effect, boolean dropped) {
        if (hidden.contains(StoryText.kind(effect))) {
            return;
        }
        if (shownAt != millis) {
            shownAt = millis;
            shown.add("@" + millis);
        }
        shown.add((dropped ? "  dropped: " : "  ") + text.effect(effect));
    }

    private void react(Effect effect) {
        switch (effect) {
            case Effect.WakeAt wake -> wakeAt = wake.monotonicMillis();
            case Effect.Persist persist -> {
                if (diskWorks) {
                    state = persist.state();
                    inbox.add(new Event.Persisted(persist.number()));
                } else {
                    inbox.add(new Event.PersistFailed(persist.number(), "disk full"));
                }
            }
            case Effect.Connect connect -> {
                String name = StoryText.name(connect.link().address());
                if (alive.contains(name)) {
                    openLinks.add(connect.link().toString());
                    inbox.add(new Event.LinkUp(connect.link()));
                } else if (killed.contains(name)) {
                    inbox.add(new Event.LinkDown(connect.link(), "refused"));
                }
            }
            case Effect.Disconnect disconnect ->
                openLinks.remove(disconnect.link().toString());
            case Effect.Send send -> {
                if (alive.contains(StoryText.name(send.link().address()))) {
                    answer(send);
                }
            }
            case Effect.AnswerVote answer -> {}
            case Effect.AnswerOperator answer -> {}
            case Effect.Announce announce -> {}
            case Effect.ReconfigureClients reconfigure -> {}
        }
    }

    private void answer(Effect.Send send) {
        String name = StoryText.name(send.link().address());
        switch (send.request()) {
            case Request.Ping ping -> inbox.add(new Event.PingAnswered(send.link(), Event.PingAnswered.Answer.PONG));
            case Request.Info info -> {
                if (answers.containsKey(name)) {
                    inbox.add(new Event.InfoReceived(send.link(), answers.get(name)));
                }
            }
            case Request.AskMasterDown ask -> opinion(send.link(), ask, opinions.getOrDefault(name, "nothing"));
            case Request.HoldWrites hold -> inbox.add(new Event.RequestDone(send.link(), hold));
            case Request.PublishHello hello
            when hello.confirmed() -> inbox.add(new Event.RequestDone(send.link(), hello));
            case Request.PublishHello hello -> {}
            case Request.PublishPause pause -> {}
            case Request.HandOver order -> {}
            case Request.Acknowledge acknowledge -> {}
            case Request.CallOffHandOver callOff -> {}
            case Request.ReleaseWrites release -> {}
            case Request.KeepRole keep -> {}
            case Request.DropClients drop -> {}
            case Request.Promote promote -> {}
            case Request.Follow follow -> {}
            case Request.ScriptKill kill -> {}
        }
    }

    /** What a sentinel thinks: {@code nothing}, or up or down, and whom it votes for if asked: {@code yes} or a letter. */
    private void opinion(LinkId link, Request.AskMasterDown ask, String thought) {
        String[] words = thought.split(" ");
        if (words[0].equals("nothing")) {
            return;
        }
        boolean voting = words.length > 1 && !ask.candidate().equals("*");
        String leader = !voting ? "*" : words[1].equals("yes") ? ask.candidate() : StoryText.runId(words[1]);
        inbox.add(new Event.MasterDownAnswered(link, ask, words[0].equals("down"), leader, voting ? ask.epoch() : 0));
    }
}
