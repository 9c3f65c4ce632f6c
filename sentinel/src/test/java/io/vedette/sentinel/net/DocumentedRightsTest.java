package io.vedette.sentinel.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.acl.AclCatalog;
import io.vedette.acl.AclUsers;
import io.vedette.acl.User;
import io.vedette.command.CommandFacts;
import io.vedette.command.CommandFlag;
import io.vedette.command.CommandSpec;
import io.vedette.resp.Argv;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Ballot;
import io.vedette.sentinel.core.Decree;
import io.vedette.sentinel.core.Electorate;
import io.vedette.sentinel.core.Hello;
import io.vedette.sentinel.core.LogKey;
import io.vedette.sentinel.core.PauseHello;
import io.vedette.sentinel.core.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The users that README.md tells people to make for a sentinel may say all that a sentinel says, and need every right that they get. */
class DocumentedRightsTest {
    private static final CommandFacts FACTS = CommandFacts.load();
    private static final Address ADDRESS = new Address("127.0.0.1", 6379);
    private static final Ballot BALLOT = new Ballot(1, "a");
    private static final Hello HELLO = new Hello(ADDRESS, "a".repeat(40), 1, "mymaster", ADDRESS, 1);
    private static final String PEERS_VOTE = "sentinel|vote";

    private final AclUsers users = new AclUsers(() -> new AclCatalog(commands(), List.of()), () -> 1);

    private static List<CommandSpec> commands() {
        List<CommandSpec> specs = new ArrayList<>();
        FACTS.names().forEach(name -> specs.add(FACTS.find(name).orElseThrow()));
        CommandSpec like = FACTS.find("sentinel|is-master-down-by-addr").orElseThrow();
        specs.add(CommandSpec.own(PEERS_VOTE, like.arity(), like.group(), CommandFlag.ADMIN));
        return specs;
    }

    private static CommandSpec spec(Argv argv) {
        String name = argv.text(0).toLowerCase(Locale.ROOT);
        String whole = argv.size() > 1 ? name + "|" + argv.text(1).toLowerCase(Locale.ROOT) : name;
        return commands().stream()
                .filter(spec -> spec.name().equals(whole))
                .findFirst()
                .orElseGet(() -> FACTS.find(name).orElseThrow());
    }

    /** The words behind {@code user NAME} in the line that the README has. */
    private static List<String> documented(String name) throws IOException {
        String begin = "user " + name + " ";
        try (Stream<String> lines = Files.lines(Path.of("README.md"))) {
            List<String> found = lines.filter(line -> line.startsWith(begin)).toList();
            assertEquals(1, found.size(), "one line of " + name);
            return List.of(found.getFirst().substring(begin.length()).split(" "));
        }
    }

    private static Stream<Argv> said(Request... requests) {
        LinkGreeting command = new LinkGreeting("x", List.of(), "sentinel-1-cmd", Optional.empty());
        return Stream.concat(
                command.commands().stream(),
                Arrays.stream(requests).flatMap(request -> Wording.commands(request, Map.of(), "127.0.0.1").stream()));
    }

    private static List<Argv> toServers() {
        LinkGreeting hellos = new LinkGreeting("x", List.of(), "sentinel-1-pubsub", Optional.of(Wording.HELLO_CHANNEL));
        Stream<Decree> decrees = Stream.of(
                new Decree.Key(),
                new Decree.Prepare(BALLOT),
                new Decree.Promote(
                        BALLOT, new LogKey(1, 1), "a".repeat(40), new Electorate(1, List.of("a", "b")), false),
                new Decree.Promote(BALLOT, new LogKey(1, 1), "a".repeat(40), new Electorate(0, List.of("a")), true),
                new Decree.Follow(BALLOT, ADDRESS));
        Stream<Argv> orders = said(
                new Request.Ping(),
                new Request.Support("mymaster", "a".repeat(40), 1),
                new Request.Info(false),
                new Request.PublishHello(HELLO, false),
                new Request.PublishPause(new PauseHello("mymaster", "a".repeat(40), 1, 1)),
                new Request.Promote(),
                new Request.Follow(ADDRESS, false),
                new Request.HandOver(ADDRESS, 1),
                new Request.Acknowledge(),
                new Request.CallOffHandOver(),
                new Request.HoldWrites(1),
                new Request.ReleaseWrites(),
                new Request.KeepRole(),
                new Request.DropClients(),
                new Request.ScriptKill());
        return Stream.of(
                        hellos.commands().stream(),
                        orders,
                        decrees.flatMap(decree -> said(new Request.Supervise("mymaster", decree))))
                .flatMap(argvs -> argvs)
                .toList();
    }

    private static List<Argv> toSentinels() {
        return said(
                        new Request.Ping(),
                        new Request.Info(false),
                        new Request.PublishHello(HELLO, false),
                        new Request.AskMasterDown("mymaster", ADDRESS, 1, "*", false),
                        new Request.AskMasterDown("mymaster", ADDRESS, 1, "*", true))
                .toList();
    }

    private void assertFits(String name, List<Argv> said) throws Exception {
        List<String> words = documented(name);
        User user = users.define(name, words);
        Set<String> spoken = new HashSet<>();
        for (Argv argv : said) {
            assertEquals(Optional.empty(), users.refusal(user, spec(argv), argv), argv.toString());
            spoken.add(spec(argv).name());
        }
        for (String word : words) {
            String right = word.substring(1);
            boolean needed =
                    spoken.stream().anyMatch(command -> command.equals(right) || command.startsWith(right + "|"));
            assertTrue(!word.startsWith("+") || needed, word + " is not needed");
        }
    }

    @Test
    void onServers() throws Exception {
        assertFits("supervisor", toServers());
    }

    @Test
    void onSentinels() throws Exception {
        assertFits("peer", toSentinels());
    }
}
