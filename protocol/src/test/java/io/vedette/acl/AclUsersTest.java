package io.vedette.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.command.CommandFacts;
import io.vedette.command.CommandSpec;
import io.vedette.config.Directive;
import io.vedette.config.Origin;
import io.vedette.resp.Argv;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rules over all commands of Redis: what they allow, and how they come back. */
class AclUsersTest {
    private static final CommandFacts FACTS = CommandFacts.load();

    private final AclUsers users = new AclUsers(() -> new AclCatalog(allCommands(), List.of()), () -> 2);

    private static List<CommandSpec> allCommands() {
        List<CommandSpec> specs = new ArrayList<>();
        FACTS.names().forEach(name -> specs.add(FACTS.find(name).orElseThrow()));
        return specs;
    }

    @Test
    void aNewUserIsOffAndMayNothing() throws Exception {
        users.change("al", List.of());
        assertEquals(List.of("user al off resetchannels -@all", "user default on nopass ~* &* +@all"), users.lines());
        assertEquals(Optional.of(new Refusal.OfCommand()), refusal("al", "get", "GET", "a"));
    }

    @Test
    void whatComesBackMakesTheSameUser() throws Exception {
        for (String rules : List.of(
                "on >secret ~a* %R~b* &ch* +@read -@slow +config|get -get",
                "nopass +@all -@dangerous +info +client|kill allkeys",
                "off #" + "0a".repeat(32) + " +select|0 +@pubsub &x",
                "on nopass -@all (+@write ~w*) (%W~y &z +set)",
                "+@all -debug -sort ~* &*")) {
            User user = users.change("x", AclWords.joined(List.of(("reset " + rules).split(" "))));
            String told = users.rules(user);
            User again = users.define("y", AclWords.joined(List.of(told.split(" "))));
            assertEquals(told, users.rules(again));
            for (CommandSpec spec : allCommands()) {
                Argv argv = Argv.of((spec.name() + "|1|1|1|1|1|1").split("\\|"));
                assertEquals(
                        user.rights().refusal(spec, argv, users.catalog()),
                        again.rights().refusal(spec, argv, users.catalog()),
                        spec.name());
            }
        }
    }

    @Test
    void keysAreJudgedByWhatTheCommandDoesWithThem() throws Exception {
        users.change("al", List.of("on", "+@all", "%R~r*", "%W~w*", "~b*"));
        assertEquals(Optional.empty(), refusal("al", "get", "GET", "r1"));
        assertEquals(Optional.of(new Refusal.OfKey(1)), refusal("al", "get", "GET", "w1"));
        assertEquals(Optional.of(new Refusal.OfKey(1)), refusal("al", "set", "SET", "r1", "v"));
        assertEquals(Optional.empty(), refusal("al", "set", "SET", "w1", "v"));
        assertEquals(Optional.of(new Refusal.OfKey(1)), refusal("al", "set", "SET", "w1", "v", "GET"));
        assertEquals(Optional.empty(), refusal("al", "copy", "COPY", "r", "w"));
        assertEquals(Optional.of(new Refusal.OfKey(2)), refusal("al", "copy", "COPY", "b", "r"));
        assertEquals(Optional.empty(), refusal("al", "ping", "PING"));
    }

    @Test
    void aSelectorAllowsAsAWholeOrNotAtAll() throws Exception {
        users.change("al", List.of("on", "+get", "~a*", "(+set ~b*)"));
        assertEquals(Optional.empty(), refusal("al", "get", "GET", "a"));
        assertEquals(Optional.empty(), refusal("al", "set", "SET", "b", "v"));
        assertEquals(Optional.of(new Refusal.OfKey(1)), refusal("al", "set", "SET", "a", "v"));
        assertEquals(Optional.of(new Refusal.OfKey(1)), refusal("al", "get", "GET", "b"));
        assertEquals(Optional.of(new Refusal.OfCommand()), refusal("al", "del", "DEL", "a"));
    }

