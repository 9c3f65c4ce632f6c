package io.vedette.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.resp.Argv;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandFactsTest {
    private final CommandFacts facts = CommandFacts.load();

    @Test
    void everyLineIsRead() {
        assertTrue(facts.names().size() > 380);
        for (String name : facts.names()) {
            CommandSpec spec = facts.find(name).orElseThrow();
            assertEquals(name, spec.name());
            assertFalse(spec.group().isEmpty());
        }
    }

    @Test
    void aCommandIsKnownWithAllThatItIs() {
        CommandSpec set = facts.find("set").orElseThrow();
        assertEquals(-3, set.arity());
        assertTrue(set.isWrite());
        assertTrue(set.has(CommandFlag.DENYOOM));
        assertEquals(List.of("write", "string", "slow"), set.categories());
        assertEquals(
                List.of(new KeySpec(
                        List.of("RW", "access", "update", "variable_flags"),
                        new KeySpec.Begin.Index(1),
                        new KeySpec.Find.Range(0, 1, 0))),
                set.keySpecs());
        assertEquals("client", facts.find("client|list").orElseThrow().container());
        assertTrue(facts.find("publish").orElseThrow().has(CommandFlag.MAY_REPLICATE));
        assertTrue(facts.find("sentinel|master").isPresent());
        assertTrue(facts.find("nosuch").isEmpty());
    }

    @Test
    void documentationKnowsNestedArguments() {
        CommandDocs docs = CommandDocs.load();
        List<CommandDocs.Argument> set = docs.of("set").arguments();
        assertEquals(
                List.of("key", "value", "condition", "get", "expiration"),
                set.stream().map(CommandDocs.Argument::name).toList());
        assertEquals(
                List.of("EX", "PX", "EXAT", "PXAT", "KEEPTTL"),
                set.get(4).arguments().stream()
                        .flatMap(argument -> argument.token().stream())
                        .toList());
        assertEquals(
                Optional.of(""),
                docs.of("migrate").arguments().get(2).arguments().get(1).token());
        assertEquals("4.0.0", docs.of("hmset").deprecatedSince());
        assertEquals(List.of(), docs.of("nosuch").arguments());
    }

    @Test
    void wordsAreOnlyOfCommandsThatThereAre() {
        CommandDocs docs = CommandDocs.load();
        assertEquals("O(1)", docs.words("get").complexity());
        assertEquals(
                List.of("2.6.12", "6.0.0", "6.2.0", "7.0.0"),
                docs.words("set").history().stream()
                        .map(CommandDocs.Change::version)
                        .toList());
        assertEquals("", docs.words("monitor").complexity());
        assertEquals("", docs.words("nosuch").summary());
        List<String> silent = facts.names().stream()
                .filter(name -> docs.words(name).summary().isEmpty())
                .map(name -> name.contains("|") ? name.substring(0, name.indexOf('|')) : name)
                .distinct()
                .toList();
        assertEquals(
                List.of(
                        "cluster",
                        "eval",
                        "eval_ro",
                        "evalsha",
                        "evalsha_ro",
                        "fcall",
                        "fcall_ro",
                        "function",
                        "migrate",
                        "module",
                        "script"),
                silent);
    }

    private List<String> keys(String... words) {
        Argv argv = Argv.of(words);
        CommandSpec spec = facts.find(words[0])
                .orElseGet(() -> facts.find(words[0] + "|" + words[1]).orElseThrow());
        return CommandKeys.in(spec, argv).stream()
                .map(key -> argv.text(key.position()) + ":" + String.join(",", key.flags()))
                .toList();
    }

    /** All of these are answers of Redis 7.0.15 to COMMAND GETKEYSANDFLAGS. */
    @Test
    void keysAreFoundWhereverTheyStand() {
        assertEquals(List.of("a:OW,update"), keys("set", "a", "b"));
        assertEquals(List.of("a:RW,access,update"), keys("set", "a", "b", "get"));
        assertEquals(List.of("a:OW,update", "b:OW,update"), keys("mset", "a", "1", "b", "2"));
        assertEquals(List.of("a:RW,access,delete", "b:RW,insert"), keys("lmove", "a", "b", "left", "left"));
        assertEquals(List.of("a:RO,access", "b:RO,access"), keys("xread", "count", "1", "streams", "a", "b", "1", "2"));
        assertEquals(List.of("a:RO,access"), keys("xread", "streams", "a", "b", "c"));
        assertEquals(List.of("d:OW,update", "a:RO,access", "b:RO,access"), keys("zunionstore", "d", "2", "a", "b"));
        assertEquals(List.of("x:RW,access,update", "y:RW,access,update"), keys("eval", "return 1", "2", "x", "y"));
        assertEquals(List.of(), keys("eval", "return 1", "5", "x"));
        assertEquals(List.of(), keys("eval", "return 1", "abc", "x"));
        assertEquals(List.of("a:RO,access", "z:OW,update"), keys("sort", "a", "by", "x", "get", "y", "store", "z"));
        assertEquals(List.of("a:RO,access"), keys("bitfield", "a", "get", "u8", "0"));
        assertEquals(List.of("a:RW,access,update"), keys("bitfield", "a", "set", "u8", "0", "1"));
        assertEquals(
                List.of("a:RO,access", "q:OW,update"), keys("georadius", "a", "1", "2", "3", "m", "storedist", "q"));
        assertEquals(
                List.of("a:RW,access,delete", "b:RW,access,delete"),
                keys("migrate", "host", "1", "", "0", "10", "keys", "a", "b"));
    }

    @Test
    void channelsAreNoKeys() {
        assertFalse(CommandKeys.mayHaveKeys(facts.find("spublish").orElseThrow()));
        assertFalse(CommandKeys.mayHaveKeys(facts.find("ping").orElseThrow()));
        assertTrue(CommandKeys.mayHaveKeys(facts.find("get").orElseThrow()));
    }
}