    @Test
    void channelsOfPatternsMustBeAllowedToTheLetter() throws Exception {
        users.change("al", List.of("on", "+@pubsub", "&news.*"));
        assertEquals(Optional.empty(), refusal("al", "subscribe", "SUBSCRIBE", "news.a", "news.b"));
        assertEquals(Optional.of(new Refusal.OfChannel(2)), refusal("al", "subscribe", "SUBSCRIBE", "news.a", "b"));
        assertEquals(Optional.empty(), refusal("al", "psubscribe", "PSUBSCRIBE", "news.*"));
        assertEquals(Optional.of(new Refusal.OfChannel(1)), refusal("al", "psubscribe", "PSUBSCRIBE", "news.a*"));
        assertEquals(Optional.of(new Refusal.OfChannel(1)), refusal("al", "publish", "PUBLISH", "x", "news.a"));
        assertEquals(Optional.empty(), refusal("al", "unsubscribe", "UNSUBSCRIBE", "x"));
    }

    @Test
    void aChangeIsWholeOrNothing() throws Exception {
        users.change("al", List.of("on", ">p", "+get"));
        String before = users.lines().getFirst();
        AclUsers.BadRule bad =
                assertThrows(AclUsers.BadRule.class, () -> users.change("al", List.of("off", "+nosuch", "+set")));
        assertEquals("+nosuch", bad.word());
        assertEquals(before, users.lines().getFirst());
    }

    @Test
    void passwordsOpenOnlyUsersThatAreOn() throws Exception {
        users.change("al", List.of("on", ">one", ">two"));
        assertTrue(users.authenticate("al", bytes("two")).isPresent());
        assertTrue(users.authenticate("al", bytes("three")).isEmpty());
        users.change("al", List.of("<two"));
        assertTrue(users.authenticate("al", bytes("two")).isEmpty());
        users.change("al", List.of("off"));
        assertTrue(users.authenticate("al", bytes("one")).isEmpty());
        assertTrue(users.authenticate("nobody", bytes("one")).isEmpty());
        users.requirePassword("p");
        assertTrue(!users.needsNoPassword());
        assertTrue(users.authenticate(AclUsers.DEFAULT, bytes("p")).isPresent());
        users.requirePassword("");
        assertTrue(users.needsNoPassword());
    }

    @Test
    void aFileIsTakenOverWholeOrNotAtAll() throws Exception {
        users.change("old", List.of("on"));
        String faults = AclText.load("f", "user a on\nuser a on\nfoo\nuser b +nosuch\n", users);
        assertEquals(
                "WARNING: Duplicate user 'a' found on line 2. f:3 should start with user keyword followed by the username. "
                        + "f:4: Error in applying operation '+nosuch': Unknown command or category name in ACL. "
                        + "WARNING: ACL errors detected, no change to the previously active ACL rules was performed",
                faults);
        User old = users.find("old").orElseThrow();
        assertEquals("", AclText.load("f", "user a on >x +get ~k (+set ~l)\n", users));
        assertTrue(old.isGone());
        String text = AclText.of(users);
        assertEquals("", AclText.load("f", text, users));
        assertEquals(text, AclText.of(users));
    }

    @Test
    void linesOfAConfigurationComeBackAndARemovedUserTakesItsLineAlong() throws Exception {
        UserDirectives lines = new UserDirectives();
        assertEquals(List.of(), lines.load(List.of(directive("al", "on", ">p", "(+get", "~a)"))));
        assertEquals(Optional.empty(), lines.apply(users, true));
        String line = lines.rewriteEntries().getFirst().lines().getFirst();
        assertTrue(
                line.matches("user al on #[0-9a-f]{64} resetchannels -@all \\(~a resetchannels -@all \\+get\\)"), line);
        users.remove("al");
        assertEquals(List.of(), lines.rewriteEntries().getFirst().lines());
        assertEquals("user al", lines.rewriteEntries().getFirst().key());
    }

    @Test
    void theLogCountsWhatHappensAgainAndForgetsTheOldest() {
        for (String object : List.of("a", "b", "a", "c")) {
            users.log().add(new AclLog.Entry(1, "command", "toplevel", object, "al", 5, ""));
        }
        assertEquals(
                List.of("c 1", "a 2"),
                users.log().newest(10).stream()
                        .map(entry -> entry.object() + " " + entry.count())
                        .toList());
    }

    private static Directive directive(String... words) {
        return new Directive("user", List.of(words), new Origin("f", 1), "user " + String.join(" ", words));
    }

    private Optional<Refusal> refusal(String user, String command, String... words) {
        return users.refusal(users.find(user).orElseThrow(), FACTS.find(command).orElseThrow(), Argv.of(words));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
